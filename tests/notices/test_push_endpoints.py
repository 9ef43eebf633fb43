"""Which push services and keys a browser may name: public ones only."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.errors import DomainError
from facilities.models import Guardian
from notices import services
from notices.delivery.endpoints import PublicResolver, check_endpoint, is_public
from notices.delivery.vapid import public_key
from notices.models import PushSubscription
from tests.notices.deliveries import push_to
from tests.notices.providers import Browser, PushService, b64, point_of, unb64


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
