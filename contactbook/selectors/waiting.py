"""What the contact book asks of a family, prepared: her home asks for it each time.

A statement that is built once knows neither an account switched off nor a shared tablet: that is looked at before.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from backend.prepared import Prepared, listed
from contactbook.models import Entry, Side, State
from facilities.acting import facility_in_hand


class NewPage(NamedTuple):
    """A page of the nursery that she has not opened."""

    child: UUID
    day: date
    published_at: datetime | None


def _new(
    user: UUID, today: date, since: date, children: list[UUID]
) -> QuerySet[Entry, tuple[UUID, date, datetime | None]]:
    rows = Entry.objects.read_by_family(User(pk=user), today).filter(
        child__in=listed(children), day__gte=since, side=Side.NURSERY, state=State.PUBLISHED
    )
    unread = rows.exclude(readings__user=user).order_by("child", "-day", "pk").distinct("child")
    return unread.values_list("child", "day", "published_at")


def _written(user: UUID, today: date, children: list[UUID]) -> QuerySet[Entry, tuple[UUID]]:
    rows = Entry.objects.read_by_family(User(pk=user), today)
    sent = rows.filter(child__in=listed(children), side=Side.HOME, state=State.SENT, day=today)
    return sent.values_list("child")


_SOMEBODY, _TODAY, _SINCE, _CHILDREN = UUID(int=1), date.min, date.max, [UUID(int=2)]
NEW = Prepared(_new, user=_SOMEBODY, today=_TODAY, since=_SINCE, children=_CHILDREN)
WRITTEN = Prepared(_written, user=_SOMEBODY, today=_TODAY, children=_CHILDREN)


def new_pages(user: User, children: Collection[UUID], today: date, since: date) -> list[NewPage]:
    """The newest page of each child since a day that she has not opened. One query."""
    if not children or not user.is_active or facility_in_hand():
        return []
    given = {"user": user.pk, "today": today, "since": since, "children": [*children]}
    return [NewPage(*row) for row in NEW.fetch(**given)]


def written_today(user: User, children: Collection[UUID], today: date) -> set[UUID]:
    """Of which children her home has sent today's page. One query."""
    if not children or not user.is_active or facility_in_hand():
        return set()
    return {child for (child,) in WRITTEN.fetch(user=user.pk, today=today, children=[*children])}
