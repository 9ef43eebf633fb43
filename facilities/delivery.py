"""The one mail people and places send by themselves: six digits to an address that is not proved yet."""

import smtplib
from collections.abc import Iterable
from datetime import timedelta
from email.errors import MessageError

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from backend.outbox import OutboxState, Outcome, Row
from facilities.digits import digits_of
from facilities.models import EmailCheck

EMAIL_PURPOSE = "email"
MINUTES = 15
AGAIN = timedelta(seconds=5)


def mail_digits(checks: Iterable[EmailCheck]) -> list[Outcome[EmailCheck]]:
    """Send each; one outcome a check, in order. It names neither a child nor a place."""
    return [_mail(check) for check in checks]


def _mail(check: EmailCheck) -> Outcome[EmailCheck]:
    return send_message(check, _message(check))


def send_message(row: Row, message: EmailMessage) -> Outcome[Row]:
    """Hand one mail over, and say how that ended; an address that is refused for good is not tried again."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        state = OutboxState.REFUSED if 500 <= code < 600 else OutboxState.QUEUED
        return Outcome(row, state, f"{code} {said!r}", AGAIN)
    except (ValueError, MessageError) as error:
        return Outcome(row, OutboxState.REFUSED, type(error).__name__)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(row, OutboxState.QUEUED, type(error).__name__, AGAIN)
    return Outcome(row, OutboxState.HANDED_OVER)


def _message(check: EmailCheck) -> EmailMessage:
    digits = digits_of(check.pk, EMAIL_PURPOSE)
    language = check.user.page_language if check.user else settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _("Number for Engawa: %(digits)s") % {"digits": digits}
        text = render_to_string("facilities/mail/code.txt", {"digits": digits, "minutes": MINUTES})
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [check.email], headers=headers)
