"""Whose answers are missing: by name for who may phone them, and of which facilities somebody follows."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from accounts.models import User
from facilities.models import StaffPost
from facilities.models.roles import CENTRAL_ROLES, KEEPING_ROLES, SENDING_ROLES
from surveys.models import Survey
from surveys.selectors.silent import asked_sql, asked_values

SHOWN = 200

NAMES = """
SELECT a.facility_id, f.name, a.household_id, coalesce(h.name, m.name, ''),
       coalesce(c.family_name || ' ' || c.given_name, g.name, ''), a.opened, coalesce(r.has_channel, true),
       coalesce(a.child_id::text, a.guardian_id::text, '')
FROM asked a
JOIN facilities_facility f ON f.id = a.facility_id
LEFT JOIN facilities_household h ON h.id = a.household_id
LEFT JOIN facilities_child c ON c.id = a.child_id
LEFT JOIN facilities_guardian g ON g.id = a.guardian_id
LEFT JOIN facilities_staffmember m ON m.id = a.member_id
LEFT JOIN notices_recipient r ON r.notice_id = %(notice)s AND r.household_id = a.household_id
    AND r.facility_id = a.facility_id
WHERE NOT a.answered
ORDER BY f.position, f.name, 4, 5, a.household_id
LIMIT %(limit)s
"""


@dataclass(frozen=True)
class SilentRow:
    """One who has not answered. `who` is the child or guardian where those are asked, `token` its key in addresses."""

    facility_id: UUID
    facility: str
    household_id: UUID | None
    name: str
    who: str
    is_opened: bool
    has_channel: bool
    token: str


def places_followed(user: User, survey: Survey) -> list[UUID] | None:
    """The facilities whose counts she may follow: None for the central office, her own for facility staff."""
    posts = StaffPost.objects.held_by(user).filter(organisation=survey.organisation_id)
    if posts.filter(role__in=CENTRAL_ROLES).exists():
        return None
    return list(posts.values_list("facility_id", flat=True))


def places_named(user: User, survey: Survey) -> list[UUID] | None:
    """The facilities whose families she reads by name: None for the sending central office."""
    posts = StaffPost.objects.held_by(user).filter(organisation=survey.organisation_id)
    if posts.filter(role__in=SENDING_ROLES).exists():
        return None
    return list(posts.filter(role__in=KEEPING_ROLES).values_list("facility_id", flat=True))


def silent_rows(user: User, survey: Survey, facility: UUID | None = None) -> list[SilentRow] | None:
    """By name, of the facilities whose families she keeps; None for who reads numbers only."""
    allowed = places_named(user, survey)
    if allowed == [] or survey.published_at is None:
        return None
    if facility is not None:
        allowed = [facility] if allowed is None or facility in allowed else []
    values = asked_values(survey, allowed) | {"limit": SHOWN + 1}
    with connection.cursor() as cursor:
        cursor.execute(f"{asked_sql(survey)} {NAMES}", values)
        return [SilentRow(*row) for row in cursor.fetchall()]
