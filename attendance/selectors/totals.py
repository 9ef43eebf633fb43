"""The day of many facilities in numbers, in one statement: what the central office sees. No names."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

# The same ladder as attendance.states.state_of; a test compares the two.
_SQL = """
WITH place AS (
    SELECT f.id, f.closes_at, (%(now)s AT TIME ZONE f.time_zone) AS clock,
           ((%(now)s AT TIME ZONE f.time_zone) - interval '3 hours')::date AS day,
           coalesce(s.watch_at, time '09:30') AS watch_at,
           make_interval(mins => coalesce(s.closing_minutes, 15)) AS closing,
           coalesce(s.weekdays, ARRAY[0,1,2,3,4,5]::smallint[]) AS weekdays
    FROM facilities_facility f LEFT JOIN attendance_attendancesettings s ON s.facility_id = f.id
    WHERE f.id = ANY(%(places)s)
), due AS (
    SELECT p.*, (extract(isodow FROM p.day)::int - 1) AS dow,
           (extract(isodow FROM p.day)::int - 1) = ANY(p.weekdays)
           AND NOT EXISTS (SELECT 1 FROM attendance_closedday c WHERE c.facility_id = p.id AND c.day = p.day) AS is_open
    FROM place p
), child AS (
    SELECT DISTINCT d.id AS place, e.child_id FROM due d JOIN facilities_enrolment e ON e.facility_id = d.id
    AND e.starts_on <= d.day AND (e.ends_on IS NULL OR e.ends_on >= d.day)
), fact AS (
    SELECT d.id AS place, d.clock, d.day, d.watch_at, d.closes_at, d.closing,
           coalesce(a.is_here, false) AS here, a.left_at IS NOT NULL AS gone,
           d.is_open AND (k.id IS NULL OR cardinality(k.weekdays) = 0 OR d.dow = ANY(k.weekdays)) AS due,
           coalesce(r.absent, false) AS absent, r.late_until,
           n.state IS NOT NULL AND n.state <> 'closed' AS missing
    FROM child c JOIN due d ON d.id = c.place
    LEFT JOIN attendance_attendance a ON a.facility_id = d.id AND a.day = d.day AND a.child_id = c.child_id
    LEFT JOIN attendance_carecontract k ON k.facility_id = d.id AND k.child_id = c.child_id
        AND k.starts_on <= d.day AND (k.ends_on IS NULL OR k.ends_on >= d.day)
    LEFT JOIN attendance_noshow n ON n.facility_id = d.id AND n.day = d.day AND n.child_id = c.child_id
    LEFT JOIN LATERAL (
        SELECT bool_or(w.kind = 'absent') AS absent,
               (array_agg(w.time ORDER BY w.sent_at DESC, w.id DESC) FILTER (WHERE w.kind = 'late'))[1] AS late_until
        FROM attendance_report w WHERE w.facility_id = d.id AND w.child_id = c.child_id
        AND w.starts_on <= d.day AND w.ends_on >= d.day AND w.state IN ('sent', 'confirmed')) r ON true
), said AS (
    SELECT place, here AND clock >= day + closes_at + closing AS not_left, CASE
        WHEN here THEN 'here' WHEN gone THEN 'left' WHEN absent THEN 'absent' WHEN missing THEN 'no-word'
        WHEN late_until IS NOT NULL THEN CASE WHEN clock <= day + late_until THEN 'late' ELSE 'no-word' END
        WHEN NOT due THEN 'off' WHEN clock < day + watch_at THEN 'expected' ELSE 'no-word' END AS state
    FROM fact
)
SELECT place, count(*) FILTER (WHERE state = 'here'),
       count(*) FILTER (WHERE state IN ('here', 'left', 'expected', 'late', 'no-word')),
       count(*) FILTER (WHERE state = 'no-word'), count(*) FILTER (WHERE not_left)
FROM said GROUP BY place
"""


@dataclass(frozen=True)
class DayTotal:
    """Children here now, children of the day (here, gone home or still to come), without a word, not fetched."""

    here: int = 0
    expected: int = 0
    no_word: int = 0
    not_left: int = 0


def day_totals(facilities: Iterable[UUID]) -> dict[UUID, DayTotal]:
    """Each facility's own today. One query."""
    places = list(facilities)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"now": timezone.now(), "places": places})
        found = {row[0]: DayTotal(*row[1:]) for row in cursor.fetchall()}
    return {place: found.get(place, DayTotal()) for place in places}


def sum_of(totals: Iterable[DayTotal]) -> DayTotal:
    """The foot of a table of facilities."""
    rows = list(totals)
    return DayTotal(*(sum(getattr(row, name) for row in rows) for name in DayTotal.__dataclass_fields__))
