"""Web push, to a push service on this machine that checks signatures and reads what browsers would read."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Guardian, Organisation
from notices import services
from notices.delivery import push, send_waiting
from notices.delivery.encryption import encrypt
from notices.delivery.vapid import public_key
from notices.models import Channel, Delivery
from tests import factories
from tests.notices.deliveries import push_to
from tests.notices.providers import Browser, PushService, b64, point_of, vapid_claims


def test_an_emergency_is_read_in_full_on_the_locked_phone(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    browser = push_service.browser(guardian.user)

    notice = send(valid_until=timezone.now() + timedelta(hours=2))

    assert push_service.read(browser) == [
        {
            "title": "【緊急】あすは休園です",
            "body": "元代々木保育園もお休みです。",
            "urgency": "emergency",
            "url": f"http://127.0.0.1:8000/notices/{notice.pk}/",
            "tag": f"notice-{notice.pk}",
            "notice": str(notice.pk),
        }
    ]
    (pushed,) = push_service.received
    assert pushed.headers["Urgency"] == "high"
    assert pushed.headers["Content-Encoding"] == "aes128gcm"
    assert 7100 < int(pushed.headers["TTL"]) <= 7200
    assert push_to(guardian).state == "handed_over"


@pytest.mark.parametrize(("urgency", "title"), [("everyday", "新しい"), ("important", "大切な")])
def test_other_notices_name_nobody_on_the_locked_phone(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian, urgency: str, title: str
) -> None:
    browser = push_service.browser(guardian.user)

    send(urgency=urgency, title="陽葵ちゃんのこと", body="熱があります")

    (said,) = push_service.read(browser)
    assert said["title"] == f"{title}お知らせがあります"
    assert "陽葵" not in str(said) and "熱" not in str(said)
    assert push_service.received[0].headers["Urgency"] == "normal"


def test_the_signature_is_ours_for_this_service_and_ends_within_a_day(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    push_service.browser(guardian.user)

    send()

    claims, point = vapid_claims(push_service.received[0].headers["Authorization"])
    assert claims["aud"] == push_service.origin
    assert claims["sub"] == live_settings.VAPID_SUBJECT
    assert time.time() + 3600 < claims["exp"] < time.time() + 24 * 3600
    assert b64(point) == public_key()


def test_every_message_has_a_key_and_a_salt_of_its_own() -> None:
    browser = Browser("https://push.example.com/1")
    auth, point = browser.secret, point_of(browser.key)

    bodies = [encrypt(b'{"n":1}', point, auth) for _ in range(2)]

    assert bodies[0][:16] != bodies[1][:16]
    assert bodies[0][21:86] != bodies[1][21:86]
    assert [browser.read(body) for body in bodies] == [{"n": 1}] * 2


def test_a_long_text_is_cut_to_what_every_push_service_takes(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    browser = push_service.browser(guardian.user)

    send(body='𠮷"\n' * 3000)

    (said,) = push_service.read(browser)
    assert said["body"].startswith('𠮷"\n𠮷"') and said["body"].endswith("…")
    assert 2900 < len(push_service.received[0].body) < 3200


def test_all_browsers_of_a_person_get_it_and_one_is_enough(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    phone = push_service.browser(guardian.user)
    tablet = push_service.browser(guardian.user, 500)

    send()

    assert len(push_service.read(phone)) == len(push_service.read(tablet)) == 1
    assert push_to(guardian).state == "handed_over"


def test_connections_are_kept_for_the_whole_batch(
    push_service: PushService, send: Callable[..., Any], child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "CONNECTIONS", 2)
    for _ in range(12):
        push_service.browser(factories.make_guardian(child).user)

    send()

    assert len(push_service.received) == 12
    assert len(push_service.connections) <= 2


def test_a_closed_account_gets_nothing(
    push_service: PushService, office: User, organisation: Organisation, guardian: Guardian
) -> None:
    push_service.browser(guardian.user)
    factories.make_notice(office, organisation)
    User.objects.filter(pk=guardian.user_id).update(is_active=False)

    send_waiting(Channel.PUSH)

    assert not push_service.received
    assert push_to(guardian).error == "no living subscription"


def test_a_reminder_stays_away_from_a_household_that_read_meanwhile(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    push_service.browser(guardian.user)
    notice = send(remind_every=timedelta(minutes=5), remind_times=1)
    Delivery.objects.filter(channel=Channel.PUSH).update(round=1, state="queued", settled_at=None)
    services.record_reading(actor=guardian.user, notice=notice)

    send_waiting(Channel.PUSH)

    assert len(push_service.received) == 1
    assert push_to(guardian).state == "withdrawn"


def test_nobody_outside_the_frozen_audience_is_sent_anything(
    push_service: PushService,
    send: Callable[..., Any],
    guardian: Guardian,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
    outsider: Guardian,
) -> None:
    browsers = [
        push_service.browser(person.user) for person in (blocked_guardian, expired_guardian, outsider)
    ]
    mine = push_service.browser(guardian.user)

    notice = send()
    Delivery.objects.filter(channel=Channel.PUSH).update(state="queued", settled_at=None, round=0)
    Delivery.objects.create(
        notice=notice,
        guardian=outsider,
        household=outsider.household,
        channel=Channel.PUSH,
        due_at=timezone.now(),
    )
    send_waiting(Channel.PUSH)

    assert [push_service.read(browser) for browser in browsers] == [[], [], []]
    assert len(push_service.read(mine)) == 2
    assert push_to(outsider).error == "not in the frozen audience"


def test_an_emergency_leaves_before_an_everyday_notice_that_waited_longer(
    push_service: PushService, office: User, organisation: Organisation, guardian: Guardian
) -> None:
    browser = push_service.browser(guardian.user)
    factories.make_notice(office, organisation, urgency="everyday")
    factories.make_notice(office, organisation, urgency="emergency")

    send_waiting(Channel.PUSH)

    assert [said["urgency"] for said in push_service.read(browser)] == ["emergency", "everyday"]


def test_a_batch_costs_the_same_number_of_queries_for_one_or_twenty(
    push_service: PushService, office: User, organisation: Organisation, child: Child
) -> None:
    counts = []
    for size in (1, 20):
        for _ in range(size):
            push_service.browser(factories.make_guardian(child).user)
        factories.make_notice(office, organisation)
        with CaptureQueriesContext(connection) as queries:
            assert send_waiting(Channel.PUSH) >= size
        counts.append(len(queries))

    assert counts[0] == counts[1]
