"""Letters: written in the transaction that causes them, mailed by a worker."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from backend import outbox
from backend.celery import wake
from facilities.letters import mail_letter
from facilities.models import Letter

BATCH = 20


def write_letter(
    kind: str, organisation_id: UUID, about: UUID, email: str, *, on: date | None = None
) -> bool:
    """One for each thing, kind and day; False when it was written already."""
    _letter, is_new = Letter.objects.get_or_create(
        about=about,
        kind=kind,
        on=on or timezone.localdate(),
        defaults={
            "organisation_id": organisation_id,
            "email": email,
            "language": "en" if get_language() == "en" else "ja",
        },
    )
    if is_new:
        transaction.on_commit(lambda: wake("facilities.tasks.mail_letters"), robust=True)
    return is_new


def mail_letters() -> int:
    """Mail what is due; returns how many were handed over."""
    handed_over = 0
    while batch := outbox.claim(Letter.objects.select_related("organisation"), BATCH):
        outcomes = [mail_letter(letter) for letter in batch]
        outbox.settle(outcomes)
        handed_over += sum(one.state == outbox.OutboxState.HANDED_OVER for one in outcomes)
    return handed_over
