"""Who may do what with attendance. Every service's first line is one of these."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import (
    WHOLE_FACILITY_ROLES,
    Classroom,
    Device,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Role,
    StaffPost,
    on_day,
)
from facilities.models.families import Child
from facilities.policies import require_right

from .days import today_at

STAMPING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE, Role.PART_TIME})
HEALTH_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.NURSE})
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


def require_biller(user: User, facility: Facility, child: Child) -> None:
    """Who runs the facility, for a child not her own: nobody decides what her own family pays."""
    require_runner(user, facility)
    if Grant.objects.filter(guardian__user=user, child=child).exists():
        raise NotVisible


def require_card_holder(user: User, guardian: Guardian, facility: Facility) -> None:
    """A guardian herself, who may pick up a child who goes there today; to others there is no card."""
    today = today_at(facility)
    going = Enrolment.objects.filter(on_day(today), facility=facility).values("child")
    fetches = Grant.objects.live(today).filter(guardian=guardian, can_pick_up=True, child__in=going)
    if guardian.user_id != user.pk or not user.is_active or not fetches.exists():
        raise NotVisible


def require_family_voice(user: User, child: Child, facility: Facility, day: date) -> Guardian:
    """The guardian who may speak for a child who goes there on that day; 404 without a view, 403 without the right."""
    guardian = require_right(user, child, "can_write")
    require_child_at(child, facility, day)
    return guardian


def require_word_keeper(user: User, child: Child, facility: Facility) -> None:
    """Who handles what families say: manager, office, nurse of the facility, teachers for their classes.

    Never for her own child: she would read what the other household wrote. Colleagues do it.
    """
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today_at(facility))
    rooms = Enrolment.objects.filter(not_over, child=child, facility=facility).values("classroom")
    whole = Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True)
    posts = StaffPost.objects.held_by(user).in_facility(facility.pk)
    seen = posts.filter(whole | Q(classroom__in=rooms))
    own = Grant.objects.filter(guardian__user=user, child=child)
    if not seen.exists() or own.exists():
        raise NotVisible
    if not seen.filter(role__in=CORRECTING_ROLES).exists():
        raise NotAllowed


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


def require_caretaker(user: User, child: Child) -> Facility:
    """Who may say yes to a medicine and give it: manager, office, nurse, and the teachers of the class."""
    return _facility_of(user, child, CORRECTING_ROLES)


def _facility_of(user: User, child: Child, allowed: frozenset[Role]) -> Facility:
    """404 for strangers to the child, 403 for other staff who see her; the place she goes to at present first."""
    if not Child.objects.on_roster_of(user).filter(pk=child.pk).exists():
        raise NotVisible
    posts = StaffPost.objects.held_by(user).filter(role__in=allowed, facility=OuterRef("facility"))
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    rows = Enrolment.objects.filter(not_over, Exists(posts), child=child).select_related("facility")
    found = rows.order_by("starts_on", "pk").first()
    if found is None:
        raise NotAllowed
    return found.facility
