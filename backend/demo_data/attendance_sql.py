"""The statements that make attendance; `_place` and `_stay` live for one transaction, `chance` is in numbers.py."""

# The demo is looked at on any day of the week.
SETTINGS = """
INSERT INTO attendance_attendancesettings (facility_id, duplicate_minutes, report_by, after_deadline, watch_at,
    is_watching, answer_minutes, closing_minutes, tells_guardians, kiosk_touch, nap_minutes_babies, nap_minutes,
    weekdays, version)
SELECT id, 30, '09:00', 'warn', '09:30', true, 10, 15, true, true, 5, 10, '{0,1,2,3,4,5,6}', 0
FROM facilities_facility WHERE id = ANY(%(facilities)s)
"""

CONTRACTS = """
CREATE TEMP TABLE _place ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY e.id) AS n, e.child_id, e.facility_id, e.starts_on, f.time_zone,
       (ARRAY['07:30', '08:00', '08:20', '08:40', '09:00', '09:20'])[1 + floor(6 * pg_temp.chance(row_number() OVER (ORDER BY e.id), 71))::int]::time AS comes,
       (ARRAY['16:00', '16:30', '17:00', '17:30', '18:00', '18:15'])[1 + floor(6 * pg_temp.chance(row_number() OVER (ORDER BY e.id), 72))::int]::time AS leaves
FROM facilities_enrolment e JOIN facilities_facility f ON f.id = e.facility_id
WHERE e.facility_id = ANY(%(facilities)s) AND e.starts_on <= %(today)s
  AND (e.ends_on IS NULL OR e.ends_on >= %(today)s);
INSERT INTO attendance_carecontract (id, facility_id, child_id, "group", arrives_at, leaves_at, hours_from, hours_until,
    weekdays, picker_id, starts_on, ends_on)
SELECT pg_temp.made_id('contract', n), facility_id, child_id,
       CASE WHEN pg_temp.chance(n, 73) < 0.8 THEN 'standard' ELSE 'short' END, comes, leaves,
       CASE WHEN pg_temp.chance(n, 73) < 0.8 THEN '07:15'::time ELSE '08:30' END,
       CASE WHEN pg_temp.chance(n, 73) < 0.8 THEN '18:15'::time ELSE '16:30' END, '{}',
       (SELECT g.id FROM facilities_grant r JOIN facilities_guardian g ON g.id = r.guardian_id
        WHERE r.child_id = p.child_id AND r.can_pick_up AND NOT r.is_blocked
        ORDER BY g.call_order, g.id LIMIT 1), greatest(starts_on, %(today)s - 400), NULL
FROM (SELECT DISTINCT ON (child_id, facility_id) * FROM _place ORDER BY child_id, facility_id, n) p
"""

# One row a stay: when she came and went, each a few minutes round what is usual. One in twelve stayed at home; one
# departure in five hundred was forgotten.
PAST = """
CREATE TEMP TABLE _stay ON COMMIT DROP AS
SELECT p.n * 100 + (%(today)s - d.day) AS n, p.child_id, p.facility_id, d.day,
       (d.day + p.comes + (pg_temp.chance(p.n * 100 + (%(today)s - d.day), 74) * 24 - 10) * interval '1 minute')
           AT TIME ZONE p.time_zone AS came_at,
       CASE WHEN pg_temp.chance(p.n * 100 + (%(today)s - d.day), 84) > 0.002 THEN
           (d.day + p.leaves + (pg_temp.chance(p.n * 100 + (%(today)s - d.day), 75) * 30 - 12) * interval '1 minute')
           AT TIME ZONE p.time_zone END AS left_at
FROM _place p
CROSS JOIN LATERAL (SELECT day::date FROM generate_series(%(first)s, %(today)s - 1, interval '1 day') day) d
WHERE d.day >= p.starts_on
  AND pg_temp.chance(p.n * 100 + (%(today)s - d.day), 76) > 0.08 AND p.facility_id = ANY(%(facilities)s)
  AND %(now)s IS NOT NULL
"""

