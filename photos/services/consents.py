"""What families agree to, said by themselves or handed in on paper. A word is added, never changed."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Child, Facility, Grant, Household
from facilities.policies import audit, require_right
from photos.models import PhotoConsent, Purpose
from photos.policies import require_album_keeper
from photos.selectors.consents import places_of, said_by

TEXT_VERSION = "2026-1"


@transaction.atomic
def say_consents(*, actor: User, child: Child, words: Mapping[str, bool]) -> int:
    """A guardian who answers for the child says so; holds from this moment, also when it is a no. Returns changes."""
    household = require_right(actor, child, "can_answer").household
    place = places_of(child).first()
    if place is None:
        raise NotVisible
    return _add(actor, place, child, household, words, on_paper=False)


@transaction.atomic
def record_consents(
    *, actor: User, facility: Facility, child: Child, household: Household, words: Mapping[str, bool]
) -> int:
    """What a family handed in on paper. Returns how many words changed."""
    require_album_keeper(actor, facility)
    of_facility = Child.objects.visible_to(actor).filter(pk=child.pk, enrolments__facility=facility)
    grants = Grant.objects.live(timezone.localdate()).filter(child=child, guardian__household=household)
    if not of_facility.exists() or not grants.exists():
        raise NotVisible
    return _add(actor, facility, child, household, words, on_paper=True)


def _add(
    actor: User,
    facility: Facility,
    child: Child,
    household: Household,
    words: Mapping[str, bool],
    *,
    on_paper: bool,
) -> int:
    """Only what differs from what this household said last."""
    Child.objects.select_for_update().get(pk=child.pk)
    said = said_by(child, household)
    changed = {
        purpose: given
        for purpose, given in words.items()
        if purpose in Purpose.values and said.get(purpose) != given
    }
    today, now = timezone.localdate(), timezone.now()
    PhotoConsent.objects.bulk_create(
        PhotoConsent(
            facility=facility,
            child=child,
            household=household,
            purpose=purpose,
            given=given,
            since=today,
            by=actor,
            on_paper=on_paper,
            text_version=TEXT_VERSION,
            recorded_at=now,
        )
        for purpose, given in changed.items()
    )
    if changed:
        audit(
            actor,
            "photo.consent",
            "child",
            child.pk,
            organisation=facility.organisation_id,
            facility=facility,
            child=child,
            given=sum(changed.values()),
            refused=len(changed) - sum(changed.values()),
        )
    return len(changed)
