"""Who may do what at a facility's doors."""

from datetime import date

from accounts.models import User
from attendance.days import today_at
from backend.errors import NotAllowed, NotVisible
from facilities.models import Child, Device, Enrolment, Facility, Role, StaffPost, on_day

STAMPING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE, Role.PART_TIME})
CORRECTING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE})
RUNNING_ROLES = frozenset({Role.MANAGER, Role.OFFICE})


def roles_at(user: User, facility: Facility) -> frozenset[str]:
    """What she is at this facility today."""
    posts = StaffPost.objects.held_by(user, today_at(facility)).in_facility(facility.pk)
    return frozenset(posts.values_list("role", flat=True))


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


def require_child_at(child: Child, facility: Facility, day: date) -> Enrolment:
    """Her enrolment at the facility on a day, else 404: another facility's child, or one who left."""
    rows = Enrolment.objects.filter(on_day(day), child=child, facility=facility)
    enrolment = rows.select_related("classroom").order_by("kind", "pk").first()
    if enrolment is None:
        raise NotVisible
    return enrolment
