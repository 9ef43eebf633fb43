"""Attendance for the measures, made by SQL from the enrolments that are there: what is agreed, said and stamped."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from tests.bench import world
from tests.owner import as_owner

SLICE = 60  # days
LONG_TABLES = ("attendance_stamp", "attendance_attendance", "attendance_report")

# Every day of the week, so that no figure depends on the day it is measured.
AGREED = """
INSERT INTO attendance_attendancesettings (facility_id, duplicate_minutes, report_by, after_deadline, watch_at,
    is_watching, answer_minutes, closing_minutes, tells_guardians, kiosk_touch, nap_minutes_babies, nap_minutes,
    weekdays, version)
SELECT id, 30, '09:00', 'warn', '09:30', false, 10, 15, true, true, 5, 10, '{0,1,2,3,4,5,6}', 0
FROM facilities_facility;
INSERT INTO attendance_carecontract (id, facility_id, child_id, "group", arrives_at, leaves_at, hours_from, hours_until,
    weekdays, picker_id, starts_on, ends_on)
SELECT md5('a' || e.child_id)::uuid, e.facility_id, e.child_id, 'standard', '08:30', '17:00', '07:15', '18:15', '{}',
       (SELECT guardian_id FROM facilities_grant r WHERE r.child_id = e.child_id ORDER BY guardian_id LIMIT 1),
       e.starts_on, NULL
FROM facilities_enrolment e
"""

# Of a hundred children six are ill on a day and three come late. Today's word is new; staff confirmed those before.
SAID = """
INSERT INTO attendance_report (id, facility_id, child_id, guardian_id, kind, starts_on, ends_on, reason, temperature,
    symptoms, time, proxy_name, proxy_phone, note, is_after_deadline, state, answer, sent_at, version)
SELECT md5('w' || child_id || day)::uuid, facility_id, child_id, guardian_id,
       CASE WHEN dice < 6 THEN 'absent' ELSE 'late' END, day, day,
       CASE WHEN dice < 6 THEN 'sick' ELSE '' END, CASE WHEN dice < 6 THEN 38.2 END, '{}',
       CASE WHEN dice >= 6 THEN '10:30'::time END, '', '', '', false,
       CASE WHEN day < %(today)s THEN 'confirmed' ELSE 'sent' END, '', least(now(), day + time '07:30'), 0
FROM (SELECT e.facility_id, e.child_id, r.guardian_id, d.day::date AS day,
             ('x' || substr(md5(e.child_id || CASE WHEN d.day < %(today)s THEN d.day::date::text ELSE '' END), 1, 4)
             )::bit(16)::int %% 100 AS dice
      FROM facilities_enrolment e
      JOIN (SELECT DISTINCT ON (child_id) child_id, guardian_id FROM facilities_grant ORDER BY child_id, guardian_id) r
      USING (child_id)
      CROSS JOIN generate_series(%(first)s::date, %(last)s::date, interval '1 day') d (day)) said
WHERE dice < 9
"""

# Six days a week; of a hundred children eight stay at home on a day. Past days ended, on the last one most are here.
STAYED = """
CREATE TEMP TABLE _stay AS
SELECT md5(e.child_id || d.day::text) AS key, e.facility_id, e.child_id, d.day,
       (d.day + time '08:30') AT TIME ZONE 'Asia/Tokyo' + n * interval '1 second' AS came_at,
       CASE WHEN d.day < %(today)s OR n %% 5 = 0
            THEN (d.day + time '17:00') AT TIME ZONE 'Asia/Tokyo' + n * interval '1 second' END AS left_at
FROM (SELECT *, row_number() OVER (ORDER BY id) %% 1000 AS n FROM facilities_enrolment WHERE ends_on IS NULL) e
CROSS JOIN (SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') day) d
WHERE (extract(isodow FROM d.day) < 7 OR d.day = %(today)s)
  AND ('x' || substr(md5(e.child_id || d.day::text), 1, 4))::bit(16)::int %% 100 >= 8;
INSERT INTO attendance_attendance (facility_id, child_id, day, arrived_at, left_at, is_here, last_at, picked_up_by,
    is_corrected, needs_review, stays)
SELECT facility_id, child_id, day, came_at, left_at, left_at IS NULL, coalesce(left_at, came_at), '', false, false,
       jsonb_build_array(jsonb_build_array(to_char(came_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                                           to_char(left_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')))
FROM _stay ORDER BY day, facility_id;
INSERT INTO attendance_stamp (id, facility_id, child_id, day, kind, at, device_at, received_at, clock_error, sequence,
    method, picked_up_by, needs_review, is_void, reason, note)
SELECT md5(key || side)::uuid, facility_id, child_id, day, side, at, at, at, 0, 0, 'card', '', false, false, '', ''
FROM _stay CROSS JOIN LATERAL (VALUES ('in', came_at), ('out', left_at)) one (side, at)
WHERE at IS NOT NULL ORDER BY day, facility_id;
DROP TABLE _stay
"""


@as_owner()
def fill_agreed() -> None:
    """A day before anybody came: what is agreed, and what families said of today."""
    with world.foreign_keys_checked_at_the_end("attendance_"), connection.cursor() as cursor:
        cursor.execute(AGREED)
        today = timezone.localdate()
        cursor.execute(SAID, {"first": today, "last": today, "today": today})
    world.analyse()


@as_owner()
def fill_days(days: int) -> date:
    """Give every child of the world what is agreed, and so many days up to today with what was said of them."""
    today = timezone.localdate()
    with world.foreign_keys_checked_at_the_end("attendance_"), connection.cursor() as cursor:
        cursor.execute(AGREED)
        with world.indexes_built_at_the_end(cursor, *LONG_TABLES):
            for first, last in _slices(today, days):
                values = {"first": first, "last": last, "today": today}
                cursor.execute(SAID, values)
                cursor.execute(STAYED, values)
    world.analyse()
    return today


def _slices(today: date, days: int) -> Iterator[tuple[date, date]]:
    """First and last day of two months each, so that sorting five years takes no more disk than two months."""
    for back in range(days - 1, -1, -SLICE):
        yield today - timedelta(days=back), today - timedelta(days=max(back - SLICE + 1, 0))
