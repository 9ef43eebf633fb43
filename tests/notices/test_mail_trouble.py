"""Mail servers that are busy, away or refuse us: nobody is lost."""

from typing import Any

import pytest
from django.utils import timezone

from backend.outbox import OutboxState
from facilities.models import Child, Guardian, Organisation
from notices.delivery import send_waiting
from notices.models import Channel, Delivery
from tests import factories
from tests.notices.mails import mail_of, neighbour, state_of
from tests.notices.providers import MailServer


def make_due() -> None:
    """Let the time of a retry come."""
    Delivery.objects.filter(state=OutboxState.QUEUED).update(due_at=timezone.now())


@pytest.mark.parametrize("reply", ["554 5.7.1 Relay access denied", "552 5.2.2 Mailbox full"])
def test_a_refusal_that_is_not_about_the_address_keeps_the_address(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, reply: str
) -> None:
    mail_server.replies[guardian.email] = [reply]
    factories.make_notice(office, organisation)

    send_waiting(Channel.MAIL)

    guardian.refresh_from_db()
    assert state_of(guardian) == "refused"
    assert guardian.email_failed_at is None


@pytest.mark.parametrize("where", ["replies", "after_data"])
def test_a_busy_server_is_asked_again_with_the_same_message_id(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, where: str
) -> None:
    getattr(mail_server, where)[guardian.email] = ["451 4.7.1 Greylisted"]
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 0
    waiting = mail_of(guardian)
    assert waiting.state == "queued" and "Greylisted" in waiting.error and waiting.due_at > timezone.now()
    make_due()
    assert send_waiting(Channel.MAIL) == 1

    assert mail_server.ids == {f"<{waiting.key}@127.0.0.1>": 1}
    assert mail_of(guardian).attempts == 2


def test_a_connection_lost_in_the_middle_loses_nobody(
    mail_server: MailServer, office: Any, organisation: Organisation, child: Child
) -> None:
    people = [neighbour(child) for _ in range(5)]
    mail_server.hang_up_after = 2
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 4

    assert sorted(state_of(person) for person in people) == ["handed_over"] * 4 + ["queued"]
    make_due()
    assert send_waiting(Channel.MAIL) == 1
    assert mail_server.recipients == {person.email: 1 for person in people}


def test_without_a_server_everything_waits(
    settings: Any,
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    guardian: Guardian,
    co_guardian: Guardian,
) -> None:
    settings.EMAIL_PORT = 1
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 0

    assert [state_of(person) for person in (guardian, co_guardian)] == ["queued"] * 2
    assert "ConnectionRefusedError" in mail_of(guardian).error


def test_a_server_that_refuses_our_password_makes_no_address_dead(
    settings: Any, mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 0

    guardian.refresh_from_db()
    assert state_of(guardian) == "queued" and guardian.email_failed_at is None
