"""Joining a family with an invitation, by a new account or the one she has: the code typed before is the authority."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish, publish_revocation
from facilities.events import FamilyMoved
from facilities.models import Child, Enrolment, Grant, Guardian, Household, Invitation
from facilities.policies import audit
from facilities.selectors.adults import full_grants, is_blocked_for, lasting_grants, seat_in
from facilities.services.invitations import FAMILY_KINDS, refusal_of, tell_registration, unknown_code
from facilities.topics import household_topic


@dataclass(frozen=True)
class Newcomer:
    """What she types about herself. `relation` counts where the roster does not know her."""

    name: str
    relation: str = Guardian.Relation.OTHER


@transaction.atomic
def open_account(
    *, invitation_id: UUID, newcomer: Newcomer, login: str, password: str, language: str
) -> User:
    """A new account that has joined at once: no code, no account. A taken login name says so and changes nothing."""
    _locked(invitation_id)
    if User.objects.filter(Q(login__iexact=login) | Q(email__iexact=login)).exists():
        raise Conflict(
            _("This login name is taken. If it is yours, sign in instead. Otherwise choose another."),
            code="login_taken",
        )
    user = User.objects.create_user(
        login, password, name=newcomer.name.strip(), language=Language(language), email=""
    )
    join_family(actor=user, invitation_id=invitation_id, newcomer=newcomer)
    return user


@transaction.atomic
def join_family(*, actor: User, invitation_id: UUID, newcomer: Newcomer | None = None) -> Guardian:
    """Give the seat of the invitation to this person. It opens once; her second tap changes nothing."""
    invitation = _locked(invitation_id)
    if invitation.used_by_id == actor.pk:
        return _seat_after(invitation, actor)
    refusal = refusal_of(invitation)
    child = invitation.child
    if refusal is not None or child is None:
        raise refusal or unknown_code()
    if is_blocked_for(actor, child):
        raise unknown_code()
    newcomer = newcomer or Newcomer(actor.name)
    if invitation.kind == Invitation.Kind.RELATIVE:
        guardian = _sit_beside(actor, invitation, child, newcomer)
    elif invitation.guardian is None:
        guardian = _sit_alone(actor, child, newcomer)
    else:
        guardian = _sit_down(actor, invitation.guardian)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now(), used_by=actor)
    _tell(actor, invitation, guardian)
    return guardian


def _locked(invitation_id: UUID) -> Invitation:
    """Two people with one sheet stand in line here."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("child", "guardian__household")
    found = rows.filter(pk=invitation_id, kind__in=FAMILY_KINDS).first()
    if found is None:
        raise unknown_code()
    return found


def _sit_down(actor: User, guardian: Guardian) -> Guardian:
    """On the seat the roster keeps for her."""
    if seat_in(actor, guardian.household_id):
        raise _belongs_already()
    Guardian.objects.filter(pk=guardian.pk).update(user=actor, language=actor.language, **_proved(actor))
    return guardian


def _sit_alone(actor: User, child: Child, newcomer: Newcomer) -> Guardian:
    """A child whose adults the roster does not know: beside her brother or sister, else a new household.

    Who may fetch the child is for the nursery to say: the name on this seat was typed by its holder.
    """
    mine = full_grants(actor).filter(guardian__organisation=child.organisation_id)
    grant = mine.select_related("guardian").order_by("pk").first()
    guardian = grant.guardian if grant else None
    if guardian is None:
        household = Household.objects.create(organisation_id=child.organisation_id, name=child.family_name)
        guardian = _new_guardian(actor, household.pk, child, newcomer, call_order=1)
    rights = dict.fromkeys(("can_write", "can_answer", "can_buy", "is_emergency_contact"), True)
    _grant(guardian, child, rights)
    return guardian


def _sit_beside(actor: User, invitation: Invitation, child: Child, newcomer: Newcomer) -> Guardian:
    """A relative in the inviter's household: she sees this child, is called last, and has no right else."""
    inviter = invitation.guardian
    if inviter is None:
        raise unknown_code()
    guardian = seat_in(actor, inviter.household_id)
    if guardian and lasting_grants().filter(guardian=guardian, child=child).exists():
        raise _belongs_already()
    if guardian is None:
        order = Guardian.objects.filter(household=inviter.household_id).aggregate(n=Max("call_order"))["n"]
        guardian = _new_guardian(actor, inviter.household_id, child, newcomer, call_order=(order or 0) + 1)
    _grant(guardian, child, {})
    return guardian


def _new_guardian(
    actor: User, household_id: UUID, child: Child, newcomer: Newcomer, call_order: int
) -> Guardian:
    return Guardian.objects.create(
        organisation_id=child.organisation_id,
        household_id=household_id,
        user=actor,
        name=newcomer.name.strip() or actor.name,
        relation=newcomer.relation,
        call_order=call_order,
        language=actor.language,
        **_proved(actor),
    )


def _grant(guardian: Guardian, child: Child, rights: dict[str, bool]) -> None:
    Grant.objects.create(
        organisation_id=child.organisation_id,
        guardian=guardian,
        child=child,
        starts_on=timezone.localdate(),
        **rights,
    )


def _proved(actor: User) -> dict[str, object]:
    """An address she has proved before is good here too."""
    if not actor.email:
        return {}
    return {"email": actor.email, "email_proved_at": timezone.now(), "email_failed_at": None}


def _seat_after(invitation: Invitation, actor: User) -> Guardian:
    """What an invitation that she used already made of her."""
    mine = Guardian.objects.filter(user=actor, grants__child=invitation.child_id)
    guardian = mine.order_by("pk").first()
    if guardian is None:
        raise NotVisible
    return guardian


def _belongs_already() -> DomainError:
    return DomainError(
        _("You belong to this family already. This code is for somebody else of it. Nothing was changed."),
        code="belongs_already",
    )


def _tell(actor: User, invitation: Invitation, guardian: Guardian) -> None:
    """The audit of each child, the registration pages, the household; and her own screens begin anew."""
    children = list(
        lasting_grants().filter(guardian=guardian).values_list("child", flat=True).order_by("child")
    )
    for child in children:
        audit(
            actor,
            "family.join",
            "guardian",
            guardian.pk,
            organisation=guardian.organisation_id,
            facility=invitation.facility_id,
            child=child,
            kind=invitation.kind,
        )
    places = Enrolment.objects.filter(child__in=children).values_list("facility", flat=True)
    tell_registration(guardian.organisation_id, places)
    household = guardian.household_id
    publish(FamilyMoved(household), topics=[household_topic(household)])
    publish_revocation([actor.pk])
