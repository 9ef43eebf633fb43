"""Attendance for the measures, made by SQL from the enrolments that are there: what is agreed, said and stamped."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from tests.bench import world
from tests.owner import as_owner

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

# Of a hundred children six are ill and three come late today, and staff have not confirmed it.
SAID = """
INSERT INTO attendance_report (id, facility_id, child_id, guardian_id, kind, starts_on, ends_on, reason, temperature,
    symptoms, time, proxy_name, proxy_phone, note, is_after_deadline, state, answer, sent_at, version)
SELECT md5('w' || e.child_id)::uuid, e.facility_id, e.child_id, r.guardian_id,
       CASE WHEN dice < 6 THEN 'absent' ELSE 'late' END,
       %(today)s, %(today)s, CASE WHEN dice < 6 THEN 'sick' ELSE '' END, CASE WHEN dice < 6 THEN 38.2 END, '{}',
       CASE WHEN dice >= 6 THEN '10:30'::time END, '', '', '', false, 'sent', '', now(), 0
FROM (SELECT *, ('x' || substr(md5(child_id::text), 1, 4))::bit(16)::int %% 100 AS dice FROM facilities_enrolment) e
CROSS JOIN LATERAL (SELECT guardian_id FROM facilities_grant r WHERE r.child_id = e.child_id
                    ORDER BY guardian_id LIMIT 1) r
WHERE dice < 9
"""

# Six days a week; of a hundred children eight stay at home on a day. Past days ended, on the last one most are here.
STAYED = """
CREATE TEMP TABLE _stay AS
SELECT md5(e.child_id || d.day::text) AS key, e.facility_id, e.child_id, d.day,
       (d.day + time '08:30') AT TIME ZONE 'Asia/Tokyo' + n * interval '1 second' AS came_at,
       CASE WHEN d.day < %(last)s OR n %% 5 = 0
            THEN (d.day + time '17:00') AT TIME ZONE 'Asia/Tokyo' + n * interval '1 second' END AS left_at
FROM (SELECT *, row_number() OVER (ORDER BY id) %% 1000 AS n FROM facilities_enrolment WHERE ends_on IS NULL) e
CROSS JOIN (SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') day) d
WHERE (extract(isodow FROM d.day) < 7 OR d.day = %(last)s)
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
        cursor.execute(SAID, {"today": timezone.localdate()})
    world.analyse()


@as_owner()
def fill_days(days: int) -> date:
    """Give every child of the world what is agreed, what is said of today, and so many days up to today."""
    today = timezone.localdate()
    values = {"first": today - timedelta(days=days - 1), "last": today, "today": today}
    with world.foreign_keys_checked_at_the_end("attendance_"), connection.cursor() as cursor:
        cursor.execute(AGREED)
        cursor.execute(SAID, values)
        cursor.execute(STAYED, values)
    world.analyse()
    return today
