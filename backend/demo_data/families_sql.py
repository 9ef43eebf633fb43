"""The statements that make families. `_name` tables live for one transaction; `chance(n, salt)` is in numbers.py.

A child is 'first' (she makes the household), 'second' (joins an older first child, mostly of the same facility)
or 'third' (joins a second one). The number of a household is the number of its first child; the other household
of separated parents stands 10,000,000 higher.
"""

FAMILY_NAMES = """
CREATE TEMP TABLE _family_name ON COMMIT DROP AS
SELECT n - 1 AS n, name, kana, latin, origin
FROM unnest(%(name)s::text[], %(kana)s::text[], %(latin)s::text[], %(origin)s::text[])
     WITH ORDINALITY AS t (name, kana, latin, origin, n)
"""

GIVEN_NAMES = """
CREATE TEMP TABLE _given_name ON COMMIT DROP AS
SELECT kind, name, kana, latin, row_number() OVER (PARTITION BY kind ORDER BY n) - 1 AS n,
       count(*) OVER (PARTITION BY kind) AS size
FROM unnest(%(kind)s::text[], %(name)s::text[], %(kana)s::text[], %(latin)s::text[])
     WITH ORDINALITY AS t (kind, name, kana, latin, n)
"""

_CHILD = """
CREATE TEMP TABLE _child ON COMMIT DROP AS
WITH slot AS (
    SELECT row_number() OVER (ORDER BY room.n, s.s) AS n, room.id AS classroom_id, room.facility_id, room.place,
           room.age, room.past_id, room.neighbour
    FROM _room room CROSS JOIN LATERAL generate_series(1, room.size) AS s (s)
)
SELECT slot.*,
       CASE WHEN age <= 1 AND chance < 0.04 THEN 'third' WHEN age <= 2 AND chance < 0.46 THEN 'second'
            ELSE 'first' END AS role,
       CASE WHEN pg_temp.chance(n, 2) < 0.8 THEN place ELSE neighbour END AS joins,
       pg_temp.chance(n, 3) AS turn,
       CASE WHEN pg_temp.chance(n, 4) < 0.49 THEN 'girl' ELSE 'boy' END AS sex
FROM (SELECT slot.*, pg_temp.chance(n, 1) AS chance FROM slot) AS slot
"""

_SIBLING = """
CREATE TEMP TABLE _sibling ON COMMIT DROP AS
WITH follower AS (
    SELECT n, joins AS place, row_number() OVER (PARTITION BY joins ORDER BY turn, n) AS rank
    FROM _child WHERE role = 'second'
), leader AS (
    SELECT n, place, row_number() OVER (PARTITION BY place ORDER BY turn, n) AS rank
    FROM _child WHERE role = 'first' AND age >= 3
), pair AS (
    SELECT follower.n, leader.n AS household FROM follower JOIN leader USING (place, rank)
), last AS (
    SELECT n, place, row_number() OVER (PARTITION BY place ORDER BY turn, n) AS rank
    FROM _child WHERE role = 'third'
), second AS (
    SELECT pair.household, child.place,
           row_number() OVER (PARTITION BY child.place ORDER BY child.turn, child.n) AS rank
    FROM pair JOIN _child child USING (n) WHERE child.age = 2
)
SELECT * FROM pair UNION ALL SELECT last.n, second.household FROM last JOIN second USING (place, rank)
"""

_HOUSEHOLD = """
CREATE TEMP TABLE _household ON COMMIT DROP AS
WITH main AS (
    SELECT child.n, child.n AS family, pg_temp.chance(child.n, 10) AS shape, pg_temp.chance(child.n, 11) AS contact,
           pg_temp.chance(child.n, 12) AS older, false AS is_other
    FROM _child child WHERE NOT EXISTS (SELECT FROM _sibling WHERE _sibling.n = child.n)
), both_homes AS (
    SELECT * FROM main
    UNION ALL
    SELECT n + 10000000, family, shape, 0.5, 1, true FROM main WHERE shape < 0.02
)
SELECT home.*, name.name, name.kana, name.latin, name.origin
FROM (SELECT *, floor(pg_temp.chance(n, 13) * (SELECT count(*) FROM _family_name))::int AS name_n
      FROM both_homes) AS home
JOIN _family_name name ON name.n = home.name_n
"""

