"""What the watch looks at: facilities whose hour has come, children without a word, late ones who did not come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

import structlog
from django.db import connection
from django.utils import timezone

from attendance.models import (
    STANDING_REPORTS,
    AttendanceSettings,
    ClosedDay,
    NoShow,
    Report,
    WatchBeat,
    WatchRun,
)
from attendance.selectors.board_rows import AGREED, PLACED, words_of
from attendance.selectors.expected import is_due
from attendance.selectors.settings import settings_of
from backend.prepared import Prepared, listed
from facilities.clock import day_of, moment_at
from facilities.models import Facility, Grant

SILENT_AFTER = timedelta(minutes=2)
LATE_GRACE = timedelta(minutes=15)
log = structlog.get_logger()

# Of places already looked at today: children whose newest word was "late", whose time is past, who are not here.
OVERDUE = """
SELECT DISTINCT r.facility_id, r.child_id, r.day, n.id
FROM (SELECT DISTINCT ON (r.facility_id, r.child_id) r.facility_id, r.child_id, r.kind, r.time, w.day, f.time_zone
      FROM attendance_watchrun w
      JOIN facilities_facility f ON f.id = w.facility_id
       AND %(now)s < (w.day + f.closes_at) AT TIME ZONE f.time_zone
      JOIN attendance_report r ON r.facility_id = w.facility_id AND w.day BETWEEN r.starts_on AND r.ends_on
       AND r.kind IN ('late', 'absent') AND r.state = ANY(%(standing)s)
      WHERE w.day >= (%(now)s - interval '2 days')::date
      ORDER BY r.facility_id, r.child_id, r.sent_at DESC, r.id) r
LEFT JOIN attendance_noshow n ON n.facility_id = r.facility_id AND n.child_id = r.child_id AND n.day = r.day
WHERE r.kind = 'late' AND (n.id IS NULL OR (n.state = 'closed' AND n.answer = 'late'))
  AND %(now)s >= ((r.day + r.time) AT TIME ZONE r.time_zone) + %(grace)s
  AND NOT EXISTS (SELECT 1 FROM attendance_attendance a WHERE a.facility_id = r.facility_id
                  AND a.day = r.day AND a.child_id = r.child_id AND a.arrived_at IS NOT NULL)
ORDER BY 1, 2
"""


CALLED = Prepared(
    lambda children, day: (
        Grant.objects.live(day)
        .filter(child__in=listed(children), is_emergency_contact=True)
        .order_by("guardian__call_order", "guardian")
        .values_list("child", "guardian", "guardian__household")
    ),
    children=[UUID(int=1)],
    day=date.min,
)


# A board's line without its names and adults: the watch asks this of two hundred facilities within a minute.
PLACES = """
SELECT DISTINCT p.child_id, coalesce(t.weekdays, '{{}}'),
       EXISTS (SELECT 1 FROM attendance_closedday x WHERE x.facility_id = %(facility)s AND x.day = %(day)s),
       a.arrived_at IS NOT NULL OR a.left_at IS NOT NULL
