"""What a guardian may change about herself."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from backend.errors import DomainError, NotVisible
from facilities.models import Guardian
from facilities.policies import audit

CHANNELS = ("wants_push", "wants_email", "wants_paper")
CONTACT = ("phone", "phone_note", *CHANNELS, "wants_stamps")


@transaction.atomic
def speak_language(*, actor: User, language: str) -> None:
    """Her pages, the notices in them, and what reaches her by push and mail speak this language from now on."""
    actor.language = Language(language)
    actor.save(update_fields=["language"])
    Guardian.objects.filter(user=actor).update(language=actor.language)


@transaction.atomic
def change_contact(*, actor: User, values: Mapping[str, Any]) -> None:
    """Her number, when to call, and how she is told: at once, wherever she is a guardian."""
    seats = Guardian.objects.select_for_update().filter(user=actor).order_by("pk")
    if not seats:
        raise NotVisible
    if not any(values[channel] for channel in CHANNELS):
        raise DomainError(_("Choose at least one way to be told. Nothing was saved."), code="no_channel")
    for seat in seats:
        changed = [name for name in CONTACT if name in values and getattr(seat, name) != values[name]]
        if not changed:
            continue
        for name in changed:
            setattr(seat, name, values[name])
        seat.save(update_fields=changed)
        audit(
            actor,
            "guardian.contact",
            "guardian",
            seat.pk,
            organisation=seat.organisation_id,
            fields=len(changed),
        )
