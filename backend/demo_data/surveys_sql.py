"""Who of the families asked has opened a survey and answered it, and what: chances by the household's own number.

`_family` has a line each household; `_said` one each response, with lucky numbers that its answers follow from.
"""

SETTLED = """
UPDATE notices_delivery SET state = 'handed_over', attempts = 1, token = 1, settled_at = due_at + interval '3 seconds'
WHERE notice_id = %(notice)s
"""

_FAMILY = """
CREATE TEMP TABLE _family ON COMMIT DROP AS
WITH family AS (
    SELECT r.household_id, min(r.facility_id::text)::uuid AS facility_id, bool_or(r.has_channel) AS heard,
           hashtextextended(r.notice_id::text || r.household_id, 0) AS key
    FROM notices_recipient r WHERE r.notice_id = %(notice)s GROUP BY r.notice_id, r.household_id)
SELECT f.*, a.user_id, y.classroom_id, y.age, y.children,
       coalesce(a.is_named, false) AS is_named,
       %(opened)s::timestamptz + interval '4 minutes'
           + power(pg_temp.chance(f.key, 72), 1.6) * %(hours)s * 0.95 * interval '1 hour' AS at,
       pg_temp.chance(f.key, 71) AS luck
FROM family f
LEFT JOIN LATERAL (
    SELECT (array_agg(g.user_id ORDER BY g.call_order, g.id))[1] AS user_id, bool_or(u.login = ANY(%(named)s)) AS is_named
    FROM facilities_guardian g JOIN accounts_user u ON u.id = g.user_id
    WHERE g.household_id = f.household_id) a ON true
LEFT JOIN LATERAL (
    SELECT (array_agg(c.id ORDER BY c.age, c.id))[1] AS classroom_id, min(c.age) AS age,
           count(DISTINCT e.child_id) AS children
    FROM facilities_guardian g JOIN facilities_grant gr ON gr.guardian_id = g.id
    JOIN facilities_enrolment e ON e.child_id = gr.child_id AND e.facility_id = f.facility_id
    JOIN facilities_classroom c ON c.id = e.classroom_id
    WHERE g.household_id = f.household_id AND e.starts_on <= %(today)s
      AND (e.ends_on IS NULL OR e.ends_on >= %(today)s)) y ON true
"""
_READ = """
UPDATE notices_recipient r
SET read_at = f.at,
    answered_at = CASE WHEN f.luck < %(share)s AND NOT f.is_named THEN f.at + interval '3 minutes' END
FROM _family f
WHERE r.notice_id = %(notice)s AND r.household_id = f.household_id
  AND f.user_id IS NOT NULL AND (f.is_named OR f.luck < %(share)s + 0.22)
"""
# The people of the demo have opened it and not answered: what is to be done, not what is new.
_OPENED = """
INSERT INTO notices_reading (guardian_id, notice_id, kind, household_id, at, recorded_at)
SELECT g.id, %(notice)s, kind, f.household_id, f.at, f.at
FROM _family f
JOIN facilities_guardian g ON g.household_id = f.household_id
JOIN accounts_user u ON u.id = g.user_id AND u.login = ANY(%(named)s)
CROSS JOIN (VALUES ('shown'), ('opened')) AS k (kind)
WHERE f.is_named
"""
_PAPER = """
UPDATE notices_recipient r SET answered_at = f.at
FROM _family f
WHERE r.notice_id = %(notice)s AND r.household_id = f.household_id AND NOT f.is_named
  AND f.user_id IS NULL AND f.luck < %(share)s * 0.6
"""
_COUNTED = """
UPDATE notices_facilityreach c SET read = r.read, silent = r.silent
FROM (SELECT facility_id, count(*) FILTER (WHERE read_at IS NOT NULL) AS read,
             count(*) FILTER (WHERE read_at IS NULL AND NOT has_channel) AS silent
      FROM notices_recipient WHERE notice_id = %(notice)s GROUP BY 1) r
WHERE c.notice_id = %(notice)s AND c.facility_id = r.facility_id
"""
_CURVE = """
INSERT INTO notices_reachminute (notice_id, minute, households)
SELECT %(notice)s, date_trunc('minute', at), count(*)
FROM (SELECT household_id, min(read_at) AS at FROM notices_recipient
      WHERE notice_id = %(notice)s AND read_at IS NOT NULL GROUP BY 1) first
GROUP BY 2
"""
_TOOK_PART = """
INSERT INTO surveys_participation (id, survey_id, facility_id, household_id, answered_by_id, answered_at, via, version)
SELECT pg_temp.made_id('taking part ' || %(survey)s, row_number() OVER (ORDER BY f.at, f.household_id)), %(survey)s,
       f.facility_id, f.household_id, coalesce(f.user_id, %(author)s), r.at,
       CASE WHEN f.user_id IS NULL THEN 'paper' ELSE 'app' END, 0
FROM _family f
JOIN (SELECT household_id, min(answered_at) AS at FROM notices_recipient
      WHERE notice_id = %(notice)s AND answered_at IS NOT NULL GROUP BY 1) r USING (household_id)
"""
# In an order that has nothing to do with the one in which they came.
_SAID = """
CREATE TEMP TABLE _said ON COMMIT DROP AS
SELECT overlay(md5('said ' || f.key) PLACING '4' FROM 13 FOR 1)::uuid AS id, p.id AS participation_id,
       f.facility_id, f.classroom_id, f.age, f.children, p.via, pg_temp.chance(f.key, 73) AS one,
       pg_temp.chance(f.key, 74) AS two, pg_temp.chance(f.key, 75) AS three, pg_temp.chance(f.key, 76) AS four
FROM _family f JOIN surveys_participation p ON p.survey_id = %(survey)s AND p.household_id = f.household_id
ORDER BY md5(f.key::text)
"""
_RESPONSES = """
INSERT INTO surveys_response (id, survey_id, participation_id, facility_id, classroom_id, age, children, language, via,
                              is_counted)
SELECT id, %(survey)s, CASE WHEN NOT %(anonymous)s THEN participation_id END, facility_id, classroom_id, age,
       coalesce(children, 0), 'ja', via, true
FROM _said ORDER BY id
"""
ANSWERING = (_FAMILY, _READ, _OPENED, _PAPER, _COUNTED, _CURVE, _TOOK_PART, _SAID, _RESPONSES)

