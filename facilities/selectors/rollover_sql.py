"""The statements of the rollover: each does a whole organisation at once.

`first` is 1 April of the new year, `last` the day before; a plan's rows are children of a facility on `last`.
"""

# The classes of this year once more, where the new year has none yet.
CLASSES = """
INSERT INTO facilities_classroom (id, facility_id, school_year, name, age, tint, capacity)
SELECT gen_random_uuid(), c.facility_id, %(year)s, c.name, c.age, c.tint, c.capacity
FROM facilities_classroom c
WHERE c.facility_id = ANY(%(facilities)s) AND c.school_year = %(year)s - 1
  AND NOT EXISTS (SELECT 1 FROM facilities_classroom n
                  WHERE n.facility_id = c.facility_id AND n.school_year = %(year)s)
ON CONFLICT DO NOTHING
"""

PLANS = """
INSERT INTO facilities_rolloverplan (id, organisation_id, facility_id, school_year, state, version, created_by_id,
                                     created_at)
SELECT gen_random_uuid(), f.organisation_id, f.id, %(year)s, 'draft', 1, %(actor)s, %(now)s
FROM facilities_facility f WHERE f.id = ANY(%(facilities)s)
ON CONFLICT (facility_id, school_year) DO NOTHING
"""

# A class takes children of the kinds its namesake has this year, so that a nursery's oldest graduate although an
# after-school club is under the same roof. Only one possible class is a proposal; of several somebody decides. Who
# leaves on the last day anyhow leaves; who has a place from the first day on is not asked about.
ROWS = """
WITH here AS MATERIALIZED (
    SELECT e.id, e.facility_id, e.child_id, e.kind, e.ends_on, c.name, c.age + %(year)s - c.school_year AS age,
           p.id AS plan_id
    FROM facilities_enrolment e
    JOIN facilities_rolloverplan p ON p.facility_id = e.facility_id AND p.school_year = %(year)s AND p.state = 'draft'
    JOIN facilities_classroom c ON c.id = e.classroom_id
    WHERE e.facility_id = ANY(%(facilities)s) AND e.kind <> 'temporary'
      AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(last)s)
      AND NOT EXISTS (SELECT 1 FROM facilities_enrolment n
                      WHERE n.child_id = e.child_id AND n.facility_id = e.facility_id AND n.kind = e.kind
                        AND n.id <> e.id AND n.starts_on <= %(first)s AND (n.ends_on IS NULL OR n.ends_on >= %(first)s))
), possible AS (
    SELECT n.facility_id, k.kind, n.age, (array_agg(n.id))[1] AS classroom_id, count(*) AS choices
    FROM facilities_classroom n
    JOIN (SELECT DISTINCT facility_id, kind FROM here) k ON k.facility_id = n.facility_id
    LEFT JOIN (SELECT facility_id, name, array_agg(DISTINCT kind) AS kinds FROM here GROUP BY facility_id, name) t
         ON t.facility_id = n.facility_id AND t.name = n.name
    WHERE n.school_year = %(year)s AND (t.kinds IS NULL OR k.kind = ANY(t.kinds))
    GROUP BY n.facility_id, k.kind, n.age
), oldest AS (
    SELECT facility_id, kind, max(age) AS age FROM possible GROUP BY facility_id, kind
)
INSERT INTO facilities_rolloverrow (plan_id, facility_id, child_id, enrolment_id, action, classroom_id, is_applied)
SELECT h.plan_id, h.facility_id, h.child_id, h.id, proposal.action,
       CASE WHEN proposal.action = 'move' THEN p.classroom_id END, false
FROM here h
LEFT JOIN oldest o ON o.facility_id = h.facility_id AND o.kind = h.kind
LEFT JOIN possible p ON p.facility_id = h.facility_id AND p.kind = h.kind AND p.age = h.age
CROSS JOIN LATERAL (SELECT CASE
    WHEN h.ends_on = %(last)s THEN 'leave'
    WHEN p.choices = 1 THEN 'move'
    WHEN h.age > o.age THEN 'graduate'
    ELSE 'undecided' END AS action) proposal
ON CONFLICT (plan_id, enrolment_id) DO NOTHING
"""

