"""Relatives who read along: a guardian's link for one of them, good once and for three days, and how it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from backend.events import publish
from facilities.events import FamilyMoved
from facilities.models import RIGHTS_BEYOND_VIEW, Child, Enrolment, Grant, Guardian, Invitation, on_day
from facilities.policies import audit
from facilities.selectors.adults import full_grants
from facilities.services.grants import end_rights
from facilities.services.invitations import write_invitation
from facilities.topics import household_topic

LINK_LASTS = timedelta(hours=72)
LINKS_AT_ONCE = 5


@dataclass(frozen=True)
class Link:
    """What she passes on. The code is shown now and never again."""

    invitation: Invitation
    child: Child
    code: str
    expires_at: datetime


@transaction.atomic
def invite_relative(*, actor: User, child: Child) -> Link:
    """A link for one relative to read along about one child; only from who has every right herself."""
    inviter = _inviter(actor, child)
    Guardian.objects.select_for_update(no_key=True).get(pk=inviter.pk)
    mine = Invitation.objects.open().filter(kind=Invitation.Kind.RELATIVE, guardian=inviter)
    if mine.count() >= LINKS_AT_ONCE:
        raise DomainError(
            _("%(n)s links are waiting already. End one that you do not need first. No link was made.")
            % {"n": LINKS_AT_ONCE},
            code="too_many_links",
        )
    expires_at = timezone.now() + LINK_LASTS
    today = Enrolment.objects.filter(on_day(timezone.localdate()), child=child).order_by("starts_on", "pk")
    invitation, code = write_invitation(
        actor=actor,
        kind=Invitation.Kind.RELATIVE,
        child=child,
        facility_id=today.values_list("facility_id", flat=True).first(),
        guardian=inviter,
        expires_at=expires_at,
    )
    _tell(inviter.household_id)
    return Link(invitation, child, code, expires_at)


@transaction.atomic
def end_link(*, actor: User, invitation_id: UUID) -> None:
    """A link of her household opens nothing any more. A second tap changes nothing."""
    rows = Invitation.objects.filter(
        kind=Invitation.Kind.RELATIVE,
        guardian__household__in=full_grants(actor).values("guardian__household"),
    ).select_related("guardian", "child")
    link = rows.filter(pk=invitation_id).first()
    if link is None or link.guardian is None or link.child is None:
        raise NotVisible
    _inviter(actor, link.child)
    changed = rows.filter(pk=link.pk, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=actor
    )
    if changed:
        _note(actor, "invitation.revoke", link.guardian, link.child, link.facility_id)
        _tell(link.guardian.household_id)


@transaction.atomic
def end_relative(*, actor: User, guardian_id: UUID) -> None:
    """She reads along no longer, from now on, about every child for whom the actor has every right herself.

    Only who may look and nothing else is ended like this: parents are the nursery's to change.
    """
    mine = list(full_grants(actor).select_related("guardian", "child"))
    households = {grant.guardian.household_id for grant in mine}
    found = Guardian.objects.select_for_update().filter(pk=guardian_id, household__in=households)
    relative = found.exclude(user=actor).first()
    if relative is None:
        raise NotVisible
    if not reads_only(relative):
        raise NotAllowed(_("Only the nursery can change this person's rights. Nothing was changed."))
    for child in {grant.child for grant in mine if grant.guardian.household_id == relative.household_id}:
        if Grant.objects.live(timezone.localdate()).filter(guardian=relative, child=child).exists():
            end_rights(actor, child, relative)
            _note(actor, "relative.end", relative, child, None)
    _tell(relative.household_id)


def reads_only(guardian: Guardian) -> bool:
    """Has she no right for any child but to look?"""
    grants = Grant.objects.live(timezone.localdate()).filter(guardian=guardian)
    return not any(any(row) for row in grants.values_list(*RIGHTS_BEYOND_VIEW))


def _inviter(actor: User, child: Child) -> Guardian:
    """As whom she has every right for the child; 404 where she sees no such child, 403 where she only sees."""
    grant = full_grants(actor).filter(child=child).select_related("guardian").order_by("pk").first()
    if grant is not None:
        return grant.guardian
    if Grant.objects.seen_by(actor, timezone.localdate()).filter(child=child).exists():
        raise NotAllowed(
            _("Your nursery can let somebody read along; you cannot. No link was made, nothing was ended.")
        )
    raise NotVisible


def _note(actor: User, action: str, guardian: Guardian, child: Child, facility_id: UUID | None) -> None:
    audit(
        actor,
        action,
        "guardian",
        guardian.pk,
        organisation=guardian.organisation_id,
        facility=facility_id,
        child=child,
    )


def _tell(household_id: UUID) -> None:
    publish(FamilyMoved(household_id), topics=[household_topic(household_id)])
