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
from backend.errors import DomainError
from facilities.models import Child, Guardian, Organisation
from notices import services
from notices.delivery import push, send_waiting
from notices.delivery.encryption import encrypt
from notices.delivery.endpoints import PublicResolver, check_endpoint, is_public
from notices.delivery.vapid import public_key
from notices.models import Channel, Delivery, FacilityReach, PushSubscription, Recipient
from tests import factories
from tests.notices.providers import Browser, PushService, b64, point_of, unb64, vapid_claims


def push_to(guardian: Guardian) -> Delivery:
    return Delivery.objects.get(guardian=guardian, channel=Channel.PUSH)


def make_due() -> None:
    """Let the time of a retry come."""
    Delivery.objects.filter(state="queued").update(due_at=timezone.now())


@pytest.fixture
def send(office: User, organisation: Organisation) -> Callable[..., Any]:
    """Send a notice to everybody and deliver its pushes; gives the notice."""

    def send_notice(**fields: Any) -> Any:
        notice = factories.make_notice(office, organisation, **fields)
        send_waiting(Channel.PUSH)
        return notice

    return send_notice


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


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_never_asked_again(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian, status: int
) -> None:
    Guardian.objects.update(email="")
    push_service.browser(guardian.user, status)

    notice = send()

    assert push_to(guardian).state == "refused"
    assert PushSubscription.objects.get().died_at is not None
    assert not Recipient.objects.get(notice=notice).has_channel
    assert FacilityReach.objects.get(notice=notice).silent == 1


def test_who_loses_push_gets_the_everyday_notice_by_mail(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    push_service.browser(guardian.user, 410)

    notice = send(urgency="everyday")

    mail = Delivery.objects.get(guardian=guardian, channel=Channel.MAIL)
    assert (mail.state, mail.round) == ("queued", 0)
    assert Recipient.objects.get(notice=notice).has_channel


@pytest.mark.parametrize("status", [408, 429, 500, 503, 401, 403])
def test_a_service_in_trouble_is_asked_again_with_the_same_topic(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian, status: int
) -> None:
    push_service.browser(guardian.user, status)

    send()
    waiting = push_to(guardian)
    make_due()
    send_waiting(Channel.PUSH)

    assert waiting.state == "queued" and waiting.error == f"HTTP {status}"
    assert timezone.now() - timedelta(seconds=5) < waiting.due_at < timezone.now() + timedelta(seconds=3)
    first, second = (pushed.headers["Topic"] for pushed in push_service.received)
    assert first == second and len(first) == 32
    assert push_to(guardian).state == "handed_over" and push_to(guardian).attempts == 2


def test_a_service_that_says_how_long_is_left_alone_so_long(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian, co_guardian: Guardian
) -> None:
    push_service.browser(guardian.user, (429, {"Retry-After": "120"}))

    send()

    due = push_to(guardian).due_at - timezone.now()
    assert timedelta(seconds=110) < due <= timedelta(seconds=120)


def test_a_retry_never_comes_after_the_end(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    push_service.browser(guardian.user, (503, {"Retry-After": "3000"}))

    notice = send(valid_until=timezone.now() + timedelta(minutes=10))

    assert push_to(guardian).due_at == notice.valid_until


def test_a_service_that_keeps_failing_does_not_hold_up_the_others(
    push_service: PushService, send: Callable[..., Any], child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "CONNECTIONS", 1)
    people = [factories.make_guardian(child) for _ in range(push.FAILURES + 5)]
    for person in people:
        push_service.browser(person.user, 500)

    send()

    assert len(push_service.received) == push.FAILURES
    assert Delivery.objects.filter(channel=Channel.PUSH, state="queued").count() == len(people)


def test_a_slow_service_costs_a_retry_and_no_more(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "TIMEOUT", push.aiohttp.ClientTimeout(total=0.3))
    push_service.delay = 2
    push_service.browser(guardian.user)

    send()

    assert push_to(guardian).state == "queued"
    assert "Timeout" in push_to(guardian).error


def test_a_refused_message_is_refused(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    push_service.browser(guardian.user, 413)

    send()

    assert (push_to(guardian).state, push_to(guardian).error) == ("refused", "HTTP 413")
    assert PushSubscription.objects.get().died_at is None


def test_redirects_are_not_followed(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian
) -> None:
    push_service.browser(guardian.user, (307, {"Location": f"{push_service.origin}/elsewhere"}))

    send()

    assert [pushed.path for pushed in push_service.received] == ["/push/0"]
    assert push_to(guardian).state == "refused"


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


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x",
        "https://127.0.0.1/x",
        "https://10.0.0.7/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://[64:ff9b::a00:1]/x",
        "https://localhost/x",
        "https://127.1/x",
        "https://0x7f.1/x",
        "https://2130706433/x",
        "https://push.example.com:8443/x",
        "https://user@push.example.com/x",
        "file:///etc/passwd",
        "https:///x",
        "gopher://push.example.com/x",
        "https://[::1",
        "https://db/x",
    ],
)
def test_an_endpoint_inside_our_network_is_refused_when_it_is_saved(
    guardian: Guardian, endpoint: str
) -> None:
    key = Browser(endpoint)

    with pytest.raises(DomainError, match="使えません"):
        services.save_subscription(
            actor=guardian.user, endpoint=endpoint, p256dh=b64(point_of(key.key)), auth=b64(key.secret)
        )

    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    ["https://fcm.googleapis.com/fcm/send/x:1", "https://web.push.apple.com/Q", "https://8.8.8.8/x"],
)
def test_a_public_push_service_is_accepted(guardian: Guardian, endpoint: str) -> None:
    key = Browser(endpoint)

    for _ in range(2):
        services.save_subscription(
            actor=guardian.user, endpoint=endpoint, p256dh=b64(point_of(key.key)) + "=", auth=b64(key.secret)
        )

    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize("broken", ["", "é", "x", b64(b"\4" + bytes(64)), b64(bytes(range(64)))])
def test_keys_that_no_browser_makes_are_refused(guardian: Guardian, broken: str) -> None:
    key = Browser("https://push.example.com/1")

    for keys in ((broken, b64(key.secret)), (b64(point_of(key.key)), broken)):
        with pytest.raises(DomainError, match="何も保存していません"):
            services.save_subscription(
                actor=guardian.user, endpoint=key.endpoint, p256dh=keys[0], auth=keys[1]
            )


async def test_a_name_that_leads_into_our_network_is_not_dialled() -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver().resolve("localhost", 443)


def test_an_old_row_that_names_a_private_address_is_not_asked(
    push_service: PushService, send: Callable[..., Any], guardian: Guardian, settings: Any
) -> None:
    push_service.browser(guardian.user)
    settings.PUSH_ALLOW_PRIVATE_ENDPOINTS = False

    send()

    assert not push_service.received
    assert push_to(guardian).state == "refused"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("2002:a00:1::", False),
        ("fe80::1%eth0", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_the_public_key_is_what_browsers_expect() -> None:
    assert len(unb64(public_key())) == 65
    check_endpoint("https://push.example.com/1")
