"""The link in a question about a missing child: whose question it is, and who was asked. Opens without a sign-in."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.urls import reverse

SALT = "attendance.no_show"
LASTS = 24 * 3600


@dataclass(frozen=True)
class Asked:
    """What a link says; the places are those that it may reach."""

    no_show_id: UUID
    guardian_id: UUID
    facility_id: UUID
    organisation_id: UUID


def answer_token(asked: Asked) -> str:
    """Signed, short enough for a mail, and good for a day."""
    ids = (asked.no_show_id, asked.guardian_id, asked.facility_id, asked.organisation_id)
    return signing.dumps([one.hex for one in ids], salt=SALT)


def asked_in(token: str) -> Asked | None:
    """Who was asked what; None for a link that is not ours or is over."""
    try:
        return Asked(*(UUID(one) for one in signing.loads(token, salt=SALT, max_age=LASTS)))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def answer_url(asked: Asked) -> str:
    """The page of three answers."""
    return reverse("no_show_answer", args=[answer_token(asked)])
