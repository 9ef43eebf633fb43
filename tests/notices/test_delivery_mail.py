"""E-mail, to a real SMTP server on this machine."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from facilities.models import Child, Guardian, Organisation
from notices import services
from notices.delivery import send_waiting
from notices.models import Channel, Delivery, FacilityReach, Reading, Recipient
from tests import factories
from tests.notices.mails import mail_of, neighbour, state_of
from tests.notices.providers import MailServer


def test_addresses_that_only_docomo_allowed_are_reached_like_any_other(
    mail_server: MailServer, office: Any, organisation: Organisation, child: Child, guardian: Guardian
) -> None:
    old = [
        neighbour(child, email=email)
        for email in ("a..b.@docomo.ne.jp", ".start@ezweb.ne.jp", "a/b?@docomo.ne.jp")
    ]
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 4

    assert [state_of(person) for person in (*old, guardian)] == ["handed_over"] * 4


def test_an_address_that_nobody_can_write_is_refused_alone(
    mail_server: MailServer, office: Any, organisation: Organisation, child: Child, guardian: Guardian
) -> None:
    broken = [neighbour(child, email=email) for email in ("nobody", "a@b@c", "x\n@example.jp", "花@例え.jp@")]
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 1

    assert [state_of(person) for person in broken] == ["refused"] * 4
    assert Guardian.objects.filter(email_failed_at__isnull=False).count() == 4
    assert state_of(guardian) == "handed_over"


def test_a_bounced_address_becomes_no_working_channel(
    mail_server: MailServer, office: Any, organisation: Organisation, child: Child, guardian: Guardian
) -> None:
    gone = neighbour(child)
    mail_server.replies[gone.email] = ["550 5.1.1 Unknown user"]
    notice = factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 1

    gone.refresh_from_db()
    assert state_of(gone) == "refused" and "Unknown user" in mail_of(gone).error
    assert gone.email_failed_at is not None
    assert not Recipient.objects.get(notice=notice, household=gone.household_id).has_channel
    assert Recipient.objects.get(notice=notice, household=guardian.household_id).has_channel
    assert FacilityReach.objects.get(notice=notice).silent == 1


def test_an_address_that_bounced_meanwhile_is_not_tried_again(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    for _ in range(2):
        factories.make_notice(office, organisation)
    Guardian.objects.update(email_failed_at=timezone.now())

    send_waiting(Channel.MAIL)

    assert set(Delivery.objects.values_list("state", "error")) == {("refused", "no working address")}
    assert not mail_server.recipients


def test_a_household_with_another_address_stays_reachable(
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    guardian: Guardian,
    co_guardian: Guardian,
) -> None:
    mail_server.replies[guardian.email] = ["550 no such user"]
    notice = factories.make_notice(office, organisation)

    send_waiting(Channel.MAIL)

    assert state_of(co_guardian) == "handed_over"
    assert Recipient.objects.get(notice=notice).has_channel


def test_one_connection_serves_the_whole_batch(
    mail_server: MailServer, office: Any, organisation: Organisation, child: Child
) -> None:
    people = [neighbour(child) for _ in range(4)]
    factories.make_notice(office, organisation)
    before = mail_server.connections

    assert send_waiting(Channel.MAIL) == len(people)

    assert mail_server.connections - before == 1


def test_a_recalled_notice_never_leaves_even_when_a_worker_held_it(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_notice(office, organisation)
    Delivery.objects.update(lease_until=timezone.now() + timedelta(seconds=60))
    services.recall_notice(actor=office, notice=notice, reason="誤り")
    assert state_of(guardian) == "queued"
    Delivery.objects.update(lease_until=timezone.now())

    assert send_waiting(Channel.MAIL) == 0

    assert state_of(guardian) == "withdrawn"
    assert not mail_server.received


@pytest.mark.parametrize("has_end", [True, False])
def test_nothing_leaves_after_it_is_out_of_date(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, has_end: bool
) -> None:
    end = timezone.now() + timedelta(hours=3, minutes=59) if has_end else None
    factories.make_notice(office, organisation, valid_until=end)

    with time_machine.travel(timezone.now() + timedelta(hours=4, minutes=1)):
        assert send_waiting(Channel.MAIL) == 0

    assert state_of(guardian) == "expired"
    assert not mail_server.received


def test_following_the_link_from_a_scanner_counts_as_nothing(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, client: Any
) -> None:
    notice = factories.make_notice(office, organisation)
    send_waiting(Channel.MAIL)

    client.get(f"/notices/{notice.pk}/")

    assert not Reading.objects.exists()


def test_the_demo_keeps_mails_as_files(
    settings: Any, office: Any, organisation: Organisation, guardian: Guardian, co_guardian: Guardian
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    factories.make_notice(office, organisation)

    assert send_waiting(Channel.MAIL) == 2

    (file,) = Path(settings.EMAIL_FILE_PATH).iterdir()
    assert guardian.email in file.read_text() and co_guardian.email in file.read_text()


def test_a_batch_costs_the_same_number_of_queries_for_one_or_twenty(
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    child: Child,
) -> None:
    counts = []
    for size in (1, 20):
        for _ in range(size):
            neighbour(child)
        factories.make_notice(office, organisation)
        with CaptureQueriesContext(connection) as queries:
            assert send_waiting(Channel.MAIL) >= size
        counts.append(len(queries))

    assert counts[0] == counts[1]
