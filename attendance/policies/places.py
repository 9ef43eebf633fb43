"""Who may do what at a facility's doors."""

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import Device, Facility, Role
from facilities.policies import roles_at

STAMPING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE, Role.PART_TIME})
CORRECTING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE})
RUNNING_ROLES = frozenset({Role.MANAGER, Role.OFFICE})


def require_stamper(user: User | None, device: Device | None, facility: Facility) -> None:
    """Staff of the facility, or one of its own paired tablets; to others it is as if the place did not exist."""
    if device is not None and device.revoked_at is None and device.facility_id == facility.pk:
        return
    if user is None or not roles_at(user, facility) & STAMPING_ROLES:
        raise NotVisible


def require_corrector(user: User, facility: Facility) -> None:
    """Manager, office, teachers and nurses of the facility; 404 for strangers, 403 for its other staff."""
    _require(user, facility, CORRECTING_ROLES)


def require_runner(user: User, facility: Facility) -> None:
    """Manager and office of the facility: its settings, its months, its prices."""
    _require(user, facility, RUNNING_ROLES)


def _require(user: User, facility: Facility, allowed: frozenset[Role]) -> None:
    roles = roles_at(user, facility)
    if not roles:
        raise NotVisible
    if not roles & allowed:
        raise NotAllowed
