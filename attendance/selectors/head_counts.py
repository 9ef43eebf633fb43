"""Counts of heads of a day: who should have been there, who is missing, what still needs somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from attendance.models import Attendance, HeadCount
from facilities.clock import DAY_BEGINS, day_of, moment_at
from facilities.models import Child, Classroom, Enrolment, Facility, on_day


@dataclass(frozen=True)
class Counted:
    """One count with its classes and the children it missed.

    `is_open`: a child of them has not been seen by any later count, and has not gone home.
    """

    row: HeadCount
    missing: tuple[Child, ...]
    is_open: bool
    rooms: tuple[Classroom, ...] = ()

    @property
    def number(self) -> int:
        return len(self.row.counted)

    @property
    def of(self) -> int:
        return len(self.row.expected)

    @property
    def waits(self) -> bool:
        """For a second person."""
        return self.row.confirmed_by_id is None


def children_here(facility: Facility, at: datetime, rooms: Collection[Classroom] = ()) -> list[UUID]:
    """Who was here at a moment, by the stamps of that day: of these classes, or of the whole facility."""
    day = day_of(at, facility)
    rows = Attendance.objects.filter(facility=facility, day=day).order_by("child__given_kana", "child")
    if rooms:
        pupils = Enrolment.objects.filter(on_day(day), classroom__in=rooms)
        rows = rows.filter(child__in=pupils.values("child"))
    return [row.child_id for row in rows if any(_covers(stay, at) for stay in row.stays)]


def _covers(stay: list[str | None], at: datetime) -> bool:
    came, left = (datetime.fromisoformat(one) if one else None for one in stay)
    return came is not None and came <= at and (left is None or at < left)


def groups_here(
    facility: Facility, at: datetime, rooms: Sequence[Classroom]
) -> list[tuple[Classroom, list[Child]]]:
    """The same children by class, for a screen on which several classes are counted at once."""
    day = day_of(at, facility)
    here = children_here(facility, at, rooms)
    children = Child.objects.in_bulk(here)
    pupils = Enrolment.objects.filter(on_day(day), classroom__in=rooms, child__in=here).order_by("pk")
    room_of = dict(pupils.values_list("child", "classroom"))
    return [(room, [children[pk] for pk in here if room_of.get(pk) == room.pk]) for room in rooms]


def rooms_together(room: Classroom) -> list[Classroom]:
    """The classes of this year at the same place: with which a class may go for a walk."""
    rooms = Classroom.objects.filter(facility=room.facility_id, school_year=room.school_year)
    return list(rooms.order_by("age", "name", "pk"))


def counts_today(facility: Facility, classroom: Classroom | None = None) -> list[Counted]:
    """Today's counts, also those that a class took part in, the newest first. The same five queries at most.

    A child who was missed is settled by any later count that expected her: seen there, or named there again.
    """
    day = day_of(timezone.now(), facility)
    begins = moment_at(facility, day, DAY_BEGINS)
    rows = HeadCount.objects.filter(
        facility=facility, counted_at__gte=begins, counted_at__lt=begins + timedelta(days=1)
    ).select_related("classroom", "counted_by", "confirmed_by")
    found = list(rows.order_by("-counted_at", "-pk"))
    lost = {pk for row in found for pk in _missing_ids(row)}
    children = Child.objects.in_bulk(lost)
    here = set(
        Attendance.objects.filter(facility=facility, day=day, is_here=True, child__in=lost).values_list(
            "child", flat=True
        )
    )
    together = {pk for row in found for pk in row.rooms}
    rooms = {room.pk: room for room in Classroom.objects.filter(pk__in=together).order_by("age", "name")}
    counted, later = [], set()
    for row in found:
        missing = tuple(children[pk] for pk in _missing_ids(row) if pk in children)
        is_open = any(child.pk in here and str(child.pk) not in later for child in missing)
        later.update(row.expected)
        counted.append(Counted(row, missing, is_open, _rooms_of(row, rooms)))
    return [one for one in counted if classroom is None or classroom.pk in one.row.room_ids]


def _rooms_of(row: HeadCount, together: Mapping[UUID, Classroom]) -> tuple[Classroom, ...]:
    if row.classroom:
        return (row.classroom,)
    return tuple(room for pk, room in together.items() if pk in row.rooms)


def open_mismatches(facility: Facility) -> list[Counted]:
    """Counts in which a child who is here was not seen: the alarm of every board."""
    return [one for one in counts_today(facility) if one.is_open]


def _missing_ids(row: HeadCount) -> list[UUID]:
    return [UUID(pk) for pk in row.expected if pk not in set(row.counted)]
