"""Staff join: a code on paper from who looks after the place, then a password of her own and a second factor."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish_revocation
from backend.rowlevel import as_system
from facilities.codes import hash_of, hashes_of, new_code
from facilities.models import Classroom, Facility, Invitation, Organisation, StaffMember, lasting
from facilities.policies import audit, require_giver
from facilities.services.invitations import unknown_code
from facilities.services.posts import check_place, note, write_post

PURPOSE = "staff"
CODE_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Invited:
    """A member and the code that opens her account; the code is nowhere else."""

    member: StaffMember
    code: str
    expires_at: datetime


@transaction.atomic
def invite_staff(
    *, actor: User, id: UUID, organisation: Organisation, name: str, kana: str, role: str,
    facility: Facility | None = None, classroom: Classroom | None = None, starts_on: date,
    ends_on: date | None = None,
) -> Invited:  # fmt: skip
    """A new colleague with her first post and a code. The same form sent twice makes her once and says so."""
    require_giver(actor, organisation.pk, facility.pk if facility else None, role)
    check_place(organisation.pk, role, facility, classroom)
    if starts_on < timezone.localdate() - timedelta(days=366):
        raise DomainError(_("The first day lies too far back. Nothing was saved."))
    if ends_on and ends_on < max(starts_on, timezone.localdate()):
        raise DomainError(_("The last day lies before the first, or is over. Nothing was saved."))
    user = _account_for(id, name)
    member = StaffMember.objects.create(id=id, organisation=organisation, user=user, name=name, kana=kana)
    post = write_post(
        member, role=role, facility=facility, classroom=classroom, starts_on=starts_on, ends_on=ends_on
    )
    note(actor, "staff.invited", post)
    return _write(actor, member, facility)


def _account_for(id: UUID, name: str) -> User:
    """An account that waits for her; the same form once more, also after she joined, is told so."""
    user, is_new = User.objects.get_or_create(
        login=f"invited-{id.hex}", defaults={"name": name, "password": "!"}
    )
    if not is_new or StaffMember.objects.filter(pk=id).exists():
        raise Conflict(
            _("This colleague was invited already. Make a new code on her page if the first one is lost."),
            code="invited_already",
        )
    return user


@transaction.atomic
def renew_staff_code(*, actor: User, member: StaffMember) -> Invited:
    """A new code for who has not joined yet, or comes back; the one before opens nothing any more."""
    member = StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    with as_system():  # a code opens all of them
        posts = list(member.posts.filter(lasting(timezone.localdate())))
    if not posts:
        raise DomainError(_("She holds no post now. Give her one first. No code was made."))
    for post in posts:
        require_giver(actor, post.organisation_id, post.facility_id, post.role)
    if member.user.has_usable_password() and member.user.is_active:
        raise DomainError(
            _("She has joined already. If she cannot sign in, reset her sign-in with a colleague."),
            code="joined_already",
        )
    revoke_codes(member, actor)
    return _write(actor, member, posts[0].facility)


@transaction.atomic
def come_back(
    *, actor: User, member: StaffMember, role: str, facility: Facility | None = None,
    classroom: Classroom | None = None, starts_on: date, ends_on: date | None = None,
) -> StaffMember:  # fmt: skip
    """Who left works here again: a new post; her account opens with a new code, her years before stay."""
    require_giver(actor, member.organisation_id, facility.pk if facility else None, role)
    check_place(member.organisation_id, role, facility, classroom)
    member = StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    if starts_on < timezone.localdate() or (ends_on and ends_on < starts_on):
        raise DomainError(_("The past stays as it was. Choose today or a later day. Nothing was saved."))
    if member.left_on is None:
        return member
    StaffMember.objects.filter(pk=member.pk).update(left_on=None)
    post = write_post(
        member, role=role, facility=facility, classroom=classroom, starts_on=starts_on, ends_on=ends_on
    )
    note(actor, "staff.returned", post)
    return member


def staff_invitation(typed: str) -> Invitation | None:
    """Whose code this is, while it opens."""
    rows = Invitation.objects.open().filter(kind=Invitation.Kind.STAFF, member__left_on=None)
    found = rows.filter(code_hash__in=hashes_of(typed, PURPOSE))
    return found.select_related("member__user", "organisation", "facility").first()


@transaction.atomic
def join_staff(*, invitation: Invitation, login: str, password: str) -> User:
    """Her login name and password open the account that waited for her. The code opens once."""
    invitation, member = _locked(invitation)
    if (
        User.objects.filter(Q(login__iexact=login) | Q(email__iexact=login))
        .exclude(pk=member.user_id)
        .exists()
    ):
        raise Conflict(
            _("This login name is taken. If it is yours, sign in instead. Otherwise choose another."),
            code="login_taken",
        )
    user = member.user
    user.login, user.is_active = login, True
    user.set_password(password)
    user.save(update_fields=["login", "password", "is_active"])
    _use(invitation, user)
    return user


@transaction.atomic
def join_staff_as(*, actor: User, invitation: Invitation) -> StaffMember:
    """A mother of a child here who becomes a teacher keeps her one account: the post comes to it."""
    invitation, member = _locked(invitation)
    if member.user_id == actor.pk:
        return member
    if StaffMember.objects.filter(organisation=member.organisation_id, user=actor).exists():
        raise Conflict(
            _("You are on the staff here already. Ask your manager for another post instead of a code."),
            code="member_already",
        )
    waiting, member.user = member.user, actor
    member.save(update_fields=["user"])
    _use(invitation, actor)
    if not waiting.has_usable_password() and waiting.login.startswith("invited-"):
        waiting.delete()
    publish_revocation([actor.pk])
    return member


def revoke_codes(member: StaffMember, actor: User | None) -> None:
    """Codes that are out for her open nothing any more."""
    Invitation.objects.open().filter(member=member).update(revoked_at=timezone.now(), revoked_by=actor)


def _write(actor: User, member: StaffMember, facility: Facility | None) -> Invited:
    code, expires_at = new_code(), timezone.now() + CODE_LASTS
    Invitation.objects.create(
        organisation_id=member.organisation_id, facility=facility, kind=Invitation.Kind.STAFF, member=member,
        code_hash=hash_of(code, PURPOSE), created_by=actor, expires_at=expires_at,
    )  # fmt: skip
    audit(
        actor, "staff.code", "staff_member", member.pk, organisation=member.organisation_id, facility=facility
    )
    return Invited(member, code, expires_at)


def _locked(invitation: Invitation) -> tuple[Invitation, StaffMember]:
    """Two people with one code stand in line here."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("member__user")
    found = rows.filter(pk=invitation.pk, kind=Invitation.Kind.STAFF).first()
    if found is None or found.member is None:
        raise NotVisible
    if not Invitation.objects.open().filter(pk=found.pk, member__left_on=None).exists():
        raise unknown_code()
    return found, found.member


def _use(invitation: Invitation, user: User) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now(), used_by=user)
    audit(
        user, "staff.joined", "staff_member", invitation.member_id or invitation.pk,
        organisation=invitation.organisation_id, facility=invitation.facility_id,
    )  # fmt: skip
