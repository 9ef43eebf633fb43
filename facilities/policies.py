"""Who may do what with people and places. Every service's first line is one of these."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from backend.prepared import Prepared
from facilities.acting import device_in_hand, facility_in_hand
from facilities.clock import today_at
from facilities.models import (
    CENTRAL_ROLES,
    AuditEntry,
    Child,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Organisation,
    Role,
    StaffPost,
    lasting,
    on_day,
)
from facilities.models.roles import (
    AUDIT_ROLES,
    CENTRAL_KEEPING_ROLES,
    FACILITY_SENDING_ROLES,
    KEEPING_ROLES,
    SENDING_ROLES,
)
from facilities.selectors.posts import OfPosts

ROLES = OfPosts(
    lambda user, day, facility: (
        StaffPost.objects.held_by(User(pk=user), day).in_facility(facility).values_list("role")
    ),
    facility=UUID(int=3),
)
SEEN = Prepared(
    lambda user, day, child: (
        Grant.objects.seen_by(User(pk=user), day).filter(child=child).select_related("guardian__household")
    ),
    user=UUID(int=1),
    day=date.min,
    child=UUID(int=2),
)
CALLING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE})


def may_send(user: User, organisation_id: UUID, facility_id: UUID | None) -> bool:
    """May she tell guardians things, for a facility or (without one) for the whole organisation?"""
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    if facility_id is None:
        return posts.filter(role__in=SENDING_ROLES).exists()
    return posts.filter(facility=facility_id, role__in=FACILITY_SENDING_ROLES).exists()


def require_sender(user: User, organisation_id: UUID, facility_id: UUID | None) -> None:
    """404 for strangers to the place, 403 for its other staff."""
    require_staff(user, organisation_id, facility_id)
    if not may_send(user, organisation_id, facility_id):
        raise NotAllowed


def require_staff(user: User, organisation_id: UUID, facility_id: UUID | None) -> None:
    """A live post at the facility, or a central one; else it is as if the place did not exist."""
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    at_place = posts.filter(role__in=CENTRAL_ROLES)
    if facility_id is not None:
        at_place = at_place | posts.filter(facility=facility_id)
    if not at_place.exists():
        raise NotVisible


def facilities_to_call(user: User, organisation_id: UUID) -> list[UUID] | None:
    """Facilities whose households she may phone: None for all of them, a list for facility staff."""
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    if posts.filter(role__in=SENDING_ROLES).exists():
        return None
    return list(posts.filter(role__in=CALLING_ROLES).values_list("facility_id", flat=True))


def may_keep_roster(user: User, organisation_id: UUID, facility_id: UUID | None) -> bool:
    """May she change who goes here and who belongs to whom: of a facility, or (without one) of all facilities?"""
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    keeping = posts.filter(role__in=CENTRAL_KEEPING_ROLES)
    if facility_id is not None:
        keeping = keeping | posts.filter(facility=facility_id, role__in=KEEPING_ROLES)
    return keeping.exists()


def require_roster_keeper(user: User, organisation_id: UUID, facility_id: UUID | None) -> None:
    """404 for strangers to the place, 403 for its other staff."""
    require_staff(user, organisation_id, facility_id)
    if not may_keep_roster(user, organisation_id, facility_id):
        raise NotAllowed


def require_keeper_of(user: User, child: Child) -> UUID:
    """The facility where she keeps this child's family; 404 for strangers to the child, 403 for its other staff."""
    if not Child.objects.on_roster_of(user).filter(pk=child.pk).exists():
        raise NotVisible
    posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
    kept = Enrolment.objects.filter(lasting(timezone.localdate()), Exists(posts), child=child).order_by(
        "starts_on", "pk"
    )
    facility: UUID | None = kept.values_list("facility_id", flat=True).first()
    if facility is None:
        raise NotAllowed
    return facility


def require_right(user: User, child: Child, right: str) -> Guardian:
    """The guardian she is for this child, with a live right such as 'can_write'; 404 without a view, 403 without it."""
    if facility_in_hand():
        raise NotVisible
    grants: list[Grant] = SEEN.fetch(user=user.pk, day=timezone.localdate(), child=child.pk)
    if not grants:
        raise NotVisible
    grant = min(grants, key=lambda one: (not getattr(one, right), one.pk))
    if not getattr(grant, right):
        raise NotAllowed
    return grant.guardian


def roles_at(user: User, facility: Facility) -> frozenset[str]:
    """What she is at this facility today."""
    rows = ROLES.fetch(user, day=today_at(facility), facility=facility.pk)
    return frozenset(role for (role,) in rows)


