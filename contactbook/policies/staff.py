"""Which staff write, publish, approve and set up contact books."""

from datetime import date

from django.db.models import Q

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from contactbook.models import BookApprover
from contactbook.roles import BINDING_ROLES, BOOK_KEEPING_ROLES, PUBLISHING_ROLES, WRITING_ROLES
from facilities.acting import device_in_hand
from facilities.models import (
    WHOLE_FACILITY_ROLES,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Role,
    StaffPost,
)
from facilities.policies import may_send, require_child_at, roles_at


def require_writer(user: User, child: Child, facility: Facility, day: date) -> Enrolment:
    """Staff who write for a child of their class on that day: 404 for strangers, 403 for those who do not write.

    Never for her own child: she would read what the other household wrote. Colleagues do it.
    """
    enrolment = require_child_at(child, facility, day)
    if Grant.objects.filter(guardian__user=user, child=child).exists():
        raise NotVisible
    require_class_writer(user, enrolment.classroom)
    return enrolment


def require_class_writer(user: User, classroom: Classroom) -> None:
    """Staff who write for this class."""
    roles = _roles_in(user, classroom)
    if not roles:
        raise NotVisible
    if not roles & WRITING_ROLES:
        raise NotAllowed


def may_publish(user: User, classroom: Classroom) -> bool:
    """Does her word let families read, or ask for approval?"""
    return bool(_roles_in(user, classroom) & PUBLISHING_ROLES)


def require_publisher(user: User, classroom: Classroom) -> None:
    """404 for strangers to the class, 403 for those who only help."""
    if not _roles_in(user, classroom):
        raise NotVisible
    if not may_publish(user, classroom):
        raise NotAllowed


def may_tell_of_illness(user: User, classroom: Classroom) -> bool:
    """Who sends notices there writes one to the class's families: in her own session, not on a shared tablet."""
    facility = classroom.facility
    return device_in_hand() is None and may_send(user, facility.organisation_id, facility.pk)


def require_illness_teller(user: User, classroom: Classroom) -> None:
    """Who may not has no such page."""
    if not may_tell_of_illness(user, classroom):
        raise NotVisible


def may_approve(user: User, facility: Facility) -> bool:
    """The manager, and whom she has put on the list while that one works there."""
    roles = roles_at(user, facility)
    listed = BookApprover.objects.filter(facility=facility, member__user=user)
    return Role.MANAGER in roles or bool(roles and listed.exists())


def require_approver(user: User, facility: Facility) -> None:
    """404 for strangers to the place, 403 for its other staff."""
    if not roles_at(user, facility):
        raise NotVisible
    if not may_approve(user, facility):
        raise NotAllowed


def require_keeper(user: User, facility: Facility) -> None:
    """Manager and office of the facility: its templates, phrases and settings."""
    roles = roles_at(user, facility)
    if not roles:
        raise NotVisible
    if not roles & BOOK_KEEPING_ROLES:
        raise NotAllowed


def require_binder(user: User, classroom: Classroom) -> None:
    """Manager, office and teachers of the class bind its books; 404 for strangers to it, 403 for others."""
    roles = _roles_in(user, classroom)
    if not roles:
        raise NotVisible
    if not roles & BINDING_ROLES:
        raise NotAllowed


def _roles_in(user: User, classroom: Classroom) -> frozenset[str]:
    """What she is for this class: by a post in it, or one for the whole facility."""
    whole = Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True) | Q(classroom=classroom.pk)
    posts = StaffPost.objects.held_by(user).in_facility(classroom.facility_id).filter(whole)
    return frozenset(posts.values_list("role", flat=True))
