"""A lost phone or password: one person at the desk starts, a second confirms, and only then a code is printed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions import end_sessions
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.rowlevel import as_system
from facilities.codes import hash_of, hashes_of, new_code
from facilities.guessing import count_wrong, require_patience
from facilities.models import Enrolment, Facility, Grant, Invitation, SignInReset, StaffPost, lasting, on_day
from facilities.models.roles import CENTRAL_KEEPING_ROLES
from facilities.policies import audit, may_keep_roster, require_manager, require_staff
from facilities.services.invitations import unknown_code
from facilities.services.pins import leave_tablets
from facilities.services.staff import staff_invitation

PURPOSE = "reset"
WAITS_FOR = timedelta(hours=24)
CODE_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class ResetCode:
    """A confirmed reset and its code, which is nowhere else."""

    reset: SignInReset
    code: str


@dataclass(frozen=True)
class Desk:
    """Where a person's identity is looked at: a facility, or without one the central office."""

    organisation_id: UUID
    facility: Facility | None


@transaction.atomic
def start_reset(*, actor: User, user: User) -> SignInReset:
    """The first of two. Nothing changes for her yet; a second tap finds the same row."""
    desk = desk_for(actor, user)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = SignInReset.objects.filter(user=user, confirmed_at=None, cancelled_at=None)
    waiting.filter(expires_at__lte=timezone.now()).update(cancelled_at=timezone.now())
    same = waiting.filter(cancelled_at=None).first()
    if same:
        return same
    reset = SignInReset.objects.create(
        organisation_id=desk.organisation_id, facility=desk.facility, user=user, started_by=actor,
        expires_at=timezone.now() + WAITS_FOR,
    )  # fmt: skip
    _note(actor, "sign_in.reset_started", reset)
    return reset


@transaction.atomic
def confirm_reset(*, actor: User, reset: SignInReset) -> ResetCode:
    """The second of two: her old sign-ins, passkeys, apps and password end, and a code is made. Only one sees it."""
    reset = _locked(reset)
    desk_for(actor, reset.user)
    if reset.started_by_id == actor.pk:
        raise NotAllowed(
            _("You started this yourself. A second person must confirm it. Nothing was changed.")
        )
    if reset.confirmed_at:
        raise Conflict(
            _("This was confirmed already, and the code was shown then. If it is lost, start again."),
            code="confirmed_already",
        )
    if reset.cancelled_at or reset.expires_at <= timezone.now():
        raise DomainError(_("This waited too long or was taken back. Start again. Nothing was changed."))
    _forget_sign_in(reset.user)
    code, now = new_code(), timezone.now()
    reset.confirmed_by, reset.confirmed_at = actor, now
    reset.code_hash, reset.expires_at = hash_of(code, PURPOSE), now + CODE_LASTS
    reset.save(update_fields=["confirmed_by", "confirmed_at", "code_hash", "expires_at"])
    older = SignInReset.objects.filter(user=reset.user, used_at=None, cancelled_at=None)
    older.exclude(pk=reset.pk).update(cancelled_at=now)
    _note(actor, "sign_in.reset_confirmed", reset)
    return ResetCode(reset, code)


@transaction.atomic
def cancel_reset(*, actor: User, reset: SignInReset) -> None:
    """Take it back before anybody confirmed it, or make its code worthless."""
    reset = _locked(reset)
    desk_for(actor, reset.user)
    if reset.used_at or reset.cancelled_at:
        return
    SignInReset.objects.filter(pk=reset.pk).update(cancelled_at=timezone.now())
    _note(actor, "sign_in.reset_cancelled", reset)


def find_sign_in_code(*, typed: str, network: str) -> Invitation | SignInReset:
    """What a typed code opens: a new colleague's account, or one whose sign-in was reset. Names nobody when wrong."""
    require_patience(network)
    found = staff_invitation(typed) or _reset_of(typed)
    if found is None:
        count_wrong(network)
        raise unknown_code()
    return found


@transaction.atomic
def use_reset(*, reset: SignInReset, password: str) -> User:
    """She sets a new password; the code opens once."""
    reset = _locked(reset)
    if not _open().filter(pk=reset.pk).exists():
        raise unknown_code()
    user = reset.user
    user.set_password(password)
    user.save(update_fields=["password"])
    SignInReset.objects.filter(pk=reset.pk).update(used_at=timezone.now())
    _note(user, "sign_in.reset_used", reset)
    return user


def _reset_of(typed: str) -> SignInReset | None:
    return _open().filter(code_hash__in=hashes_of(typed, PURPOSE)).select_related("user").first()


def desk_for(actor: User, user: User) -> Desk:
    """Where these two meet: managers for their staff, the central office for its own, keepers for families.

    Whoever has no post and no child at a place of the actor's is not there for her.
    """
    if user.pk == actor.pk:
        raise NotAllowed(_("Somebody else has to do this for you. Nothing was changed."))
    with as_system():  # also posts at places the actor cannot see: the account opens those too
        posts = list(
            StaffPost.objects.filter(lasting(timezone.localdate()), member__user=user).select_related(
                "facility"
            )
        )
    return _desk_of_staff(actor, posts) if posts else _desk_of_family(actor, user)


def _desk_of_staff(actor: User, posts: list[StaffPost]) -> Desk:
    """The actor must look after every post: an account opens all of them."""
    seen = None
    for post in posts:
        try:
            require_staff(actor, post.organisation_id, post.facility_id)
            seen = post
        except NotVisible:
            continue
    if seen is None:
        raise NotVisible
    for post in posts:
        _require_head(actor, post)
    return Desk(seen.organisation_id, seen.facility)


def _require_head(actor: User, post: StaffPost) -> None:
    if post.facility_id:
        try:
            require_manager(actor, post.organisation_id, post.facility_id)
        except NotVisible:
            raise NotAllowed(
                _("She also works elsewhere. Only the central office can reset her sign-in.")
            ) from None
        return
    own = StaffPost.objects.held_by(actor).filter(organisation=post.organisation_id)
    if not own.filter(role__in=CENTRAL_KEEPING_ROLES).exists():
        raise NotAllowed


def _desk_of_family(actor: User, user: User) -> Desk:
    """Keepers of a facility one of her children goes to today."""
    today = timezone.localdate()
    children = Grant.objects.filter(on_day(today), guardian__user=user, is_blocked=False).values("child")
    rows = Enrolment.objects.filter(on_day(today), child__in=children).select_related("facility")
    refused = False
    for row in rows.order_by("facility"):
        if may_keep_roster(actor, row.organisation_id, row.facility_id):
            return Desk(row.organisation_id, row.facility)
        refused |= StaffPost.objects.held_by(actor).filter(facility=row.facility_id).exists()
    raise NotAllowed if refused else NotVisible


def _forget_sign_in(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_sessions([user.pk])
    leave_tablets(user_ids=[user.pk])


def _open() -> QuerySet[SignInReset]:
    now = timezone.now()
    return SignInReset.objects.filter(
        confirmed_at__isnull=False, used_at=None, cancelled_at=None, expires_at__gt=now, user__is_active=True
    )


def _locked(reset: SignInReset) -> SignInReset:
    rows = SignInReset.objects.select_for_update(of=("self",)).select_related("user", "facility")
    return rows.get(pk=reset.pk)


def _note(actor: User, action: str, reset: SignInReset) -> None:
    audit(
        actor, action, "user", reset.user_id, organisation=reset.organisation_id, facility=reset.facility_id
    )
