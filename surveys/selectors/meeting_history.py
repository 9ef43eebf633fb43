"""A meeting as one entry of a calendar: the same entry when it moves, struck out when it was given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from facilities.models import Child, Guardian
from facilities.selectors.family import Family
from surveys.models import MeetingChange, MeetingPeriod, MeetingSlot

Act = MeetingChange.Act


@dataclass(frozen=True)
class MeetingEntry:
    """One child's meeting of a period. `sequence` grows with each change; a cancelled one shows its last time."""

    period: MeetingPeriod
    child_id: UUID
    slot: MeetingSlot
    sequence: int
    changed_at: datetime
    is_cancelled: bool = False


def entry_of(period: MeetingPeriod, slot: MeetingSlot, child: Child) -> MeetingEntry:
    """The booking as it stands."""
    acts = list(MeetingChange.objects.filter(period=period, child=child).order_by("at", "pk"))
    return _entry(period, slot, child.pk, acts, is_cancelled=False)


def entries_of(family: Family, first: date, last: date) -> list[MeetingEntry]:
    """All bookings of her own households between two days, and what they gave back. At most four queries.

    What another home of the same child does is left out; so is what staff propose and have not announced.
    """
    homes = {(household, child) for _guardian, household, child in family.grants}
    children = {child for _household, child in homes}
    is_told = Q(period__mode=MeetingPeriod.Mode.FIRST_COME) | Q(period__assigned_at__isnull=False)
    out = Q(period__notice__isnull=True) | Q(period__notice__published_at__isnull=False)
    within = Q(period__starts_on__lte=last, period__ends_on__gte=first, period__published_at__isnull=False)
    slots = MeetingSlot.objects.filter(is_told, out, within, child__in=children)
    booked = {(row.period_id, row.child_id): row for row in slots.select_related(*WITH)}
    acts = _acts(MeetingChange.objects.filter(is_told, out, within, child__in=children))
    ours: set[UUID | None] = set(
        Guardian.objects.filter(household__in={home for home, _child in homes}).values_list("user", flat=True)
    )
    found = [
        _entry(row.period, row, child, acts.get((period, child), []), is_cancelled=False)
        for (period, child), row in booked.items()
        if child and (row.household_id, child) in homes
    ]
    gone = [(key, rows) for key, rows in acts.items() if key not in booked]
    return [*found, *_given_back(gone, ours)]


WITH = ("period__facility", "lane__member")


def _acts(changes: Iterable[MeetingChange]) -> dict[tuple[UUID, UUID], list[MeetingChange]]:
    found: dict[tuple[UUID, UUID], list[MeetingChange]] = {}
    for row in sorted(changes, key=lambda one: (one.at, one.pk)):
        found.setdefault((row.period_id, row.child_id), []).append(row)
    return found


def _given_back(
    gone: Iterable[tuple[tuple[UUID, UUID], list[MeetingChange]]], ours: set[UUID | None]
) -> list[MeetingEntry]:
    """Only what somebody of her household had chosen: another home's time is not shown, not even struck out."""
    last = {
        key: (own[-1], rows)
        for key, rows in gone
        if (own := [row for row in rows if row.by_id in ours and row.act in (Act.BOOKED, Act.MOVED)])
    }
    slots = MeetingSlot.objects.select_related(*WITH).in_bulk([row.slot_id for row, _rows in last.values()])
    return [
        _entry(slots[row.slot_id].period, slots[row.slot_id], row.child_id, rows, is_cancelled=True)
        for row, rows in last.values()
    ]


def _entry(
    period: MeetingPeriod, slot: MeetingSlot, child: UUID, acts: list[MeetingChange], *, is_cancelled: bool
) -> MeetingEntry:
    changed_at = acts[-1].at if acts else slot.booked_at or slot.starts_at - timedelta(days=1)
    return MeetingEntry(period, child, slot, max(0, len(acts) - 1), changed_at, is_cancelled)
