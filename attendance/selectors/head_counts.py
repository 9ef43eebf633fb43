"""Counts of heads of a day: who should have been there, who is missing, what still needs somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from attendance.models import Attendance, HeadCount
from facilities.clock import DAY_BEGINS, day_of, moment_at
from facilities.models import Child, Classroom, Enrolment, Facility, on_day


@dataclass(frozen=True)
class Counted:
    """One count with the children it missed. `is_open`: they are still not seen and have not gone home."""

    row: HeadCount
    missing: tuple[Child, ...]
    is_open: bool

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


def children_here(facility: Facility, at: datetime, classroom: Classroom | None = None) -> list[UUID]:
    """Who was here at a moment, by the stamps of that day: of a class, or of the whole facility."""
    day = day_of(at, facility)
    rows = Attendance.objects.filter(facility=facility, day=day).order_by("child__given_kana", "child")
    if classroom:
        pupils = Enrolment.objects.filter(on_day(day), classroom=classroom)
        rows = rows.filter(child__in=pupils.values("child"))
    return [row.child_id for row in rows if any(_covers(stay, at) for stay in row.stays)]


def _covers(stay: list[str | None], at: datetime) -> bool:
    came, left = (datetime.fromisoformat(one) if one else None for one in stay)
    return came is not None and came <= at and (left is None or at < left)


def counts_today(facility: Facility, classroom: Classroom | None = None) -> list[Counted]:
    """Today's counts, the newest first. A newer count of the same class that misses nobody settles the older ones."""
    day = day_of(timezone.now(), facility)
    begins = moment_at(facility, day, DAY_BEGINS)
    rows = HeadCount.objects.filter(
        facility=facility, counted_at__gte=begins, counted_at__lt=begins + timedelta(days=1)
    ).select_related("classroom", "counted_by", "confirmed_by")
    if classroom:
        rows = rows.filter(classroom=classroom)
    found = list(rows.order_by("-counted_at", "-pk"))
    lost = {pk for row in found for pk in _missing_ids(row)}
    children = Child.objects.in_bulk(lost)
    here = set(
        Attendance.objects.filter(facility=facility, day=day, is_here=True, child__in=lost).values_list(
            "child", flat=True
        )
    )
    newest: set[UUID | None] = set()
    counted = []
    for row in found:
        missing = tuple(children[pk] for pk in _missing_ids(row) if pk in children)
        is_newest = row.classroom_id not in newest
        newest.add(row.classroom_id)
        is_open = is_newest and any(child.pk in here for child in missing)
        counted.append(Counted(row, missing, is_open))
    return counted


def open_mismatches(facility: Facility) -> list[Counted]:
    """Counts in which a child who is here was not seen: the alarm of every board."""
    return [one for one in counts_today(facility) if one.is_open]


def _missing_ids(row: HeadCount) -> list[UUID]:
    return [UUID(pk) for pk in row.expected if pk not in set(row.counted)]
