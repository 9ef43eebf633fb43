"""A month of many facilities in numbers, for the central office and the facilities themselves. No names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from attendance.models import Charge
from attendance.selectors.care_month import end_of_month
from facilities.models import Facility

_SQL = """
WITH day AS (
    SELECT f.id AS place, d::date AS day, (extract(isodow FROM d)::int - 1) AS dow
    FROM facilities_facility f CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') d
    LEFT JOIN attendance_attendancesettings s ON s.facility_id = f.id
    WHERE f.id = ANY(%(places)s)
    AND (extract(isodow FROM d)::int - 1) = ANY(coalesce(s.weekdays, ARRAY[0,1,2,3,4,5]::smallint[]))
    AND NOT EXISTS (SELECT 1 FROM attendance_closedday c WHERE c.facility_id = f.id AND c.day = d::date)
), place_day AS (
    SELECT DISTINCT d.place, d.day, e.child_id FROM day d JOIN facilities_enrolment e ON e.facility_id = d.place
    AND e.starts_on <= d.day AND (e.ends_on IS NULL OR e.ends_on >= d.day)
    LEFT JOIN attendance_carecontract k ON k.facility_id = d.place AND k.child_id = e.child_id
    AND k.starts_on <= d.day AND (k.ends_on IS NULL OR k.ends_on >= d.day)
    WHERE k.id IS NULL OR cardinality(k.weekdays) = 0 OR d.dow = ANY(k.weekdays)
), places AS (SELECT place, count(*) AS days FROM place_day GROUP BY place
), came AS (
    SELECT a.facility_id AS place, count(*) AS attended,
           count(*) FILTER (WHERE p.place IS NOT NULL) AS on_place_days,
           avg(extract(epoch FROM a.left_at - a.arrived_at) / 60)
               FILTER (WHERE a.left_at > a.arrived_at) AS minutes,
           count(*) FILTER (WHERE EXISTS (SELECT 1 FROM attendance_report r WHERE r.facility_id = a.facility_id
               AND r.child_id = a.child_id AND r.kind = 'late' AND r.state IN ('sent', 'confirmed')
               AND r.starts_on <= a.day AND r.ends_on >= a.day)) AS late
    FROM attendance_attendance a
    LEFT JOIN place_day p ON p.place = a.facility_id AND p.day = a.day AND p.child_id = a.child_id
    WHERE a.facility_id = ANY(%(places)s) AND a.day BETWEEN %(first)s AND %(last)s AND a.stays <> '[]'::jsonb
    GROUP BY a.facility_id
)
SELECT f.id, coalesce(p.days, 0), coalesce(c.attended, 0), coalesce(c.on_place_days, 0), coalesce(c.late, 0), c.minutes
FROM facilities_facility f LEFT JOIN places p ON p.place = f.id LEFT JOIN came c ON c.place = f.id
WHERE f.id = ANY(%(places)s)
"""


@dataclass(frozen=True)
class Statistic:
    """A facility's month: days with a place, days attended, how many of those were days with a place, and so on."""

    facility: Facility
    place_days: int
    attended: int
    on_place_days: int
    late: int
    stay: int | None
    extended: int

    @property
    def absence_rate(self) -> float | None:
        """Share of the days with a place on which nobody came, in percent."""
        if not self.place_days:
            return None
        return round(100 * (self.place_days - self.on_place_days) / self.place_days, 1)


def statistics(facilities: Iterable[Facility], month: date) -> list[Statistic]:
    """In the order of the facilities; of the running month the days until yesterday. Two queries."""
    places = list(facilities)
    last = min(end_of_month(month), timezone.localdate() - timedelta(days=1))
    facts: dict[str, Any] = {"places": [place.pk for place in places], "first": month, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, facts)
        found: dict[UUID, tuple[int, int, int, int, float | None]] = {
            row[0]: row[1:] for row in cursor.fetchall()
        }
    charges = Charge.objects.filter(facility__in=places, day__gte=month, day__lte=last)
    extended = {
        row["facility"]: row["minutes_sum"]
        for row in charges.values("facility").annotate(
            minutes_sum=Sum("minutes", filter=~Q(state=Charge.State.EXCLUDED), default=0)
        )
    }
    return [_one(place, found[place.pk], extended.get(place.pk, 0)) for place in places]


def _one(place: Facility, row: tuple[int, int, int, int, float | None], extended: int) -> Statistic:
    place_days, attended, on_place_days, late, minutes = row
    stay = round(minutes) if minutes is not None else None
    return Statistic(place, place_days, attended, on_place_days, late, stay, extended)
