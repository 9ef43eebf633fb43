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
    found = [
        _entry(row.period, row, child, acts.get((period, child), []), is_cancelled=False)
        for (period, child), row in booked.items()
        if child and (row.household_id, child) in homes
    ]
    kept = {(one.period.pk, one.child_id) for one in found}
    gone = [rows for key, rows in acts.items() if key not in kept]
    return [*found, *_given_back(gone, {home for home, _child in homes})]


WITH = ("period__facility", "lane__member")


def _acts(changes: Iterable[MeetingChange]) -> dict[tuple[UUID, UUID], list[MeetingChange]]:
    found: dict[tuple[UUID, UUID], list[MeetingChange]] = {}
    for row in sorted(changes, key=lambda one: (one.at, one.pk)):
        found.setdefault((row.period_id, row.child_id), []).append(row)
    return found


def _given_back(gone: Iterable[list[MeetingChange]], homes: set[UUID]) -> list[MeetingEntry]:
    """What her household had: another home's time is not shown, not even struck out; nor what was never told."""
    users: set[UUID | None] = set(Guardian.objects.filter(household__in=homes).values_list("user", flat=True))
    ended = []
    for rows in gone:
        places = [at for at, row in enumerate(rows) if _is_of(row, homes, users)]
        if places and (acts := _until_gone(rows, places[-1])):
            ended.append((rows[places[-1]], acts))
    slots = MeetingSlot.objects.select_related(*WITH).in_bulk([own.slot_id for own, _acts in ended])
    return [
        _entry(slot.period, slot, own.child_id, acts, is_cancelled=True)
        for own, acts in ended
        if _was_told(acts[-1], (slot := slots[own.slot_id]).period)
    ]


def _is_of(row: MeetingChange, homes: set[UUID], users: set[UUID | None]) -> bool:
    """Of this household; of older rows only what one of its adults did is known to be."""
    if row.household_id is None:
        return row.by_id in users and row.act in (Act.BOOKED, Act.MOVED)
    return row.household_id in homes


def _until_gone(rows: list[MeetingChange], last: int) -> list[MeetingChange]:
    """Up to the act by which it was gone: given back, or the child's meeting became another home's."""
    if rows[last].act == Act.CANCELLED:
        return rows[: last + 1]
    return rows[: last + 2] if len(rows) > last + 1 else []


def _was_told(row: MeetingChange, period: MeetingPeriod) -> bool:
    """By wishes a family knows no time before it is announced."""
    return period.assigned_at is None or row.at >= period.assigned_at


def _entry(
    period: MeetingPeriod, slot: MeetingSlot, child: UUID, acts: list[MeetingChange], *, is_cancelled: bool
) -> MeetingEntry:
    changed_at = acts[-1].at if acts else slot.booked_at or slot.starts_at - timedelta(days=1)
    return MeetingEntry(period, child, slot, max(0, len(acts) - 1), changed_at, is_cancelled)
