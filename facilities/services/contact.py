"""How a guardian who has just joined is reached; and families who want paper and a telephone instead of a screen."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities.models import Child, Guardian, Invitation
from facilities.policies import audit, require_keeper_of
from facilities.rosters.phones import phone_of
from facilities.selectors.adults import lasting_grants
from facilities.services.invitations import tell_registration

JUST_JOINED = timedelta(days=1)


def seats_just_taken(user: User) -> QuerySet[Guardian]:
    """The guardians she became within a day: for them she may say how she is reached without asking the nursery."""
    used = Invitation.objects.filter(used_by=user, used_at__gt=timezone.now() - JUST_JOINED)
    return Guardian.objects.filter(user=user, grants__child__in=used.values("child")).distinct()


@transaction.atomic
def set_contact(*, actor: User, phone: str, wants_push: bool, wants_email: bool, wants_paper: bool) -> None:
    """Telephone and channels of the seats she has just taken. An empty number leaves the roster's as it is."""
    seats = list(seats_just_taken(actor).order_by("pk"))
    if not seats:
        raise NotVisible
    dialled = phone_of(phone) if phone else ""
    if dialled is None:
        raise DomainError(_("This is no telephone number. Nothing was saved."), code="bad_phone")
    for seat in seats:
        fields = {"wants_push": wants_push, "wants_email": wants_email, "wants_paper": wants_paper}
        Guardian.objects.filter(pk=seat.pk).update(**fields, **({"phone": dialled} if dialled else {}))
        audit(actor, "contact.set", "guardian", seat.pk, organisation=seat.organisation_id)


@transaction.atomic
def reach_on_paper(*, actor: User, child: Child, guardian: Guardian, wants_paper: bool) -> None:
    """Paper and telephone for this adult: she counts as complete and gets no sheet with her class."""
    facility = require_keeper_of(actor, child)
    if not lasting_grants().filter(child=child, guardian=guardian).exists():
        raise NotVisible
    changed = Guardian.objects.filter(pk=guardian.pk).exclude(wants_paper=wants_paper)
    if changed.update(wants_paper=wants_paper):
        audit(
            actor,
            "guardian.paper",
            "guardian",
            guardian.pk,
            organisation=child.organisation_id,
            facility=facility,
            child=child,
            wants=int(wants_paper),
        )
        tell_registration(child.organisation_id, [facility])
