"""Who looks after sleeping children, allergies and medicine."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from attendance.models import MedicationRequest
from backend.errors import NotAllowed, NotVisible
from facilities.clock import today_at
from facilities.models import (
    WHOLE_FACILITY_ROLES,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Role,
    StaffPost,
    on_day,
)
from facilities.policies import roles_at

from .places import CORRECTING_ROLES, STAMPING_ROLES

HEALTH_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.NURSE})


def require_class_staff(user: User, classroom: Classroom) -> None:
    """Staff of the facility who work in this class: its teachers, and those who work in all of them."""
    posts = StaffPost.objects.held_by(user, today_at(classroom.facility)).in_facility(classroom.facility_id)
    here = Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True) | Q(classroom=classroom)
    if not posts.filter(here, role__in=STAMPING_ROLES).exists():
        raise NotVisible


def require_pupil_of(child: Child, classroom: Classroom, day: date) -> None:
    """In this class on a day, else 404."""
    if not Enrolment.objects.filter(on_day(day), child=child, classroom=classroom).exists():
        raise NotVisible


def require_health_keeper(user: User, child: Child) -> Facility:
    """Manager, office or nurse of a facility the child goes to: where it is kept. Never of her own child."""
    return _facility_of(user, child, HEALTH_ROLES)


def require_caretaker(user: User, child: Child, facility: Facility) -> None:
    """Who may say yes to a medicine and give it: manager, office, nurse, and the teachers of the class.

    At the facility that was asked: the next one the child goes to finds nothing of it.
    """
    if not roles_at(user, facility):
        raise NotVisible
    _facility_of(user, child, CORRECTING_ROLES)


def require_witness(user: User, request: MedicationRequest) -> None:
    """Who signs that she saw a dose given: everybody who works there and looks after the child. Never of her own."""
    here = Child.objects.on_roster_of(user).filter(pk=request.child_id)
    if not roles_at(user, request.facility) & STAMPING_ROLES or not here.exists():
        raise NotVisible


def require_health_place(user: User, facility: Facility) -> None:
    """Manager, office and nurse of the facility: what concerns the kitchen. 403 for its other staff."""
    roles = roles_at(user, facility)
    if not roles:
        raise NotVisible
    if not roles & HEALTH_ROLES:
        raise NotAllowed


def _facility_of(user: User, child: Child, allowed: frozenset[Role]) -> Facility:
    """404 for strangers to the child, 403 for other staff who see her; the place she goes to at present first."""
    if not Child.objects.on_roster_of(user).filter(pk=child.pk).exists():
        raise NotVisible
    found = _place_of(user, child, allowed)
    if found is None:
        raise NotAllowed
    return found


def may_keep_health(user: User, child: Child) -> bool:
    """Of a child whose page she may open: may she change what stands in the register?"""
    return _place_of(user, child, HEALTH_ROLES) is not None


def _place_of(user: User, child: Child, allowed: frozenset[Role]) -> Facility | None:
    posts = StaffPost.objects.held_by(user).filter(role__in=allowed, facility=OuterRef("facility"))
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    rows = Enrolment.objects.filter(not_over, Exists(posts), child=child).select_related("facility")
    found = rows.order_by("starts_on", "pk").first()
    return found.facility if found else None
