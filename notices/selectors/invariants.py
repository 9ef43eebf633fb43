"""What must hold at every moment between two transactions; asked by `manage.py invariants` and after every fault."""

from django.db import connection

# Each statement gives one line for every row that breaks the rule.
RULES = {
    "counters of a facility equal its rows": """
        SELECT c.notice_id::text || ' ' || c.facility_id::text
        FROM notices_facilityreach c
        LEFT JOIN (
            SELECT notice_id, facility_id, count(*) AS households,
                   count(*) FILTER (WHERE read_at IS NOT NULL) AS read,
                   count(*) FILTER (WHERE confirmed_at IS NOT NULL) AS confirmed,
                   count(*) FILTER (WHERE phoned_at IS NOT NULL AND read_at IS NULL) AS phoned,
                   count(*) FILTER (WHERE phoned_at IS NULL AND read_at IS NULL AND NOT has_channel) AS silent
            FROM notices_recipient GROUP BY 1, 2) r USING (notice_id, facility_id)
        WHERE (c.households, c.read, c.confirmed, c.phoned, c.silent)
              IS DISTINCT FROM (r.households, r.read, r.confirmed, r.phoned, r.silent)""",
    "the curve adds up to the households reached": """
        SELECT n.id::text FROM notices_notice n
        JOIN (SELECT notice_id, count(DISTINCT household_id) AS reached FROM notices_recipient
              WHERE read_at IS NOT NULL OR phoned_at IS NOT NULL GROUP BY 1) r ON r.notice_id = n.id
        LEFT JOIN (SELECT notice_id, sum(households) AS drawn FROM notices_reachminute GROUP BY 1) m
            ON m.notice_id = n.id
        WHERE r.reached IS DISTINCT FROM coalesce(m.drawn, 0)""",
    "nothing is addressed outside the frozen audience": """
        SELECT d.id::text FROM notices_delivery d
        WHERE NOT EXISTS (SELECT 1 FROM notices_recipient r
                          WHERE r.notice_id = d.notice_id AND r.household_id = d.household_id)""",
    "recipients are households and facilities of the notice's organisation": """
        SELECT r.notice_id::text || ' ' || r.household_id::text
        FROM notices_recipient r
        LEFT JOIN notices_notice n ON n.id = r.notice_id
        LEFT JOIN facilities_household h ON h.id = r.household_id AND h.organisation_id = n.organisation_id
        LEFT JOIN facilities_facility f ON f.id = r.facility_id AND f.organisation_id = n.organisation_id
        WHERE h.id IS NULL OR f.id IS NULL""",
    "a reading belongs to a recipient": """
        SELECT g.notice_id::text || ' ' || g.guardian_id::text FROM notices_reading g
        WHERE NOT EXISTS (SELECT 1 FROM notices_recipient r
                          WHERE r.notice_id = g.notice_id AND r.household_id = g.household_id)""",
    "a confirmed household is a read one": """
        SELECT notice_id::text || ' ' || household_id::text FROM notices_recipient
        WHERE confirmed_at IS NOT NULL AND read_at IS NULL""",
    "nothing waits of a notice that was taken back": """
        SELECT d.id::text FROM notices_delivery d JOIN notices_notice n ON n.id = d.notice_id
        WHERE n.state = 'recalled' AND d.state = 'queued'""",
    "a finished notice has rows, one that waits has none": """
        SELECT n.id::text FROM notices_notice n
        WHERE (n.state = 'published') <> EXISTS (SELECT 1 FROM notices_facilityreach c WHERE c.notice_id = n.id)
          AND n.state IN ('draft', 'scheduled', 'publishing', 'published')""",
}


def broken_rules(examples: int = 5) -> dict[str, list[str]]:
    """Rules that do not hold, each with the ids of a few rows that break it; empty when all is well."""
    broken = {}
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            cursor.execute(f"{sql} LIMIT %s", [examples])
            rows = [str(row[0]) for row in cursor.fetchall()]
            if rows:
                broken[rule] = rows
    return broken
