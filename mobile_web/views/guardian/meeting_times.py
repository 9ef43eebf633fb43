"""Times of meetings as a phone shows them: days as a strip, times as buttons, those beside a sister's first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from facilities.clock import zone_of
from facilities.models import Child, Facility
from mobile_web.meeting_words import where_of
from surveys.assignment import NEAR
from surveys.models import MeetingSlot
from surveys.selectors.family_meetings import ChildMeeting, FamilyPeriod, times_of

NEAR_SHOWN = 4


@dataclass(frozen=True)
class Time:
    """A time to choose. `is_held`: another family is just confirming it; `mark`: 1 to 3 or x of her wishes."""

    slot: MeetingSlot
    where: str
    is_held: bool
    mark: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the strip with its times."""

    day: date
    times: tuple[Time, ...]
    is_current: bool = False

    @property
    def free(self) -> int:
        return sum(not time.is_held for time in self.times)


@dataclass(frozen=True)
class Near:
    """Times that follow a brother's or a sister's meeting, or come just before."""

    child: Child
    slot: MeetingSlot
    times: tuple[Time, ...]


def times_for(
    row: FamilyPeriod, one: ChildMeeting, user_id: UUID, marks: Mapping[UUID, str] | None = None
) -> list[Time]:
    """What she chooses from; where it is stands beside a time only if there are several places."""
    several = len(one.lanes) > 1
    return [
        Time(
            slot,
            where_of(slot.lane) if several else "",
            bool(slot.held_until and slot.held_until > row.now and slot.held_by_id != user_id),
            (marks or {}).get(slot.pk, ""),
        )
        for slot in times_of(row, one)
    ]


def days_of(times: Sequence[Time], place: Facility, chosen: str) -> list[Day]:
    """By day at the place; the one chosen is current, else the first with a free time."""
    zone = zone_of(place)
    days = [
        Day(day, tuple(found))
        for day, found in groupby(times, lambda time: timezone.localtime(time.slot.starts_at, zone).date())
    ]
    asked = next((day for day in days if day.day.isoformat() == chosen), None)
    current = asked or next((day for day in days if day.free), days[0] if days else None)
    return [Day(day.day, day.times, day is current) for day in days]


def near_of(row: FamilyPeriod, one: ChildMeeting, times: Iterable[Time]) -> list[Near]:
    """For each brother and sister who has a time in this period, the few that are nearest."""
    free = [time for time in times if not time.is_held]
    found = [
        Near(other.child, other.slot, _nearest(free, other.slot))
        for other in row.children
        if other.child != one.child and other.slot
    ]
    return [near for near in found if near.times]


def _nearest(times: Iterable[Time], other: MeetingSlot) -> tuple[Time, ...]:
    waits = [(wait, time) for time in times if (wait := _wait_between(time.slot, other)) is not None]
    nearest = sorted(waits, key=lambda one: one[0])[:NEAR_SHOWN]
    return tuple(sorted((time for _wait, time in nearest), key=lambda time: time.slot.starts_at))


def _wait_between(slot: MeetingSlot, other: MeetingSlot) -> timedelta | None:
    """How long the family waits from one to the next; none where they lie together or far apart."""
    first, second = sorted((slot, other), key=lambda one: one.starts_at)
    wait = second.starts_at - first.ends_at
    return wait if timedelta(0) <= wait <= NEAR else None
