"""Who writes surveys: manager and office for their facility, the sending central office for the organisation."""

from uuid import UUID

from accounts.models import User
from backend.errors import NotAllowed
from facilities.models import StaffPost
from facilities.models.roles import KEEPING_ROLES, SENDING_ROLES
from facilities.policies import require_staff


def may_make(user: User, organisation_id: UUID, facility_id: UUID | None) -> bool:
    """May she ask families (or staff) of the facility, or without one of the whole organisation?"""
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    if facility_id is None:
        return posts.filter(role__in=SENDING_ROLES).exists()
    return posts.filter(facility=facility_id, role__in=KEEPING_ROLES).exists()


def require_maker(user: User, organisation_id: UUID, facility_id: UUID | None) -> None:
    """404 for strangers to the place, 403 for its other staff."""
    require_staff(user, organisation_id, facility_id)
    if not may_make(user, organisation_id, facility_id):
        raise NotAllowed
