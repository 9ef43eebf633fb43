"""The mails of one guardian, and what stands in them."""

from email.message import EmailMessage
from typing import Any

from facilities.models import Child, Guardian
from notices.models import Channel, Delivery
from tests import factories


def mail_of(guardian: Guardian) -> Delivery:
    return Delivery.objects.get(guardian=guardian, channel=Channel.MAIL)


def state_of(guardian: Guardian) -> str:
    return mail_of(guardian).state


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def subject_of(mail: EmailMessage) -> str:
    return str(mail["Subject"]).strip()


def neighbour(child: Child, **fields: Any) -> Guardian:
    """Somebody of another household who gets the same notice."""
    household = factories.make_household(child.organisation, name="伊藤")
    return factories.make_guardian(child, household, **fields)
