"""The hub in real servers, with a real broker and real sockets."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

import orjson
import pytest
import redis
from django.db import transaction
from websockets.exceptions import InvalidStatus

from backend.events import Event, publish, publish_revocation
from tests.backend.live_world import Broker, LiveServer, Page, eventually, ticket

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Happened(Event):
    name: ClassVar[str] = "test.happened"
    id: UUID
    text_of_emergency: str = ""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    broker = Broker(tmp_path_factory.mktemp("broker"))
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(
    request: pytest.FixtureRequest, broker: Broker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("server")
    server = LiveServer(request.param, broker.url, f"test:{uuid4()}", folder).start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def the_server_s_channel(server: LiveServer, settings: Any) -> None:
    settings.REDIS_URL = server.broker_url
    settings.LIVE_CHANNEL = server.channel


@pytest.fixture
def open_page(server: LiveServer) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def open_page(*topics: str, **claims: Any) -> Page:
        pages.append(Page(server, ticket(*topics, **claims)))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
    eventually(lambda: server.state()[0] == 0)


def test_an_open_page_hears_an_event_of_its_topic(open_page):
    page = open_page("facility:a")
    event = Happened(uuid4(), "休園です 髙﨑")

    publish(event, topics=["facility:a"])

    assert page.hears() == {
        "type": "test.happened",
        "id": str(event.id),
        "text_of_emergency": "休園です 髙﨑",
    }


def test_a_page_on_several_topics_hears_an_event_once(open_page):
    page = open_page("facility:a", "classroom:b", "user:c")

    publish(Happened(uuid4()), topics=["facility:a", "classroom:b", "user:c", "facility:a"])

    assert page.hears() is not None
    assert page.hears(within=0.3) is None


def test_a_page_never_hears_of_another_facility(open_page):
    page, other = open_page("facility:a"), open_page("facility:b")

    publish(Happened(uuid4()), topics=["facility:b"])

    assert other.hears() is not None
    assert page.hears(within=0.3) is None


def test_events_arrive_in_the_order_they_were_published(open_page):
    page = open_page("facility:a")
    ids = [uuid4() for _ in range(50)]

    for id in ids:
        publish(Happened(id), topics=["facility:a"])

    assert [page.hears()["id"] for _ in ids] == [str(id) for id in ids]


def test_an_event_crosses_the_broker_once_however_many_topics_it_has(server):
    with redis.Redis.from_url(server.broker_url).pubsub() as listening:
        listening.subscribe(server.channel)
        listening.get_message(timeout=5)

        publish(Happened(uuid4()), topics=(f"facility:{number}" for number in range(2_700)))

        message = listening.get_message(timeout=5)
        assert len(orjson.loads(message["data"])["topics"]) == 2_700
        assert listening.get_message(timeout=0.3) is None


def test_an_event_of_a_transaction_that_rolled_back_is_never_told(open_page):
    page = open_page("facility:a")

    with pytest.raises(LookupError), transaction.atomic():
        publish(Happened(uuid4()), topics=["facility:a"])
        raise LookupError

    assert page.hears(within=0.3) is None


def test_an_event_waits_for_the_commit(open_page):
    page = open_page("facility:a")

    with transaction.atomic():
        publish(Happened(uuid4()), topics=["facility:a"])
        early = page.hears(within=0.3)

    assert early is None
    assert page.hears() is not None


def test_a_page_of_another_site_is_refused(server):
    with pytest.raises(InvalidStatus) as refused:
        Page(server, ticket("facility:a"), origin="https://evil.example")

    assert refused.value.response.status_code == 403


def test_a_page_of_no_known_origin_is_refused(server):
    with pytest.raises(InvalidStatus) as refused:
        Page(server, ticket("facility:a"), origin="null")

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("token", ["", "nonsense", "%E3%81%82", "A" * 7_000])
def test_a_page_without_a_good_ticket_is_told_so_and_closed(server, token):
    assert Page(server, token).closing_code() == 4003


def test_an_expired_ticket_is_told_so_and_closed(open_page):
    page = open_page("facility:a", expires_in=-1)

    assert page.closing_code() == 4003


def test_a_changed_grant_closes_the_sockets_of_that_user_only(open_page):
    alice, bob = uuid4(), uuid4()
    pages = [open_page("facility:a", user_id=alice), open_page("facility:a", user_id=alice)]
    other = open_page("facility:a", user_id=bob)

    publish_revocation([alice])

    assert [page.closing_code() for page in pages] == [4001, 4001]
    publish(Happened(uuid4()), topics=["facility:a"])
    assert other.hears() is not None


def test_a_ticket_from_before_the_grant_changed_opens_nothing(open_page):
    alice = uuid4()
    page = open_page("facility:a", user_id=alice, expires_in=100)

    publish_revocation([alice])

    assert page.closing_code() == 4001
    assert open_page("facility:a", user_id=alice, expires_in=100).closing_code() == 4003
    assert open_page("facility:a", user_id=alice, expires_in=122).hears(within=0.2) is None


def test_what_a_page_says_is_ignored_and_a_talkative_one_is_closed(open_page):
    page = open_page("facility:a")
    page.socket.send('{"subscribe": "facility:b"}')

    publish(Happened(uuid4()), topics=["facility:b"])

    assert page.hears(within=0.3) is None
    page.socket.send("x" * 5_000)
    assert page.closing_code() == 4009


def test_a_closed_page_is_forgotten(open_page, server):
    pages = [open_page("facility:a") for _ in range(5)]
    eventually(lambda: server.state()[0] == 5)

    for page in pages:
        page.close()

    eventually(lambda: server.state()[0] == 0)


def test_a_vanished_client_does_not_keep_others_from_hearing(open_page):
    pages = [open_page("facility:a") for _ in range(6)]
    for page in pages[::2]:
        page.socket.socket.shutdown(socket.SHUT_RDWR)

    publish(Happened(uuid4()), topics=["facility:a"])

    assert all(page.hears() is not None for page in pages[1::2])


def test_a_client_that_does_not_read_delays_nobody(open_page, server):
    stuck = _never_reading(server)
    eventually(lambda: server.state()[0] == 1)
    page = open_page("facility:a")
    slowest = 0.0

    for _ in range(60):
        before = time.monotonic()
        publish(Happened(uuid4(), "x" * 100_000), topics=["facility:a"])
        assert page.hears() is not None
        slowest = max(slowest, time.monotonic() - before)

    assert slowest < 2
    if server.kind == "uvicorn":
        eventually(lambda: server.state()[0] == 1, within=15)
    stuck.close()


def test_the_hub_hears_again_after_the_broker_was_away(open_page, server, broker):
    page = open_page("facility:a")
    broker.stop()
    eventually(lambda: not server.state()[1])
    publish(Happened(uuid4()), topics=["facility:a"])

    broker.start()

    eventually(server.is_subscribed)
    later = Happened(uuid4())
    publish(later, topics=["facility:a"])
    assert page.hears()["id"] == str(later.id)
    page.hears(within=5)
    assert "live.resync" in page.hints


def test_a_hint_the_broker_was_too_busy_to_take_is_made_up_for(open_page, server, broker):
    page = open_page("facility:a")
    broker.process.send_signal(signal.SIGSTOP)
    try:
        publish(Happened(uuid4()), topics=["facility:a"])
    finally:
        broker.process.send_signal(signal.SIGCONT)

    eventually(lambda: page.hears(within=5) is None and "live.resync" in page.hints, within=30)


def test_publishing_neither_waits_nor_fails_when_the_broker_is_away(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    before = time.monotonic()

    with transaction.atomic():
        publish(Happened(uuid4()), topics=["facility:a"])

    assert time.monotonic() - before < 1.5


def _never_reading(server: LiveServer) -> socket.socket:
    """A client that shakes hands and then never reads."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", server.port))
    client.sendall(
        f"GET /live/ws?t={ticket('facility:a')} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Origin: {server.origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return client
