"""What must hold of attendance: a day is what its stamps come to."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from attendance.fold import Day, fold
from attendance.models import Attendance, AttendanceSettings, MonthClose, Stamp

LOOKED_BACK = timedelta(days=62)
Key = tuple[UUID, UUID, date]


def broken_days(since: date | None = None, examples: int = 5) -> list[str]:
    """Days since then (two months) that are not the fold of their stamps; closed months stay as they were."""
    since = since or timezone.localdate() - LOOKED_BACK
    closed = set(MonthClose.objects.filter(reopened_at__isnull=True).values_list("facility", "month"))
    kept = {
        (row.facility_id, row.child_id, row.day): row
        for row in Attendance.objects.filter(day__gte=since).iterator()
    }
    found = []
    for key, day in _folded(since):
        row = kept.pop(key, None)
        if (key[0], key[2].replace(day=1)) not in closed and not _agrees(row, day):
            found.append(_name(key))
    found += [_name(key) for key, row in kept.items() if row.stays]
    return found[:examples]


def _folded(since: date) -> Iterator[tuple[Key, Day]]:
    minutes = dict(AttendanceSettings.objects.values_list("pk", "duplicate_minutes"))
    stamps = Stamp.objects.filter(day__gte=since).order_by("facility", "child", "day")
    for key, rows in groupby(stamps.iterator(), lambda row: (row.facility_id, row.child_id, row.day)):
        yield key, fold(rows, timedelta(minutes=minutes.get(key[0], 30)))


def _agrees(row: Attendance | None, day: Day) -> bool:
    if row is None:
        return not day.stays
    return (row.arrived_at, row.left_at, row.is_here) == (day.arrived_at, day.left_at, day.is_here)


def _name(key: Key) -> str:
    return f"{key[0]} {key[1]} {key[2]}"
