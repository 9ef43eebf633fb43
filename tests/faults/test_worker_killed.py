"""A worker that loses power in the middle of a broadcast loses nobody; what it repeats has the same key."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import Count
from django.utils import timezone

from notices.delivery.push import topic_of
from notices.models import Channel, Delivery, Notice, PushSubscription
from tests import factories
from tests.faults.processes import House, broker
from tests.faults.quick_push import QuickPushService
from tests.notices.providers import MailServer, wait_until
from tests.notices.world import Ward, make_ward

FAMILIES = int(os.environ.get("ENGAWA_FAULT_FAMILIES", "19000"))
WITH_MAIL = FAMILIES // 19
GONE = 20
KILLS = 2
IN_HAND = 2 * (500 + 50)


@pytest.fixture
def push_service() -> Iterator[QuickPushService]:
    with QuickPushService() as service:
        yield service


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer(keep=False) as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, mail_server: MailServer, transactional_db: None) -> Iterator[House]:
    with broker(tmp_path) as redis_url:
        house = House(tmp_path, redis_url, smtp_port=mail_server.port)
        yield house
        house.close()


def broadcast(ward: Ward) -> Notice:
    """An emergency to everybody, with all rows written and nothing sent."""
    return factories.make_notice(ward.office, ward.organisation)


def keys(notice: Notice) -> tuple[set[str], set[str]]:
    """What the providers may collapse duplicates by: Topics of push, Message-IDs of mail."""
    rows = list(Delivery.objects.filter(notice=notice))
    return (
        {topic_of(row) for row in rows if row.channel == Channel.PUSH},
        {f"<{row.key}@127.0.0.1>" for row in rows if row.channel == Channel.MAIL},
    )


def settled() -> int:
    return Delivery.objects.exclude(state="queued").count()


def told(push_service: QuickPushService, mail_server: MailServer) -> int:
    return push_service.topics.total() + mail_server.ids.total()


def minute_passes() -> None:
    """The leases of the dead run out."""
    Delivery.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())


@pytest.mark.slow
def test_every_delivery_ends_once_when_the_worker_is_killed(
    house: House, push_service: QuickPushService, mail_server: MailServer
) -> None:
    ward = make_ward(FAMILIES, with_mail=WITH_MAIL, push_origin=push_service.origin)
    push_service.gone = {f"/push/{FAMILIES - 1 - n}" for n in range(GONE)}
    mail_server.replies = {f"family{n}@example.jp": ["550 5.1.1 unknown"] * 9 for n in range(GONE)}
    notice = broadcast(ward)
    topics, ids = keys(notice)
    total = FAMILIES + WITH_MAIL
    chance = random.Random(os.environ.get("ENGAWA_FAULT_SEED", "1"))

    for part in range(KILLS):
        worker = house.worker()
        house.wake("notices.tasks.deliver_all")
        point = int(total * (part + chance.random()) / (KILLS + 1))
        wait_until(lambda point=point: told(push_service, mail_server) > point, seconds=180, every=0.02)
        house.kill(worker)
        minute_passes()
    house.worker()
    wait_until(lambda: settled() == total, seconds=180, every=0.5)

    ends = {
        (row["channel"], row["state"]): row["n"]
        for row in Delivery.objects.values("channel", "state").annotate(n=Count("pk"))
    }
    assert ends == {
        ("push", "handed_over"): FAMILIES - GONE,
        ("push", "refused"): GONE,
        ("mail", "handed_over"): WITH_MAIL - GONE,
        ("mail", "refused"): GONE,
    }
    assert set(push_service.topics) == topics
    assert len(mail_server.ids) == WITH_MAIL - GONE and set(mail_server.ids) <= ids
    assert set(mail_server.recipients) <= {guardian.email for guardian in ward.guardians}
    twice = push_service.topics.total() - len(topics) + mail_server.ids.total() - len(mail_server.ids)
    assert twice <= KILLS * IN_HAND
    assert PushSubscription.objects.filter(died_at__isnull=False).count() == GONE
