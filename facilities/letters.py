"""A letter as a mail: words of the day it leaves, to people without an account."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from backend.outbox import OutboxState, Outcome
from facilities.delivery import send_message
from facilities.models import Application, Letter, Member
from facilities.renewals import renewal_token

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mail_letter(letter: Letter) -> Outcome[Letter]:
    """One attempt; what it was about may be gone meanwhile, then nothing leaves."""
    context = _about(letter)
    if context is None:
        return Outcome(letter, OutboxState.WITHDRAWN)
    with translation.override("en" if letter.language == "en" else "ja"):
        text = render_to_string(
            f"facilities/mail/{letter.kind}.txt", {"organisation": letter.organisation, **context}
        )
    subject, _line, body = text.strip().partition("\n")
    message = EmailMessage(
        subject, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [letter.email], headers=HEADERS
    )
    return send_message(letter, message)


def _about(letter: Letter) -> dict[str, object] | None:
    if letter.kind == Letter.Kind.RENEWAL:
        member = Member.objects.filter(pk=letter.about, is_active=True, ends_on=letter.on).first()
        return {"member": member, "url": _renewal_url(member)} if member else None
    application = Application.objects.filter(pk=letter.about).select_related("facility", "classroom").first()
    return {"application": application} if application else None


def _renewal_url(member: Member) -> str:
    token = renewal_token(member.pk, member.ends_on)
    return settings.BASE_URL + reverse("member_renewal", args=[member.pk, token])