# Of a hundred families today six stay at home, three come late, three send somebody else.
WORDS = """
CREATE TEMP TABLE _word ON COMMIT DROP AS
SELECT p.*, CASE WHEN dice < 0.06 THEN 'absent' WHEN dice < 0.09 THEN 'late' WHEN dice < 0.12 THEN 'pick_up' END AS kind,
       pg_temp.chance(n, 78) AS turn,
       g.id AS guardian_id, g.user_id
FROM (SELECT *, pg_temp.chance(n, 77) AS dice FROM _place) p
CROSS JOIN LATERAL (
    SELECT g.id, g.user_id FROM facilities_grant r JOIN facilities_guardian g ON g.id = r.guardian_id
    WHERE r.child_id = p.child_id AND r.can_write AND NOT r.is_blocked AND g.user_id IS NOT NULL
    ORDER BY g.call_order, g.id LIMIT 1) g
WHERE dice < 0.12;
INSERT INTO attendance_report (id, facility_id, child_id, guardian_id, actor_id, kind, starts_on, ends_on, reason,
    temperature, symptoms, time, picker_id, proxy_name, proxy_phone, note, is_after_deadline, state, confirmed_at, answer,
    sent_at, changed_at, version, replaces_id, confirmed_by_id)
SELECT pg_temp.made_id('report', n), facility_id, child_id, guardian_id, user_id, kind, %(today)s,
       %(today)s + CASE WHEN kind = 'absent' AND turn < 0.2 THEN 1 ELSE 0 END,
       CASE WHEN kind <> 'absent' THEN '' WHEN turn < 0.6 THEN 'sick' ELSE 'private' END,
       CASE WHEN kind = 'absent' AND turn < 0.45 THEN 37.5 + round((turn * 4)::numeric, 1) END,
       CASE WHEN kind = 'absent' AND turn < 0.3 THEN '{cough,runny_nose}'::varchar[] ELSE '{}' END,
       CASE kind WHEN 'late' THEN '10:30'::time WHEN 'pick_up' THEN '16:30' END, NULL,
       CASE WHEN kind = 'pick_up' THEN (ARRAY['祖母', 'ファミサポ 加藤', '叔母'])[1 + floor(turn * 3)::int] ELSE '' END,
       CASE WHEN kind = 'pick_up' THEN '090-0000-0000' ELSE '' END,
       CASE WHEN kind = 'late' THEN '受診後' ELSE '' END, false, 'sent', NULL, '',
       %(now)s - (20 + turn * 70) * interval '1 minute', NULL, 0, NULL, NULL
FROM _word
"""

# Who came today: everybody but those who said otherwise and one in seventy. At night the times lie just behind.
TODAY = """
INSERT INTO _stay (n, child_id, facility_id, day, came_at, left_at)
SELECT p.n * 100, p.child_id, p.facility_id, %(today)s,
       least((%(today)s + p.comes + (pg_temp.chance(p.n, 79) * 24 - 10) * interval '1 minute') AT TIME ZONE p.time_zone,
             %(now)s - (2 + pg_temp.chance(p.n, 80) * 75) * interval '1 minute'),
       CASE WHEN (%(today)s + p.leaves) AT TIME ZONE p.time_zone < %(now)s
            THEN (%(today)s + p.leaves) AT TIME ZONE p.time_zone END
FROM _place p LEFT JOIN _word w ON w.n = p.n
WHERE coalesce(w.kind, '') NOT IN ('absent', 'late') AND pg_temp.chance(p.n, 81) > 0.014
"""

STAMPS = """
INSERT INTO attendance_stamp (id, facility_id, child_id, day, kind, at, device_at, received_at, clock_error, sequence,
    method, picked_up_by, needs_review, is_void, reason, note)
SELECT pg_temp.made_id('came', n), facility_id, child_id, day, 'in', came_at, came_at, came_at, 0, 0,
       (ARRAY['phone', 'card', 'touch', 'staff'])[1 + floor(4 * pg_temp.chance(n, 82))::int], '', false, false, '', ''
FROM _stay
UNION ALL
SELECT pg_temp.made_id('left', n), facility_id, child_id, day, 'out', left_at, left_at, left_at, 0, 0,
       (ARRAY['phone', 'card', 'touch', 'staff'])[1 + floor(4 * pg_temp.chance(n, 83))::int], '', false, false, '', ''
FROM _stay WHERE left_at > came_at
"""

DAYS = """
INSERT INTO attendance_attendance (facility_id, child_id, day, arrived_at, left_at, is_here, last_at, picked_up_by,
    is_corrected, needs_review, stays)
SELECT facility_id, child_id, day, came_at, out, out IS NULL, coalesce(out, came_at), '', false, false,
       jsonb_build_array(jsonb_build_array(to_char(came_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
                                           to_char(out AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')))
FROM (SELECT *, CASE WHEN left_at > came_at THEN left_at END AS out FROM _stay) s
"""
