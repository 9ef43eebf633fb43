"""A family is settled when every child of it has a meeting (or its wishes): nobody reminds or phones it any more."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from backend.rowlevel import as_system
from facilities.clock import today_at
from facilities.models import Grant, Household
from notices.models import Recipient
from notices.services import mark_answered
from surveys.models import MeetingPeriod
from surveys.selectors.meetings import children_of, provided_children


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
    asked = provided_children(period).filter(pk__in={child for theirs in homes.values() for child in theirs})
    provided, now = set(asked.values_list("pk", flat=True)), timezone.now()
    rows = Recipient.objects.filter(notice=period.notice_id, household__in=homes).order_by("household")
    for home, answered_at in set(rows.values_list("household", "answered_at")):
        is_settled = homes[home] <= provided
        if is_settled != (answered_at is not None):
            mark_answered(notice_id=period.notice_id, household_id=home, at=now if is_settled else None)


def _homes(period: MeetingPeriod, children: Iterable[UUID] | None) -> dict[UUID, set[UUID]]:
    """{household: its children who are to have a meeting}."""
    grants = Grant.objects.live(today_at(period.facility)).filter(
        can_view=True, child__in=children_of(period)
    )
    if children is not None:
        theirs = grants.filter(child__in=list(children)).values("guardian__household")
        grants = grants.filter(guardian__household__in=theirs)
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    for home, child in grants.values_list("guardian__household", "child"):
        homes[home].add(child)
    return homes
