"""How families read: half within the first hour, a bump in the evening, stragglers the next days.

`_told` has one line a notice; `_reader` one for each guardian who may open it, with a key for `chance`.
An adult who answers or is called for a child counts for the household, as in notices.services.readings.
"""

TOLD = """
CREATE TEMP TABLE _told ON COMMIT DROP AS
SELECT * FROM unnest(%(notice)s::uuid[], %(at)s::timestamptz[], %(share)s::float8[], %(drill)s::bool[])
    WITH ORDINALITY AS told (notice_id, at, share, is_drill, n)
"""

_SETTLED = """
UPDATE notices_delivery
SET state = 'handed_over', attempts = 1, token = 1, settled_at = due_at + interval '1 second' * (2 + id %% 9)
WHERE id > %(before)s
"""

_READER = """
CREATE TEMP TABLE _reader ON COMMIT DROP AS
WITH adult AS (
    SELECT g.id AS guardian_id, g.household_id, e.facility_id, u.login,
           bool_or(gr.can_answer OR gr.is_emergency_contact) AS counts
    FROM facilities_guardian g
    JOIN accounts_user u ON u.id = g.user_id
    JOIN facilities_grant gr ON gr.guardian_id = g.id
    JOIN facilities_enrolment e ON e.child_id = gr.child_id
    WHERE gr.can_view AND NOT gr.is_blocked AND gr.starts_on <= %(today)s
      AND (gr.ends_on IS NULL OR gr.ends_on >= %(today)s)
      AND e.starts_on <= %(today)s AND (e.ends_on IS NULL OR e.ends_on >= %(today)s)
      AND NOT EXISTS (SELECT FROM facilities_grant b
                      WHERE b.is_blocked AND b.guardian_id = gr.guardian_id AND b.child_id = gr.child_id)
    GROUP BY g.id, g.household_id, e.facility_id, u.login
), pair AS (
    SELECT told.notice_id, told.at, told.share, told.is_drill, adult.guardian_id, adult.household_id, adult.login,
           bool_or(adult.counts) AS counts,
           rank() OVER (PARTITION BY adult.guardian_id ORDER BY told.at DESC, told.n DESC) AS newest,
           hashtextextended(told.n || ' ' || adult.guardian_id, 0) AS key,
           hashtextextended(adult.guardian_id::text, 0) AS who
    FROM _told told
    JOIN notices_recipient r ON r.notice_id = told.notice_id
    JOIN adult ON adult.household_id = r.household_id AND adult.facility_id = r.facility_id
    GROUP BY told.n, told.notice_id, told.at, told.share, told.is_drill, adult.guardian_id, adult.household_id,
             adult.login
), timed AS (
    SELECT pair.*, login IN ('guardian', 'guardian2', 'grandmother', 'separated') AS is_named,
           pg_temp.chance(key, 61) AS kind, pg_temp.chance(key, 62) AS luck, pg_temp.chance(key, 63) AS reads,
           pg_temp.chance(who, 64) AS habit,
           (at AT TIME ZONE 'Asia/Tokyo')::date::timestamp AT TIME ZONE 'Asia/Tokyo' AS day
    FROM pair
)
SELECT timed.*, date_trunc('second', greatest(at + interval '5 seconds', CASE
           WHEN is_drill THEN at + power(luck, 2.2) * interval '38 minutes'
           WHEN kind < 0.4 THEN at + luck * luck * interval '12 minutes'
           WHEN kind < 0.64 THEN at + interval '12 minutes' + luck * interval '3 hours'
           WHEN kind < 0.9 THEN day + interval '17 hours 30 minutes' + luck * interval '4 hours'
           ELSE day + interval '31 hours' + luck * interval '14 hours' + (luck > 0.7)::int * interval '1 day' END
       )) + interval '1 millisecond' * floor(luck * 1000) AS opened_at
FROM timed
WHERE CASE WHEN login = 'guardian' THEN newest > 2 OR is_drill
           WHEN is_named THEN is_drill OR reads < 0.8
           ELSE reads < share * CASE WHEN habit < 0.07 THEN 0.35 ELSE 0.97 END END
"""

_READINGS = """
INSERT INTO notices_reading (notice_id, guardian_id, kind, household_id, at, recorded_at)
SELECT notice_id, guardian_id, step.kind, household_id, step.at, step.at + interval '400 milliseconds'
FROM _reader CROSS JOIN LATERAL (VALUES
    ('shown', greatest(at, opened_at - interval '3 seconds')), ('opened', opened_at),
    ('confirmed', CASE WHEN is_drill AND (is_named OR pg_temp.chance(key, 65) < 0.96)
                       THEN opened_at + interval '1 second' * (6 + floor(pg_temp.chance(key, 66) * 40)) END)
) AS step (kind, at)
WHERE opened_at <= %(now)s AND step.at <= %(now)s
ORDER BY notice_id, step.at
"""

