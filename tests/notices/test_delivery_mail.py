"""E-mail, to a real SMTP server on this machine."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.outbox import OutboxState
from facilities.models import Child, Facility, Guardian, Organisation
from notices import services
from notices.delivery import send_waiting
from notices.delivery.words import EMERGENCY
from notices.models import Channel, Delivery, FacilityReach, Notice, Reading, Recipient
from tests import factories
from tests.notices.providers import MailServer

PHRASE: dict[str, Any] = {"phrase": "closure_water", "phrase_fields": {"day": "24日", "reply_by": "正午"}}


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


def make_due() -> None:
    """Let the time of a retry come."""
    Delivery.objects.filter(state=OutboxState.QUEUED).update(due_at=timezone.now())


def neighbour(child: Child, **fields: Any) -> Guardian:
    """Somebody of another household who gets the same notice."""
    household = factories.make_household(child.organisation, name="伊藤")
    return factories.make_guardian(child, household, **fields)


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_an_emergency_carries_its_whole_text_in_the_guardians_language(
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    facility: Facility,
    child: Child,
    language: str,
) -> None:
    Facility.objects.filter(pk=facility.pk).update(name_en="Motoyoyogi Nursery")
    guardian = neighbour(child, language=language)
    notice = factories.make_notice(office, organisation, title="", body="", **PHRASE)

    assert send_waiting(Channel.MAIL) == 1

    (mail,) = mail_server.to(guardian.email)
    place = "Motoyoyogi Nursery" if language == "en" else "元代々木保育園"
    words = notice.words(language)
    assert subject_of(mail) == EMERGENCY[language] + words["title"]
    assert words["body"].replace("{施設名}", place) in text_of(mail)
    assert place in text_of(mail, "html")
    assert f"/notices/{notice.pk}/" in text_of(mail) and f"/notices/{notice.pk}/" in text_of(mail, "html")
    assert "みどり区 保育課" in text_of(mail)


def test_a_family_of_two_nurseries_reads_both_names(
    mail_server: MailServer,
    office: Any,
    organisation: Organisation,
    guardian: Guardian,
    other_classroom: Any,
    other_facility: Facility,
) -> None:
    room = factories.make_classroom(other_facility)
    factories.grant(guardian, factories.make_child(room))
    factories.make_notice(office, organisation)

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.to(guardian.email)
    assert "元代々木保育園、富ヶ谷保育園もお休みです。" in text_of(mail)


@pytest.mark.parametrize("urgency", ["everyday", "important"])
def test_other_notices_say_only_that_there_is_something_to_read(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, urgency: str
) -> None:
    notice = factories.make_notice(
        office, organisation, title="陽葵ちゃんのこと", body="熱があります", urgency=urgency
    )

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.to(guardian.email)
    said = f"{mail['Subject']}{text_of(mail)}{text_of(mail, 'html')}"
    assert "陽葵" not in said and "熱" not in said
    assert "お知らせがあります" in mail["Subject"]
    assert f"/notices/{notice.pk}/" in said


def test_a_drill_says_so_before_anything_else(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    factories.make_notice(office, organisation, is_drill=True)

    send_waiting(Channel.MAIL)

    assert subject_of(mail_server.to(guardian.email)[0]).startswith("【訓練】【緊急】")


@pytest.mark.parametrize("urgency", ["emergency", "everyday"])
def test_headers_stop_automatic_answers_and_an_emergency_cannot_be_unsubscribed(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian, urgency: str
) -> None:
    factories.make_notice(office, organisation, urgency=urgency)

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.to(guardian.email)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{mail_of(guardian).key}@127.0.0.1>"
    assert (mail["List-Unsubscribe"] is None) == (urgency == "emergency")
    assert mail["To"] == guardian.email


def test_a_title_with_line_breaks_adds_no_header(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    notice = factories.make_draft(office, organisation)
    Notice.objects.filter(pk=notice.pk).update(title="休園\r\nBcc: everybody@example.jp\u2028x")
    notice.refresh_from_db()
    factories.send(office, notice)

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.received
    assert mail["Bcc"] is None
    assert subject_of(mail) == "【緊急】休園 Bcc: everybody@example.jp x"
    assert set(mail_server.recipients) == {guardian.email}


def test_text_of_a_notice_is_no_markup(
    mail_server: MailServer, office: Any, organisation: Organisation, guardian: Guardian
) -> None:
    factories.make_notice(
        office, organisation, title="<b>x</b>", body="<script>alert(1)</script> & {{ settings }}"
    )

    send_waiting(Channel.MAIL)

    (mail,) = mail_server.received
    assert "<script>" not in text_of(mail, "html") and "&lt;script&gt;" in text_of(mail, "html")
    assert "<script>alert(1)</script> & {{ settings }}" in text_of(mail)


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
