"""Meetings as a family sees them: its own times, and of a child with another home only that hers is arranged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from backend.prepared import Prepared, listed
from facilities.models import Child
from facilities.selectors.family import Family
from surveys.models import Lane, MeetingPeriod, MeetingSlot, MeetingWish
from surveys.selectors.meetings import may_change

NOBODY = UUID(int=1)
SHOWN_FOR = timedelta(days=14)
# Lanes of what has been announced at these places and is not long over, with their periods: asked on every home.
LANES = Prepared(
    lambda places, day: (
        Lane.objects.filter(
            Q(period__notice__isnull=True) | Q(period__notice__published_at__isnull=False),
            facility__in=listed(places),
            period__published_at__isnull=False,
            period__ends_on__gte=day,
        )
        .select_related("period")
        .order_by("period__closes_at", "period", "pk")
    ),
    places=[NOBODY],
    day=date.min,
)


@dataclass(frozen=True)
class ChildMeeting:
    """A child's one meeting. `slot` is her own household's; `is_elsewhere`: another home of hers has spoken first."""

    child: Child
    may_book: bool
    lanes: frozenset[UUID]
    slot: MeetingSlot | None = None
    wishes: tuple[MeetingWish, ...] = ()
    is_elsewhere: bool = False


@dataclass(frozen=True)
class FamilyPeriod:
    """A time of meetings with this family's children, eldest first."""

    period: MeetingPeriod
    children: tuple[ChildMeeting, ...]
    now: datetime

    @property
    def by_wishes(self) -> bool:
        """Wishes are asked and nobody knows her time yet."""
        return self.period.mode == MeetingPeriod.Mode.WISHES and self.period.assigned_at is None

    @property
    def is_open(self) -> bool:
        opens, closes = self.period.opens_at, self.period.closes_at
        return opens is not None and closes is not None and opens <= self.now < closes

    @property
    def is_early(self) -> bool:
        return self.period.opens_at is not None and self.now < self.period.opens_at

    @property
    def waiting(self) -> list[ChildMeeting]:
        """For whom she may say a time and nobody has."""
        return [
            one
            for one in self.children
            if one.may_book and not one.is_elsewhere and one.slot is None and not one.wishes
        ]

    @property
    def is_due(self) -> bool:
        return self.is_open and bool(self.waiting)

    def may_change(self, meeting: ChildMeeting) -> bool:
        """Her booking can still be moved or given back here."""
        slot = meeting.slot
        return meeting.may_book and slot is not None and may_change(slot, self.period, self.now)


def meetings_of(family: Family, **only: Any) -> list[FamilyPeriod]:
    """What concerns her children, the first to end first; `only` narrows it, by `pk` or `notice_id`.

    One query where there is none, at most four for all.
    """
    now, places = timezone.now(), sorted({row.facility_id for row in family.today})
    lanes = LANES.fetch(places=places, day=family.day - SHOWN_FOR) if places else []
    lanes = [lane for lane in lanes if all(getattr(lane.period, key) == value for key, value in only.items())]
    asked = {
        period: _children(family, period.pk, lanes) for period in dict.fromkeys(lane.period for lane in lanes)
    }
    known = _Known(family, [pk for pk, children in asked.items() if children])
    return [
        FamilyPeriod(period, tuple(known.meeting(period, *one) for one in children), now)
        for period, children in asked.items()
        if children
    ]


def meeting_of(family: Family, pk: UUID) -> FamilyPeriod | None:
    """One of them; none where it does not concern her children."""
    return next(iter(meetings_of(family, pk=pk)), None)


def _children(family: Family, period_id: UUID, lanes: Sequence[Lane]) -> list[tuple[Child, frozenset[UUID]]]:
    """Her children whom a period sees, with their lanes."""
    found: dict[Child, set[UUID]] = {}
    for lane in lanes:
        for row in family.today:
            is_hers = lane.classroom_id in (None, row.classroom_id)
            if lane.period_id == period_id and row.facility_id == lane.facility_id and is_hers:
                found.setdefault(row.child, set()).add(lane.pk)
    return [(child, frozenset(mine)) for child, mine in found.items()]


def times_of(row: FamilyPeriod, meeting: ChildMeeting) -> QuerySet[MeetingSlot]:
    """What she may choose from, in order; those that another family is confirming among them, the given ones not.

    For wishes all times, so that nobody reads out of them what staff propose.
    """
    times = MeetingSlot.objects.filter(
        period=row.period, lane__in=meeting.lanes, is_blocked=False, starts_at__gt=row.now
    )
    free = times if row.by_wishes else times.filter(child__isnull=True)
    return free.select_related("lane__member").order_by("starts_at", "lane")


class _Known:
    """What was said for the family's children in these periods, by its own household and by others."""

    def __init__(self, family: Family, periods: Iterable[MeetingPeriod]) -> None:
        self.homes = {(household, child) for _guardian, household, child in family.grants}
        wanted = list(periods)
        if not wanted:
            return
        theirs = {"period__in": wanted, "child__in": {child for _household, child in self.homes}}
        self.slots = list(MeetingSlot.objects.filter(**theirs).select_related("lane__member"))
        by_wishes = any(period.mode == MeetingPeriod.Mode.WISHES for period in wanted)
        wishes = MeetingWish.objects.filter(**theirs).select_related("slot__lane__member").order_by("rank")
        self.wishes = list(wishes) if by_wishes else []
        self.answers = family.answers

    def meeting(self, period: MeetingPeriod, child: Child, lanes: frozenset[UUID]) -> ChildMeeting:
        """Before the times are given out, what staff propose is nobody's yet."""
        is_secret = period.mode == MeetingPeriod.Mode.WISHES and period.assigned_at is None
        said = [*self.wishes] if is_secret else [*self.slots]
        mine = [row for row in said if (row.period_id, row.child_id) == (period.pk, child.pk)]
        own = [row for row in mine if (row.household_id, child.pk) in self.homes]
        return ChildMeeting(
            child,
            child.pk in self.answers,
            lanes,
            slot=next((row for row in own if isinstance(row, MeetingSlot)), None),
            wishes=tuple(row for row in own if isinstance(row, MeetingWish)),
            is_elsewhere=bool(mine) and not own,
        )
