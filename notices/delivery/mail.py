"""E-mail: one connection for many messages, one message at a time, so that each gets an answer of its own."""

import re
import smtplib
from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email.errors import MessageError
from email.utils import parseaddr
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from notices.delivery.letters import Letter
from notices.delivery.parcels import Parcel, Sent

DEAD_ADDRESS = {550, 551, 553}
ENHANCED = re.compile(rb"^\s*[245]\.(\d+)\.(\d+)")

log = structlog.get_logger()


class MailSender:
    """Sends batches over one connection, opened at the first message; use it as a context."""

    def __enter__(self) -> "MailSender":
        self._connection: Any = get_connection()
        self._is_open = False
        self._texts: dict[Hashable, tuple[Letter, str, str]] = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, parcels: Sequence[Parcel]) -> list[Sent]:
        """Send a batch; one outcome for each parcel, in order. Without a server all of them wait."""
        results: list[Sent] = []
        unreachable = ""
        for parcel in parcels:
            unreachable = unreachable or self._open()
            if unreachable:
                results.append(parcel.again(unreachable))
            elif not parcel.has_time:
                results.append(parcel.again("no time left", timedelta(0)))
            else:
                results.append(self._send(parcel))
        return results

    def _open(self) -> str:
        """Make sure that there is a connection; else why not."""
        if self._is_open:
            return ""
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as error:
            return f"mail server: {type(error).__name__}"
        self._is_open = True
        return ""

    def _hang_up(self) -> None:
        self._is_open = False
        with suppress(smtplib.SMTPException, OSError):
            self._connection.close()

    def _send(self, parcel: Parcel) -> Sent:
        if not parcel.guardian.email or parcel.guardian.email_failed_at:
            return parcel.refused("no working address")
        try:
            self._connection.send_messages([mail_of(parcel, *self._text(parcel))])
        except (ValueError, MessageError) as error:
            self._hang_up()
            return _dead(parcel, f"unusable address: {type(error).__name__}")
        except smtplib.SMTPRecipientsRefused as error:
            return self._judge(parcel, *next(iter(error.recipients.values())))
        except smtplib.SMTPDataError as error:
            return self._judge(parcel, error.smtp_code, error.smtp_error, after_data=True)
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return parcel.again(type(error).__name__)
        except Exception as error:  # one odd message must not take its batch along
            log.exception("mail_failed", row=parcel.row.pk)
            self._hang_up()
            return parcel.again(type(error).__name__)
        return parcel.sent()

    def _text(self, parcel: Parcel) -> tuple[Letter, str, str]:
        key = parcel.sameness
        if key not in self._texts:
            self._texts[key] = _render(parcel.letter())
        return self._texts[key]

    def _judge(self, parcel: Parcel, code: int, said: bytes | str, *, after_data: bool = False) -> Sent:
        """5xx is for good, anything else for now; 421 also ends the connection."""
        text = said if isinstance(said, bytes) else said.encode()
        reason = f"{code} {text.decode(errors='replace')}"
        if 500 <= code < 600:
            is_dead = _is_dead_address(code, text, after_data=after_data)
            return _dead(parcel, reason) if is_dead else parcel.refused(reason)
        if code == 421:
            self._hang_up()
        return parcel.again(reason)


def _dead(parcel: Parcel, why: str) -> Sent:
    return replace(parcel.refused(why), dead_address=parcel.guardian.pk)


def _is_dead_address(code: int, text: bytes, *, after_data: bool) -> bool:
    """Does the refusal speak of the address, and not of our relay, our text or a full mailbox (RFC 3463)?"""
    enhanced = ENHANCED.match(text)
    if enhanced:
        return enhanced[1] == b"1" or (enhanced[1], enhanced[2]) == (b"2", b"1")
    return code in DEAD_ADDRESS and not after_data


def _render(letter: Letter) -> tuple[Letter, str, str]:
    context = {"letter": letter, "paragraphs": letter.body.split("\n\n")}
    plain = render_to_string("notices/mail/letter.txt", context)
    return letter, plain, render_to_string("notices/mail/letter.html", context)


def mail_of(parcel: Parcel, letter: Letter, plain: str, html: str) -> EmailMultiAlternatives:
    """Plain text and the same as HTML; following the link counts as read only on the signed-in page."""
    if "@" not in parcel.guardian.email:
        raise ValueError("An address has a domain.")
    headers = {
        "Message-ID": f"<{parcel.key}@{urlsplit(settings.BASE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "en" if letter.language == "en" else "ja",
    }
    if letter.is_urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    else:
        address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        headers["List-Unsubscribe"] = f"<mailto:{address}?subject=unsubscribe>"
    mail = EmailMultiAlternatives(
        letter.title, plain, settings.DEFAULT_FROM_EMAIL, [parcel.guardian.email], headers=headers
    )
    mail.attach_alternative(html, "text/html")
    return mail
