"""Push services that are slow, in trouble or gone: nobody is lost, nobody is asked for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from facilities.models import Child, Guardian
from notices.delivery import push, send_waiting
from notices.models import Channel, Delivery, FacilityReach, PushSubscription, Recipient
from tests import factories
from tests.notices.deliveries import push_to
from tests.notices.providers import PushService


def make_due() -> None:
    """Let the time of a retry come."""
    Delivery.objects.filter(state="queued").update(due_at=timezone.now())


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
