"""Invitation sheets of the ward: some are out, some too old, some opened in the last two weeks. Their codes open nothing."""

from backend.demo_data.numbers import Plan, run

_SHEETS = """
WITH seat AS (
    SELECT DISTINCT ON (guardian.id) guardian.id AS guardian, guardian.user_id, guardian.organisation_id, held.child_id,
           enrolment.facility_id
    FROM facilities_guardian guardian
    JOIN facilities_grant held ON held.guardian_id = guardian.id AND held.can_answer AND NOT held.is_blocked
    JOIN facilities_enrolment enrolment ON enrolment.child_id = held.child_id AND enrolment.ends_on IS NULL
    WHERE NOT guardian.wants_paper
    ORDER BY guardian.id, held.id, enrolment.id
), keeper AS (
    SELECT DISTINCT ON (post.facility_id) post.facility_id, member.user_id
    FROM facilities_staffpost post JOIN facilities_staffmember member ON member.id = post.member_id
    WHERE post.role = 'manager' ORDER BY post.facility_id, post.id
), sheet AS (
    SELECT seat.*, keeper.user_id AS keeper, row_number() OVER (ORDER BY guardian) AS n
    FROM seat JOIN keeper USING (facility_id)
), chosen AS (
    SELECT sheet.*, pg_temp.chance(n, 91) AS luck, pg_temp.chance(n, 92) * 10 + 2 AS days FROM sheet
    WHERE pg_temp.chance(n, 90) < CASE WHEN user_id IS NULL THEN 0.7 ELSE 0.02 END
)
INSERT INTO facilities_invitation (id, organisation_id, facility_id, kind, child_id, guardian_id, code_hash,
                                   created_by_id, created_at, expires_at, used_by_id, used_at)
SELECT pg_temp.made_id('invitation', n), organisation_id, facility_id, 'guardian', child_id, guardian,
       md5('sheet ' || n) || md5('sheet of ' || n), keeper, made_at, made_at + interval '30 days', user_id,
       CASE WHEN user_id IS NOT NULL THEN made_at + interval '20 hours' END
FROM (SELECT chosen.*, %(now)s - days * interval '1 day'
             - CASE WHEN user_id IS NULL AND luck < 0.25 THEN interval '30 days' ELSE interval '0' END AS made_at
      FROM chosen) AS made
"""


def make_sheets(plan: Plan) -> None:
    """One statement, whatever the number of families."""
    run(_SHEETS, now=plan.now)