def require_child_at(child: Child, facility: Facility, day: date) -> Enrolment:
    """Her enrolment at the facility on a day, else 404: another facility's child, or one who left."""
    rows = Enrolment.objects.filter(on_day(day), child=child, facility=facility)
    enrolment = rows.select_related("classroom").order_by("kind", "pk").first()
    if enrolment is None:
        raise NotVisible
    return enrolment


def require_manager(user: User, organisation_id: UUID, facility_id: UUID) -> None:
    """The facility's own manager, for its staff and tablets; central keepers too. Others as above."""
    require_staff(user, organisation_id, facility_id)
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    managing = posts.filter(role__in=CENTRAL_KEEPING_ROLES) | posts.filter(
        facility=facility_id, role=Role.MANAGER
    )
    if not managing.exists():
        raise NotAllowed


def may_audit(user: User) -> bool:
    """Is there an audit for her to read at all?"""
    return StaffPost.objects.held_by(user).filter(role__in=AUDIT_ROLES).exists()


def may_give(user: User, organisation_id: UUID, facility_id: UUID | None, role: str) -> bool:
    """Nobody gives, changes or takes a role above her own. The first approver is named by who sends."""
    posts = StaffPost.objects.held_by(user).filter(organisation=organisation_id)
    central = frozenset(posts.filter(role__in=CENTRAL_KEEPING_ROLES).values_list("role", flat=True))
    if role == Role.CENTRAL_APPROVER and Role.CENTRAL_APPROVER not in central:
        approvers = StaffPost.objects.filter(
            lasting(timezone.localdate()), organisation=organisation_id, role=role
        )
        return bool(central) and not approvers.exists()
    if central or facility_id is None:
        return bool(central)
    return posts.filter(facility=facility_id, role=Role.MANAGER).exists()


def require_giver(user: User, organisation_id: UUID, facility_id: UUID | None, role: str) -> None:
    """404 for strangers to the place, 403 with the reason for its other staff."""
    require_staff(user, organisation_id, facility_id)
    if not may_give(user, organisation_id, facility_id, role):
        raise NotAllowed(_("This role is not yours to give or to take. Nothing was saved."))


def audit(
    actor: User | None,
    action: str,
    subject_kind: str,
    subject_id: UUID,
    *,
    organisation: Organisation | UUID,
    facility: Facility | UUID | None = None,
    child: Child | UUID | None = None,
    **details: str | int,
) -> AuditEntry:
    """Leave an entry for an act or a look that touches a family's data. Details are codes and counts, never content.

    Name the `child` whenever there is one: her guardians read these entries. The tablet in hand is noted by itself.
    """
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        details=details,
        organisation_id=getattr(organisation, "pk", organisation),
        facility_id=getattr(facility, "pk", facility),
        child_id=getattr(child, "pk", child),
        device_id=device_in_hand(),
    )


class FacilityRow(Protocol):
    """A row of one facility."""

    @property
    def pk(self) -> UUID: ...
    @property
    def facility(self) -> Facility: ...


class FamilyRow(FacilityRow, Protocol):
    """A row of a facility about a child."""

    @property
    def child_id(self) -> UUID | None: ...


def audit_in(
    actor: User | None,
    action: str,
    subject_kind: str,
    row: FacilityRow,
    *,
    child: Child | UUID | None = None,
    **details: str | int,
) -> AuditEntry:
    """The same for a row that names its facility itself."""
    place = row.facility
    return audit(
        actor,
        action,
        subject_kind,
        row.pk,
        organisation=place.organisation_id,
        facility=place,
        child=child,
        **details,
    )


def audit_row(
    actor: User | None, action: str, subject_kind: str, row: FamilyRow, **details: str | int
) -> AuditEntry:
    """The same for a row that names its facility and its child itself."""
    return audit_in(actor, action, subject_kind, row, child=row.child_id, **details)


def audit_children(
    actor: User | None,
    action: str,
    children: Iterable[UUID],
    *,
    organisation: UUID,
    facility: UUID | None,
    about: tuple[str, UUID] | None = None,
) -> None:
    """One entry a child, for her family to read; `about` is the (kind, id) it was done by, else the child herself."""
    entries = [
        AuditEntry(
            actor=actor,
            action=action,
            subject_kind=about[0] if about else "child",
            subject_id=about[1] if about else child,
            child_id=child,
            organisation_id=organisation,
            facility_id=facility,
            device_id=device_in_hand(),
        )
        for child in children
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=1_000)