FROM ({placed}) p
LEFT JOIN ({agreed}) t ON t.child_id = p.child_id
LEFT JOIN attendance_attendance a ON a.facility_id = %(facility)s AND a.day = %(day)s AND a.child_id = p.child_id
ORDER BY p.child_id
"""


class Placed(NamedTuple):
    """A child enrolled on a day. `weekdays` are those agreed; none means every day."""

    child: UUID
    weekdays: Sequence[int]
    is_closed: bool
    has_come: bool


class Adult(NamedTuple):
    """An adult who is asked about a child."""

    guardian: UUID
    household: UUID


@dataclass(frozen=True)
class Overdue:
    """A child who was to come later and did not; `no_show` is the question that "late" had answered."""

    facility_id: UUID
    child_id: UUID
    day: date
    no_show: UUID | None


@dataclass(frozen=True)
class WatchState:
    """How long ago the watch looked, in seconds; None when it never did."""

    seconds: int | None

    @property
    def minutes(self) -> int:
        """Whole minutes since it looked."""
        return (self.seconds or 0) // 60

    @property
    def is_silent(self) -> bool:
        """Nobody may rely on it any more."""
        return self.seconds is None or self.seconds > SILENT_AFTER.total_seconds()


def watch_state() -> WatchState:
    """What every board shows of the watch."""
    at = WatchBeat.objects.values_list("ran_at", flat=True).first()
    return WatchState(max(0, int((timezone.now() - at).total_seconds())) if at else None)


def due_places(now: datetime) -> list[tuple[Facility, date]]:
    """Facilities to be looked at now, each with its day: watching, open, between their hour and their closing."""
    around = [now.date() + timedelta(days=shift) for shift in (-1, 0, 1)]
    settings = AttendanceSettings.objects.in_bulk()
    done = set(WatchRun.objects.filter(day__in=around).values_list("facility", "day"))
    closed = set(ClosedDay.objects.filter(day__in=around).values_list("facility", "day"))
    found = []
    for facility in Facility.objects.filter(is_active=True).order_by("position", "pk"):
        usual = settings.get(facility.pk) or AttendanceSettings(facility_id=facility.pk)
        day = _due_day(facility, usual, now)
        if day and (facility.pk, day) not in done and (facility.pk, day) not in closed:
            found.append((facility, day))
    return found


def _due_day(facility: Facility, settings: AttendanceSettings, now: datetime) -> date | None:
    """Its day, while it is time to look. A zone that nobody knows is logged, and keeps no other place waiting."""
    try:
        day = day_of(now, facility)
        is_time = (
            moment_at(facility, day, settings.watch_at) <= now < moment_at(facility, day, facility.closes_at)
        )
    except (ZoneInfoNotFoundError, ValueError):
        log.exception("watch_zone_unknown", facility=str(facility.pk))
        return None
    return day if settings.is_watching and is_time and day.weekday() in settings.weekdays else None


def overdue(now: datetime) -> list[Overdue]:
    """Late ones who did not come, a quarter of an hour after their time."""
    values: dict[str, Any] = {
        "now": now,
        "standing": [str(one) for one in STANDING_REPORTS],
        "grace": LATE_GRACE,
    }
    with connection.cursor() as cursor:
        cursor.execute(OVERDUE, values)
        return [Overdue(*row) for row in cursor.fetchall()]


def silent_children(
    facility: Facility, day: date, now: datetime, among: Collection[UUID] | None = None
) -> list[UUID]:
    """Expected, not here, and no word, or a word whose time is past; of the whole place or `among` these.

    Three queries.
    """
    words = words_of(facility, day)
    weekdays = settings_of(facility).weekdays
    return [
        one.child
        for one in _placed(facility, day)
        if (among is None or one.child in among)
        and not one.has_come
        and is_due(one, weekdays, day)
        and not any(_explains(row, facility, day, now) for row in words.get(one.child, ()))
    ]


def _placed(facility: Facility, day: date) -> list[Placed]:
    given = {"facility": facility.pk, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_places_sql(), PLACED.values() | AGREED.values() | given)
        return [Placed(*row) for row in cursor.fetchall()]


@cache
def _places_sql() -> str:
    return PLACES.format(placed=PLACED.sql, agreed=AGREED.sql)


def _explains(row: Report, facility: Facility, day: date, now: datetime) -> bool:
    """Does this word say why she is not here at this moment? Also a wish that staff have not accepted yet."""
    if row.kind == Report.Kind.LATE:
        return row.time is not None and moment_at(facility, day, row.time) > now
    return row.kind == Report.Kind.ABSENT


def asked_guardians(children: Sequence[UUID], day: date) -> dict[UUID, list[Adult]]:
    """Who is asked about each child: those the family named for emergencies, whose rights hold today. One query."""
    found: dict[UUID, list[Adult]] = {child: [] for child in children}
    for child, *adult in CALLED.fetch(children=[*children], day=day):
        if (asked := Adult(*adult)) not in found[child]:
            found[child].append(asked)
    return found


def is_watched(no_show: NoShow) -> bool:
    """Is this question still open?"""
    return no_show.state != NoShow.State.CLOSED
