"""A family is settled when every child of it has a meeting (or its wishes): nobody reminds or phones it any more."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from backend.prepared import Prepared, listed
from backend.rowlevel import as_system
from facilities.clock import today_at
from facilities.models import Grant, Household
from notices.models import Recipient
from notices.services import mark_answered
from surveys.models import MeetingPeriod, MeetingSlot, MeetingWish
from surveys.selectors.meetings import children_asked

NOBODY = UUID(int=1)


def _asked(period: UUID, facility: UUID, day: date) -> QuerySet[Grant]:
    """Live rights to view a child who is to have a meeting."""
    return Grant.objects.live(day).filter(can_view=True, child__in=children_asked(period, facility, day))


HOMES = Prepared(
    lambda period, facility, day, children: (
        _asked(period, facility, day)
        .filter(
            guardian__household__in=_asked(period, facility, day)
            .filter(child__in=listed(children))
            .values("guardian__household")
        )
        .values_list("guardian__household", "child")
    ),
    period=NOBODY,
    facility=UUID(int=2),
    day=date.min,
    children=[NOBODY],
)


@as_system()
def settle(period: MeetingPeriod, children: Iterable[UUID] | None = None) -> None:
    """Of these children's families, or of all. Part of another service, inside its transaction.

    A child with two homes is settled for both. The households are locked: two children of one family who get their
    times in the same second must see each other.
    """
    if period.notice_id is None:
        return
    homes = _homes(period, children)
    list(Household.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=homes).order_by("pk"))
    provided, now = (
        _provided(period, {child for theirs in homes.values() for child in theirs}),
        timezone.now(),
    )
    rows = Recipient.objects.filter(notice=period.notice_id, household__in=homes).order_by("household")
    for home, answered_at in set(rows.values_list("household", "answered_at")):
        is_settled = homes[home] <= provided
        if is_settled != (answered_at is not None):
            mark_answered(notice_id=period.notice_id, household_id=home, at=now if is_settled else None)


def _homes(period: MeetingPeriod, children: Iterable[UUID] | None) -> dict[UUID, set[UUID]]:
    """{household: its children who are to have a meeting}."""
    place, day = period.facility_id, today_at(period.facility)
    rows = (
        _asked(period.pk, place, day).values_list("guardian__household", "child")
        if children is None
        else HOMES.fetch(period=period.pk, facility=place, day=day, children=list(children))
    )
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    for home, child in rows:
        homes[home].add(child)
    return homes


def _provided(period: MeetingPeriod, children: set[UUID]) -> set[UUID]:
    """Those of them who have a slot; by wishes, until they were given out, those whose family said its wishes too."""
    theirs = {"period": period, "child__in": children}
    found = set(MeetingSlot.objects.filter(**theirs).values_list("child", flat=True))
    if period.mode == MeetingPeriod.Mode.WISHES and period.assigned_at is None:
        found |= set(MeetingWish.objects.filter(**theirs).values_list("child", flat=True))
    return found