# Luck falls into one of the shares of a list; the answer is the place of that share.
_PICK = """
INSERT INTO surveys_answer (response_id, question_id, choice_id, text, is_skipped)
SELECT s.id, c.question_id, c.id, '', false
FROM _said s
JOIN surveys_question q ON q.survey_id = %(survey)s AND q.code = '{code}'
JOIN surveys_choice c ON c.question_id = q.id AND c.code = ({picked})
WHERE {where}
"""


def pick(code: str, luck: str, shares: tuple[float, ...], where: str = "true") -> str:
    """One choice of a question; the shares add up to one."""
    return _PICK.format(code=code, picked=_place(luck, shares), where=where)


def pick_by(code: str, luck: str, shares: tuple[tuple[float, ...], ...], by: str) -> str:
    """The same with other shares for each earlier choice; `by` is the statement's number of that choice."""
    cases = " ".join(f"WHEN {n} THEN {_place(luck, row)}" for n, row in enumerate(shares, start=1))
    return _PICK.format(code=code, picked=f"CASE {by} {cases} END", where="true")


def _place(luck: str, shares: tuple[float, ...]) -> str:
    edges, total = [], 0.0
    for share in shares[:-1]:
        total += share
        edges.append(round(total, 4))
    return f"1 + {' + '.join(f'({luck} >= {edge})::int' for edge in edges)}"


def skip(code: str, where: str) -> str:
    """Who was led past a question."""
    return f"""
        INSERT INTO surveys_answer (response_id, question_id, text, is_skipped)
        SELECT s.id, q.id, '', true FROM _said s
        JOIN surveys_question q ON q.survey_id = %(survey)s AND q.code = '{code}' WHERE {where}"""  # noqa: S608


def several(code: str, shares: tuple[float, ...]) -> str:
    """Every choice by a chance of its own."""
    chances = ", ".join(f"({n}, {share})" for n, share in enumerate(shares, start=1))
    return f"""
        INSERT INTO surveys_answer (response_id, question_id, choice_id, text, is_skipped)
        SELECT s.id, q.id, c.id, '', false FROM _said s
        JOIN surveys_question q ON q.survey_id = %(survey)s AND q.code = '{code}'
        JOIN surveys_choice c ON c.question_id = q.id
        JOIN (VALUES {chances}) AS t (code, share) ON t.code = c.code
        WHERE pg_temp.chance(hashtextextended(s.id::text, c.code), 77) < t.share"""  # noqa: S608


def number(code: str, value: str) -> str:
    """A number out of the lucky ones."""
    return f"""
        INSERT INTO surveys_answer (response_id, question_id, number, text, is_skipped)
        SELECT s.id, q.id, {value}, '', false FROM _said s
        JOIN surveys_question q ON q.survey_id = %(survey)s AND q.code = '{code}'"""  # noqa: S608


TEXT = """
INSERT INTO surveys_answer (response_id, question_id, text, is_skipped)
SELECT s.id, q.id, (%(texts)s::text[])[1 + floor(s.four * 3 * cardinality(%(texts)s::text[]))::int], false
FROM _said s JOIN surveys_question q ON q.survey_id = %(survey)s AND q.code = %(code)s
WHERE s.four < 1.0 / 3
"""
DONE = "DROP TABLE _family, _said"
