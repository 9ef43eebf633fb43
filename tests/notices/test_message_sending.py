"""Short messages on their way: words made at the last moment, real encryption, a real mail server, dead ways."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from backend import outbox
from facilities.models import Child, Facility, Guardian
from notices.delivery import send_messages
from notices.models import Channel, Message, PushSubscription
from tests.notices import messages
from tests.notices.mails import subject_of, text_of
from tests.notices.messages import make_due, rows, tell
from tests.notices.providers import MailServer, PushService

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"


def test_a_push_brings_words_answers_and_the_way(
    push_service: PushService, child: Child, guardian: Guardian
) -> None:
    browser, about = push_service.browser(guardian.user), uuid4()
    tell(guardian, about=about)

    assert send_messages(Channel.PUSH) == 1

    assert push_service.read(browser) == [
        {
            "title": "着きました",
            "body": "縁側を開いてください。",
            "url": f"{HERE}/notices/",
            "tag": f"{messages.KIND}-{about}",
            "urgency": "everyday",
            "actions": [
                {"action": "absent", "title": "お休み", "url": f"{HERE}/more/"},
                {"action": "late", "title": "遅れます", "url": f"{HERE}/more/profile/"},
            ],
        }
    ]
    (pushed,) = push_service.received
    assert pushed.headers["Urgency"] == "normal" and 7100 < int(pushed.headers["TTL"]) <= 7200
    assert rows(guardian)["push"].state == "handed_over"


def test_an_urgent_push_wakes_the_phone(push_service: PushService, child: Child, guardian: Guardian) -> None:
    browser = push_service.browser(guardian.user)
    tell(guardian, is_urgent=True)

    send_messages(Channel.PUSH)

    assert push_service.received[0].headers["Urgency"] == "high"
    assert push_service.read(browser)[0]["urgency"] == "emergency"


@pytest.mark.parametrize(
    ("language", "title", "sender", "foot", "answer"),
    [
        ("ja", "着きました", "元代々木保育園", "返信できません", "お休み"),
        ("easy", "着きました", "元代々木保育園", "返事は できません", "お休み"),
        ("en", "Arrived", "Motoyoyogi Nursery", "cannot be answered", "Absent"),
    ],
)
def test_a_mail_speaks_the_guardians_language(
    mail_server: MailServer,
    facility: Facility,
    child: Child,
    guardian: Guardian,
    language: str,
    title: str,
    sender: str,
    foot: str,
    answer: str,
) -> None:
    Facility.objects.update(name_en="Motoyoyogi Nursery")
    Guardian.objects.update(language=language)
    tell(guardian)

    assert send_messages(Channel.MAIL) == 1

    (mail,) = mail_server.to(guardian.email)
    assert subject_of(mail) == title
    assert mail["Content-Language"] == ("en" if language == "en" else "ja")
    for kind in ("plain", "html"):
        text = text_of(mail, kind)
        assert sender in text and foot in text
        assert answer in text and f"{HERE}/more/" in text and f"{HERE}/more/profile/" in text
    assert mail["Auto-Submitted"] == "auto-generated" and mail["List-Unsubscribe"]
    assert mail["Message-ID"] == f"<{rows(guardian)['mail'].pk.hex}@127.0.0.1>"


def test_both_parents_are_told_each_in_her_language(
    push_service: PushService, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    Guardian.objects.filter(pk=co_guardian.pk).update(language="en")
    hers, his = push_service.browser(guardian.user), push_service.browser(co_guardian.user)
    tell(guardian, co_guardian)

    assert send_messages(Channel.PUSH) == 2

    assert [push_service.read(one)[0]["title"] for one in (hers, his)] == ["着きました", "Arrived"]


@pytest.mark.parametrize("channel", Channel.values)
def test_what_is_no_longer_true_is_withdrawn(
    push_service: PushService, mail_server: MailServer, child: Child, guardian: Guardian, channel: str
) -> None:
    push_service.browser(guardian.user)
    about = uuid4()
    tell(guardian, about=about)
    messages.WITHDRAWN.add(about)

    assert send_messages(channel) == 0

    assert rows(guardian)[channel].state == "withdrawn"
    assert not push_service.received and not mail_server.received


def test_what_is_too_late_stays_here(push_service: PushService, child: Child, guardian: Guardian) -> None:
    push_service.browser(guardian.user)
    tell(guardian, expires_at=timezone.now() - timedelta(seconds=1))

    assert send_messages(Channel.PUSH) == 0

    assert rows(guardian)["push"].state == "expired"
    assert not push_service.received


@pytest.mark.parametrize("kind", [messages.KIND, "test.unknown"])
def test_words_that_fail_hold_up_nobody_else(
    mail_server: MailServer, child: Child, guardian: Guardian, co_guardian: Guardian, kind: str
) -> None:
    about = uuid4()
    messages.BROKEN.add(about)
    tell(guardian, about=about, kind=kind)
    tell(co_guardian)

    assert send_messages(Channel.MAIL) == 1

    waiting = rows(guardian)["mail"]
    assert waiting.state == "queued" and waiting.error and waiting.due_at > timezone.now()
    assert rows(co_guardian)["mail"].state == "handed_over"


def test_who_loses_push_gets_the_mail_after_all(
    push_service: PushService, mail_server: MailServer, child: Child, guardian: Guardian
) -> None:
    Guardian.objects.update(wants_email=False)
    push_service.browser(guardian.user, 410)
    tell(guardian)

    assert send_messages(Channel.PUSH) == 0
    assert PushSubscription.objects.get().died_at is not None
    assert rows(guardian)["push"].state == "refused"
    assert send_messages(Channel.MAIL) == 1

    assert rows(guardian)["mail"].state == "handed_over"


def test_a_browser_in_trouble_is_asked_again_with_the_same_topic(
    push_service: PushService, child: Child, guardian: Guardian
) -> None:
    push_service.browser(guardian.user, 503)
    tell(guardian)

    assert send_messages(Channel.PUSH) == 0
    make_due()
    assert send_messages(Channel.PUSH) == 1

    first, second = (pushed.headers["Topic"] for pushed in push_service.received)
    assert first == second and len(first) == 32


def test_two_messages_of_one_moment_are_two(
    push_service: PushService, child: Child, guardian: Guardian
) -> None:
    push_service.browser(guardian.user)
    for _ in range(2):
        tell(guardian)

    assert send_messages(Channel.PUSH) == 2

    assert len({pushed.headers["Topic"] for pushed in push_service.received}) == 2


def test_a_bounced_address_is_marked_and_never_tried_again(
    mail_server: MailServer, child: Child, guardian: Guardian
) -> None:
    mail_server.replies[guardian.email] = ["550 5.1.1 Unknown user"]
    tell(guardian)

    assert send_messages(Channel.MAIL) == 0

    guardian.refresh_from_db()
    assert rows(guardian)["mail"].state == "refused" and guardian.email_failed_at is not None
    assert tell(guardian) == 0


def test_a_worker_that_died_between_claim_and_settle_loses_nobody(
    mail_server: MailServer, child: Child, guardian: Guardian
) -> None:
    tell(guardian)
    outbox.claim(Message.objects.filter(channel=Channel.MAIL), 50)
    assert send_messages(Channel.MAIL) == 0
    make_due()

    assert send_messages(Channel.MAIL) == 1

    row = rows(guardian)["mail"]
    assert mail_server.ids == {f"<{row.pk.hex}@127.0.0.1>": 1}


def test_a_batch_costs_the_same_number_of_queries(
    mail_server: MailServer, child: Child, guardian: Guardian, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        tell(guardian)

    with django_assert_max_num_queries(16):
        assert send_messages(Channel.MAIL) == 20
