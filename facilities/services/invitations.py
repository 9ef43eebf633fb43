"""Invitation sheets: one code for each adult of the roster who has no account yet; printed, renewed, revoked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from backend.events import publish
from facilities.codes import hash_of, hashes_of, new_code
from facilities.events import RegistrationMoved
from facilities.guessing import count_wrong, require_patience
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian, Invitation
from facilities.policies import audit, require_roster_keeper
from facilities.selectors.adults import lasting_grants
from facilities.selectors.registration import lasting_enrolments
from facilities.topics import office_topic, staff_topic

PURPOSE = "invitation"
SHEET_LASTS = timedelta(days=30)
LONGEST_PRINT = 80
FAMILY_KINDS = (Invitation.Kind.GUARDIAN, Invitation.Kind.RELATIVE)


@dataclass(frozen=True)
class Sheet:
    """One page to hand out; its code is nowhere else. Without a guardian the adult types her name."""

    child: Child
    classroom: Classroom
    guardian: Guardian | None
    code: str
    expires_at: datetime


@transaction.atomic
def make_sheets(
    *,
    actor: User,
    facility: Facility,
    classroom: Classroom | None = None,
    child: Child | None = None,
    renew: bool = False,
    lasts: timedelta = SHEET_LASTS,
) -> list[Sheet]:
    """New codes for who has none: of a facility, a class or one child. `renew` also replaces those already out.

    Who is reached on paper and by telephone gets a sheet only when her child is asked for by itself.
    """
    require_roster_keeper(actor, facility.organisation_id, facility.pk)
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    enrolments = _pupils(actor, facility, classroom, child)
    seats = _seats(enrolments, with_paper=child is not None)
    if not renew:
        seats = _without_sheet(seats)
    if not seats:
        raise DomainError(
            _("Everybody here has joined already or holds a sheet. No new sheet was made."),
            code="nobody_left",
        )
    if len(seats) > LONGEST_PRINT:
        raise DomainError(
            _("These would be %(n)s sheets. Print them class by class. No sheet was made.")
            % {"n": len(seats)},
            code="too_many",
        )
    _revoke_old(actor, seats)
    return _write(actor, facility, seats, timezone.now() + lasts)


@transaction.atomic
def revoke_sheet(*, actor: User, invitation: Invitation) -> None:
    """The paper opens nothing any more. Doing it twice, or after it was used, changes nothing."""
    require_roster_keeper(actor, invitation.organisation_id, invitation.facility_id)
    changed = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=actor
    )
    if changed:
        _note(actor, "invitation.revoke", invitation)
        tell_registration(invitation.organisation_id, [invitation.facility_id])


def find_invitation(*, typed: str, network: str) -> Invitation:
    """The invitation of a typed code that still opens. Refusals name nobody; each counts against the network."""
    require_patience(network)
    found = (
        Invitation.objects.filter(code_hash__in=hashes_of(typed, PURPOSE), kind__in=FAMILY_KINDS)
        .select_related("child", "guardian__household")
        .first()
    )
    refusal = refusal_of(found)
    if found is None or refusal is not None:
        count_wrong(network)
        raise refusal or unknown_code()
    return found


def refusal_of(invitation: Invitation | None) -> DomainError | None:
    """Why a code opens nothing. What was revoked, or whose adult is blocked now, looks like what never was."""
    if invitation is None or invitation.revoked_at:
        return unknown_code()
    if invitation.used_at:
        return DomainError(
            _("This code was used already. If that was you, sign in. If not, tell your nursery at once."),
            code="used",
        )
    if invitation.expires_at <= timezone.now():
        return DomainError(
            _("This code is too old. Ask whoever gave it to you for a new one."), code="expired"
        )
    return None if _still_fits(invitation) else unknown_code()


def unknown_code() -> DomainError:
    """The one answer to everything that opens nothing."""
    return DomainError(
        _("This code opens nothing. Compare it with the paper once more, or ask for a new one."),
        code="unknown_code",
    )


def write_invitation(
    *, actor: User, kind: Invitation.Kind, child: Child, facility_id: UUID | None, guardian: Guardian | None,
    expires_at: datetime,
) -> tuple[Invitation, str]:  # fmt: skip
    """A row and its code, which is told once. Its callers have asked for the authority."""
    code = new_code()
    invitation = Invitation.objects.create(
        organisation_id=child.organisation_id,
        facility_id=facility_id,
        kind=kind,
        child=child,
        guardian=guardian,
        code_hash=hash_of(code, PURPOSE),
        created_by=actor,
        expires_at=expires_at,
    )
    _note(actor, "invitation.create", invitation)
    return invitation, code


def tell_registration(organisation_id: UUID, facilities: Iterable[UUID | None]) -> None:
    """Open registration pages of these facilities and of their office look again."""
    for facility in {one for one in facilities if one}:
        topics = [staff_topic(facility), office_topic(organisation_id)]
        publish(RegistrationMoved(facility), topics=topics)


Seat = tuple[Enrolment, Guardian | None]


def _pupils(
    actor: User, facility: Facility, classroom: Classroom | None, child: Child | None
) -> list[Enrolment]:
    """Never her own child: a sheet would name the other household. Colleagues print it."""
    own = Grant.objects.filter(guardian__user=actor, child=OuterRef("child"))
    rows = lasting_enrolments().filter(~Exists(own), facility=facility)
    if classroom is not None:
        rows = rows.filter(classroom=classroom)
    if child is not None:
        rows = rows.filter(child=child)
        if not rows.exists():
            raise NotVisible
    in_order = rows.select_related("child", "classroom__facility").order_by(
        "classroom__age", "classroom__name", "child__family_kana", "child__given_kana", "child", "starts_on"
    )
    once: dict[UUID, Enrolment] = {}
    for row in in_order:
        once.setdefault(row.child_id, row)
    return list(once.values())


def _seats(enrolments: list[Enrolment], *, with_paper: bool) -> list[Seat]:
    """Each adult without an account once, with the first of her children; a child without adults is a seat itself."""
    grants = lasting_grants().filter(child__in=[row.child_id for row in enrolments])
    adults: dict[UUID, list[Guardian]] = {}
    for grant in grants.select_related("guardian").order_by("guardian__call_order", "guardian"):
        adults.setdefault(grant.child_id, []).append(grant.guardian)
    found: list[Seat] = []
    seen: set[UUID] = set()
    for row in enrolments:
        if row.child_id not in adults:
            found.append((row, None))
        for guardian in adults.get(row.child_id, []):
            on_paper = guardian.wants_paper and not with_paper
            if guardian.user_id is None and guardian.pk not in seen and not on_paper:
                seen.add(guardian.pk)
                found.append((row, guardian))
    return found


def _out(seats: list[Seat]) -> list[Invitation]:
    """The sheets of these seats that are out."""
    guardians = [guardian.pk for _row, guardian in seats if guardian]
    children = [row.child_id for row, guardian in seats if guardian is None]
    sheets = Invitation.objects.open().filter(kind=Invitation.Kind.GUARDIAN)
    return list(sheets.filter(guardian__in=guardians) | sheets.filter(guardian=None, child__in=children))


def _without_sheet(seats: list[Seat]) -> list[Seat]:
    taken = {(row.guardian_id or row.child_id) for row in _out(seats)}
    return [
        (row, guardian) for row, guardian in seats if (guardian.pk if guardian else row.child_id) not in taken
    ]


def _revoke_old(actor: User, seats: list[Seat]) -> None:
    for sheet in _out(seats):
        Invitation.objects.filter(pk=sheet.pk).update(revoked_at=timezone.now(), revoked_by=actor)
        _note(actor, "invitation.revoke", sheet)


def _write(actor: User, facility: Facility, seats: list[Seat], expires_at: datetime) -> list[Sheet]:
    sheets = []
    for row, guardian in seats:
        _row, code = write_invitation(
            actor=actor,
            kind=Invitation.Kind.GUARDIAN,
            child=row.child,
            facility_id=facility.pk,
            guardian=guardian,
            expires_at=expires_at,
        )
        sheets.append(Sheet(row.child, row.classroom, guardian, code, expires_at))
    tell_registration(facility.organisation_id, [facility.pk])
    return sheets


def _still_fits(invitation: Invitation) -> bool:
    """Since the code was made nobody took the seat, and nobody took the right away."""
    grants = lasting_grants().filter(child=invitation.child_id)
    if invitation.kind == Invitation.Kind.RELATIVE:
        today = timezone.localdate()
        inviter = grants.live(today).filter(guardian=invitation.guardian_id, can_write=True, can_answer=True)
        return inviter.filter(guardian__household__is_protected=False).exists()
    if invitation.guardian is None:
        return not grants.exists()
    return invitation.guardian.user_id is None and grants.filter(guardian=invitation.guardian_id).exists()


def _note(actor: User, action: str, invitation: Invitation) -> None:
    audit(
        actor,
        action,
        "invitation",
        invitation.pk,
        organisation=invitation.organisation_id,
        facility=invitation.facility_id,
        child=invitation.child_id,
        kind=invitation.kind,
    )