# What stands in the way of a row that is not applied: she left before the last day, or has a place already.
STANDING = """
SELECT r.id, r.plan_id, r.action, r.classroom_id, e.id AS enrolment_id, e.organisation_id, e.facility_id, e.child_id,
       e.kind, e.ends_on,
       e.starts_on > %(last)s OR coalesce(e.ends_on < %(last)s, false) AS is_gone,
       EXISTS (SELECT 1 FROM facilities_enrolment n
               WHERE n.child_id = e.child_id AND n.id <> e.id AND n.kind = e.kind
                 AND (n.facility_id = e.facility_id OR e.kind = 'regular')
                 AND n.starts_on <= %(first)s AND (n.ends_on IS NULL OR n.ends_on >= %(first)s)) AS is_placed
FROM facilities_rolloverrow r JOIN facilities_enrolment e ON e.id = r.enrolment_id
WHERE r.plan_id = ANY(%(plans)s) AND NOT r.is_applied
"""

LOCK_CHILDREN = """
SELECT c.id FROM facilities_child c
WHERE c.id IN (SELECT child_id FROM facilities_rolloverrow WHERE plan_id = ANY(%(plans)s))
ORDER BY c.id FOR NO KEY UPDATE
"""

APPLY = f"""
WITH standing AS MATERIALIZED (
    SELECT s.*, gen_random_uuid() AS new_id FROM ({STANDING}) s
    WHERE NOT s.is_gone AND NOT s.is_placed AND s.action <> 'undecided'
), made AS (
    INSERT INTO facilities_enrolment (id, organisation_id, facility_id, classroom_id, child_id, kind, starts_on,
                                      ends_on)
    SELECT new_id, organisation_id, facility_id, classroom_id, child_id, kind, %(first)s,
           CASE WHEN ends_on > %(last)s THEN ends_on END
    FROM standing WHERE action = 'move'
), ended AS (
    UPDATE facilities_enrolment e SET ends_on = %(last)s FROM standing s WHERE e.id = s.enrolment_id
)
UPDATE facilities_rolloverrow r
SET is_applied = true, ended_on_before = s.ends_on, made_id = CASE WHEN s.action = 'move' THEN s.new_id END
FROM standing s WHERE r.id = s.id
RETURNING r.plan_id, r.child_id
"""  # noqa: S608 - all parts are our own text

# What nobody has touched since; the rest stays and is reported.
UNTOUCHED = """
SELECT r.id, r.enrolment_id, r.made_id, r.ended_on_before
FROM facilities_rolloverrow r
JOIN facilities_enrolment e ON e.id = r.enrolment_id AND e.ends_on = %(last)s
LEFT JOIN facilities_enrolment m ON m.id = r.made_id
WHERE r.plan_id = ANY(%(plans)s) AND r.is_applied
  AND (r.action <> 'move' OR (
      m.classroom_id = r.classroom_id AND m.starts_on = %(first)s
      AND m.ends_on IS NOT DISTINCT FROM CASE WHEN r.ended_on_before > %(last)s THEN r.ended_on_before END))
"""

REVERSE = f"""
WITH back AS MATERIALIZED ({UNTOUCHED}),
gone AS (DELETE FROM facilities_enrolment e USING back b WHERE e.id = b.made_id),
open AS (UPDATE facilities_enrolment e SET ends_on = b.ended_on_before FROM back b WHERE e.id = b.enrolment_id)
UPDATE facilities_rolloverrow r SET is_applied = false, ended_on_before = NULL, made_id = NULL
FROM back b WHERE r.id = b.id
RETURNING r.plan_id, r.child_id
"""  # noqa: S608 - all parts are our own text