_HOUSEHOLDS_READ = """
UPDATE notices_recipient r SET read_at = reading.read_at, confirmed_at = reading.confirmed_at
FROM (SELECT notice_id, household_id, min(at) FILTER (WHERE kind = 'opened') AS read_at,
             min(at) FILTER (WHERE kind = 'confirmed') AS confirmed_at
      FROM notices_reading JOIN (SELECT notice_id, guardian_id FROM _reader WHERE counts) AS counts
           USING (notice_id, guardian_id)
      GROUP BY notice_id, household_id) AS reading
WHERE r.notice_id = reading.notice_id AND r.household_id = reading.household_id
"""

_CALLED = """
CREATE TEMP TABLE _called ON COMMIT DROP AS
SELECT r.notice_id, r.household_id, (array_agg(r.facility_id ORDER BY r.facility_id))[1] AS facility_id,
       row_number() OVER (ORDER BY r.household_id) AS n,
       told.at + interval '12 minutes'
       + pg_temp.chance(hashtextextended(r.household_id::text, 0), 70) * interval '45 minutes' AS at
FROM notices_recipient r JOIN _told told USING (notice_id)
WHERE told.is_drill AND r.read_at IS NULL
GROUP BY r.notice_id, r.household_id, told.at
"""

_TASKS = """
INSERT INTO notices_calltask (id, notice_id, household_id, facility_id, token)
SELECT pg_temp.made_id('call', n), notice_id, household_id, facility_id, 1 + (n %% 3 = 0)::int FROM _called
"""

_ATTEMPTS = """
INSERT INTO notices_callattempt (id, task_id, guardian_id, caller_id, outcome, note, at)
SELECT pg_temp.made_id('attempt', called.n * 2 + step.turn), pg_temp.made_id('call', called.n), guardian.id,
       caller.user_id, step.outcome, '', called.at - step.turn * interval '11 minutes'
FROM _called called
CROSS JOIN LATERAL (VALUES (0, 'reached'), (1, CASE WHEN n %% 2 = 0 THEN 'voicemail' ELSE 'no_answer' END))
    AS step (turn, outcome)
CROSS JOIN LATERAL (SELECT id FROM facilities_guardian g WHERE g.household_id = called.household_id
                    ORDER BY call_order, id LIMIT 1) AS guardian
CROSS JOIN LATERAL (SELECT m.user_id FROM facilities_staffpost p JOIN facilities_staffmember m ON m.id = p.member_id
                    WHERE p.facility_id = called.facility_id AND p.role IN ('manager', 'office')
                    ORDER BY p.role, p.id LIMIT 1) AS caller
WHERE step.turn = 0 OR called.n %% 3 = 0
"""

_HOUSEHOLDS_PHONED = """
UPDATE notices_recipient r SET phoned_at = called.at
FROM _called called WHERE r.notice_id = called.notice_id AND r.household_id = called.household_id
"""

_COUNTERS = """
UPDATE notices_facilityreach c
SET read = d.read, confirmed = d.confirmed, phoned = d.phoned, silent = d.silent
FROM (SELECT notice_id, facility_id, count(read_at) AS read, count(confirmed_at) AS confirmed,
             count(*) FILTER (WHERE phoned_at IS NOT NULL AND read_at IS NULL) AS phoned,
             count(*) FILTER (WHERE phoned_at IS NULL AND read_at IS NULL AND NOT has_channel) AS silent
      FROM notices_recipient JOIN _told USING (notice_id) GROUP BY notice_id, facility_id) AS d
WHERE c.notice_id = d.notice_id AND c.facility_id = d.facility_id
"""

_MINUTES = """
INSERT INTO notices_reachminute (notice_id, minute, households)
SELECT notice_id, date_trunc('minute', at), count(*)
FROM (SELECT notice_id, household_id, min(least(read_at, phoned_at)) AS at
      FROM notices_recipient JOIN _told USING (notice_id) GROUP BY notice_id, household_id) AS first
WHERE at IS NOT NULL GROUP BY 1, 2
"""

_AUDIT = """
INSERT INTO facilities_auditentry (id, at, organisation_id, facility_id, actor_id, action, subject_kind, subject_id,
                                   details)
SELECT pg_temp.made_id('audit', told.n), n.published_at - interval '1 minute', n.organisation_id, n.facility_id,
       n.author_id, 'notice.send', 'notice', n.id, '{}'
FROM notices_notice n JOIN _told told ON told.notice_id = n.id
"""

WORK = [
    "ANALYZE _told", "ANALYZE notices_recipient", _SETTLED, _READER, "ANALYZE _reader", _READINGS,
    "ANALYZE notices_reading", _HOUSEHOLDS_READ, _CALLED, _TASKS, _ATTEMPTS, _HOUSEHOLDS_PHONED, _COUNTERS, _MINUTES,
    _AUDIT, "ANALYZE",
]  # fmt: skip
