"""Who closes a month, and who sees a whole facility's day."""

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import WHOLE_FACILITY_ROLES, Facility, Role
from facilities.policies import roles_at


def require_month_keeper(user: User, facility: Facility) -> None:
    """The manager alone; 404 for strangers, 403 for her staff."""
    roles = roles_at(user, facility)
    if not roles:
        raise NotVisible
    if Role.MANAGER not in roles:
        raise NotAllowed


def require_overseer(user: User, facility: Facility) -> None:
    """Manager, office and nurse, who see all classes; 404 for strangers, 403 for teachers."""
    roles = roles_at(user, facility)
    if not roles:
        raise NotVisible
    if not roles & WHOLE_FACILITY_ROLES:
        raise NotAllowed