_GUARDIAN = """
CREATE TEMP TABLE _guardian ON COMMIT DROP AS
WITH seat AS (
    SELECT home.n AS home, home.family, home.is_other, home.contact, home.name AS family_name,
           home.kana AS family_kana, home.latin AS family_latin, home.origin, who.relation,
           row_number() OVER (PARTITION BY home.n ORDER BY who.seat) AS call_order,
           row_number() OVER (ORDER BY home.n, who.seat) AS n
    FROM _household home CROSS JOIN LATERAL (VALUES
        ('mother', 2, NOT is_other AND (shape < 0.06 OR shape >= 0.075)),
        ('father', CASE WHEN older > 0.9 THEN 1 ELSE 3 END, is_other OR (shape >= 0.06 AND shape < 0.8)),
        ('grandmother', 4, older < 0.06), ('grandfather', 5, older >= 0.06 AND older < 0.09)
    ) AS who (relation, seat, is_there)
    WHERE who.is_there
), person AS (
    SELECT seat.*, pg_temp.chance(seat.n, 20) AS luck, given.name AS given, given.kana AS given_kana,
           given.latin AS given_latin
    FROM seat JOIN _given_name given
      ON given.kind = seat.origin || ' ' || seat.relation AND given.n = floor(pg_temp.chance(seat.n, 21) * given.size)
), reach AS (
    SELECT person.*, CASE
        WHEN contact < 0.03 THEN 'phone'
        WHEN relation LIKE 'grand%%' THEN CASE WHEN luck < 0.4 THEN 'joined' ELSE 'phone' END
        WHEN contact < 0.055 THEN 'mail'
        WHEN luck < CASE WHEN call_order = 1 THEN 0.965 ELSE 0.92 END THEN 'joined'
        WHEN luck < 0.985 THEN 'mail' ELSE 'phone' END AS contact_by
    FROM person
)
SELECT reach.*,
       CASE WHEN contact_by = 'joined' THEN row_number() OVER (PARTITION BY contact_by ORDER BY n) END AS account,
       CASE WHEN contact_by = 'phone' THEN '' ELSE given_latin || '.' || family_latin || '.'
            || lpad(n::text, greatest(5, length(n::text)), '0') || '@example.jp' END AS email,
       CASE WHEN origin = 'abroad' THEN (ARRAY['en', 'en', 'easy', 'ja'])[1 + floor(pg_temp.chance(home, 22) * 4)::int]
            WHEN pg_temp.chance(home, 22) < 0.01 THEN 'easy' ELSE 'ja' END AS language
FROM reach
"""

WORK = [
    "ANALYZE _family_name",
    "ANALYZE _given_name",
    _CHILD,
    "ANALYZE _child",
    _SIBLING,
    "ANALYZE _sibling",
    _HOUSEHOLD,
    "ANALYZE _household",
    _GUARDIAN,
    "ANALYZE _guardian",
]

_HOUSEHOLDS = """
INSERT INTO facilities_household (id, organisation_id, name, is_protected, external_id)
SELECT pg_temp.made_id('household', n), %(organisation)s, name, false, '' FROM _household ORDER BY n
"""

_CHILDREN = """
INSERT INTO facilities_child (id, organisation_id, family_name, given_name, family_kana, given_kana, honorific,
                              born_on, external_id, allergies)
SELECT pg_temp.made_id('child', child.n), %(organisation)s, home.name, given.name, home.kana, given.kana,
       CASE WHEN child.age >= 7 AND child.turn < 0.5 THEN 'san'
            WHEN child.sex = 'girl' THEN 'chan' ELSE 'kun' END,
       make_date(%(year)s - child.age - 1, 4, 2)
       + floor(pg_temp.chance(child.n, 30) * CASE WHEN child.age = 0 THEN 300 ELSE 365 END)::int,
       'C' || lpad(child.n::text, 6, '0'),
       coalesce((ARRAY['卵', '乳', '小麦', '卵・乳', '落花生'])[1 + floor(pg_temp.chance(child.n, 43) * 60)::int], '')
FROM _child child
LEFT JOIN _sibling sibling ON sibling.n = child.n
JOIN _household home ON home.n = coalesce(sibling.household, child.n)
JOIN _given_name given ON given.kind = home.origin || ' ' || child.sex
     AND given.n = floor(pg_temp.chance(child.n, 31) * given.size)
ORDER BY child.n
"""

_USERS = """
INSERT INTO accounts_user (id, password, is_superuser, login, email, name, language, is_active, is_operator, joined_at)
SELECT pg_temp.made_id('user', n), %(password)s, false,
       'g' || lpad(account::text, greatest(5, length(account::text)), '0'), email, family_name || ' ' || given, language, true, false,
       least(%(this_year)s::date + pg_temp.chance(n, 40) * interval '40 days', %(now)s - interval '15 days')
FROM _guardian WHERE account IS NOT NULL ORDER BY n
"""

_GUARDIANS = """
INSERT INTO facilities_guardian (id, organisation_id, household_id, user_id, name, kana, relation, phone, phone_note,
                                 call_order, email, email_failed_at, language,
                                 wants_push, wants_email, wants_paper)
SELECT pg_temp.made_id('guardian', n), %(organisation)s, pg_temp.made_id('household', home),
       CASE WHEN account IS NOT NULL THEN pg_temp.made_id('user', n) END,
       family_name || ' ' || given, family_kana || ' ' || given_kana, relation,
       (ARRAY['090', '080', '070'])[1 + floor(luck * 3)::int] || '-0000-' || lpad((n * 7919 %% 10000)::text, 4, '0'),
       coalesce((ARRAY['平日の昼', '17時以降', '勤務中は留守番電話へ', '折り返します'])[
           1 + floor(pg_temp.chance(n, 41) * 40)::int], ''),
       call_order, email,
       CASE WHEN email <> '' AND pg_temp.chance(n, 42) < 0.004 THEN %(now)s - interval '20 days' END, language,
       true, true, account IS NULL AND pg_temp.chance(n, 44) < 0.15
FROM _guardian ORDER BY n
"""

_ENROLMENTS = """
INSERT INTO facilities_enrolment (id, organisation_id, facility_id, classroom_id, child_id, kind, starts_on, ends_on)
SELECT pg_temp.made_id('enrolment', n), %(organisation)s, facility_id, classroom_id, pg_temp.made_id('child', n),
       CASE WHEN age >= 6 THEN 'after_school' ELSE 'regular' END,
       CASE WHEN age <= 1 AND turn < 0.1 THEN least(%(this_year)s::date + 61, %(today)s) ELSE %(this_year)s END,
       NULL::date
FROM _child
UNION ALL
SELECT pg_temp.made_id('past enrolment', n), %(organisation)s, facility_id, past_id, pg_temp.made_id('child', n),
       CASE WHEN age >= 6 THEN 'after_school' ELSE 'regular' END, %(last_year)s, %(this_year)s::date - 1
FROM _child WHERE past_id IS NOT NULL AND turn >= 0.2
"""

_GRANTS = """
WITH pair AS (
    SELECT guardian.n * 10 + row_number() OVER (PARTITION BY guardian.n ORDER BY child.n) AS n, guardian.n AS guardian,
           child.n AS child, guardian.relation NOT LIKE 'grand%%' AS is_parent,
           CASE WHEN child.past_id IS NOT NULL AND child.turn >= 0.2 THEN %(last_year)s::date
                ELSE least(%(this_year)s::date, %(today)s) END AS starts_on,
           pg_temp.chance(guardian.n, 50) AS luck, guardian.is_other
    FROM _guardian guardian
    JOIN (SELECT child.n, child.past_id, child.turn, coalesce(sibling.household, child.n) AS family
          FROM _child child LEFT JOIN _sibling sibling USING (n)) AS child USING (family)
)
INSERT INTO facilities_grant (id, organisation_id, guardian_id, child_id, can_view, can_write, can_answer, can_pick_up,
                              can_buy, is_emergency_contact, is_blocked, starts_on, ends_on)
SELECT pg_temp.made_id('grant', n), %(organisation)s, pg_temp.made_id('guardian', guardian),
       pg_temp.made_id('child', child), true, is_parent, is_parent, is_parent, is_parent,
       is_parent OR luck >= 0.5, false,
       CASE WHEN NOT is_parent AND luck < 0.08 THEN %(last_year)s ELSE starts_on END,
       CASE WHEN NOT is_parent AND luck < 0.08 THEN greatest(%(last_year)s::date, %(today)s::date - 20) END
FROM pair
UNION ALL
SELECT pg_temp.made_id('block', n), %(organisation)s, pg_temp.made_id('guardian', guardian),
       pg_temp.made_id('child', child), false, false, false, false, false, false, true, %(last_year)s, NULL
FROM pair WHERE is_other AND luck < 0.06
"""

INSERTS = [_HOUSEHOLDS, _CHILDREN, _USERS, _GUARDIANS, _ENROLMENTS, _GRANTS]
