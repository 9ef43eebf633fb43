"""POST /live/receipts in a real server: answered after the commit, and what could not be stored says so."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.backend.live_world import Broker, LiveServer, ticket
from tests.owner import drop_table, make_table

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "live_receipts_kept"


def database() -> str:
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return psycopg.conninfo.make_conninfo(**{name: parameters[name] for name in names if name in parameters})


@pytest.fixture(scope="module")
def broker(tmp_path_factory) -> Broker:
    """Never started: receipts do not need it."""
    return Broker(tmp_path_factory.mktemp("broker"))


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    make_table(TABLE, "notice uuid, kind text, user_id uuid, UNIQUE (notice, kind, user_id)")
    yield
    drop_table(TABLE)


@pytest.fixture(scope="module", params=["uvicorn", "daphne"])
def server(request, broker, django_db_setup) -> Iterator[LiveServer]:
    yield from serve(request.param, broker, TABLE)


@pytest.fixture
def server_without_recipients(broker) -> Iterator[LiveServer]:
    yield from serve("uvicorn", broker, "none")


@pytest.fixture
def server_without_database(broker) -> Iterator[LiveServer]:
    yield from serve("uvicorn", broker, "fail")


def serve(kind: str, broker: Broker, writer: str) -> Iterator[LiveServer]:
    extra = {"LIVE_WRITER": writer, "LIVE_DATABASE": database()}
    server = LiveServer(kind, broker.url, f"test:{uuid4()}", broker.folder, extra).start(subscribed=False)
    yield server
    server.stop()


def post(
    server: LiveServer, body: Any, *, origin: str | None = None
) -> tuple[int, dict[str, Any], dict[str, str]]:
    wire = HTTPConnection("127.0.0.1", server.port, timeout=10)
    wire.request(
        "POST",
        "/live/receipts",
        body if isinstance(body, bytes) else json.dumps(body).encode(),
        {"Origin": origin or server.origin, "Content-Type": "application/json"},
    )
    answer = wire.getresponse()
    content = answer.read()
    wire.close()
    return answer.status, json.loads(content), {name.lower(): value for name, value in answer.getheaders()}


def receipt(**changes: Any) -> dict[str, Any]:
    return {"ticket": ticket("facility:a"), "notice": str(uuid4()), "kind": "opened", **changes}


def kept() -> list[tuple[str, str]]:
    with psycopg.connect(database()) as other:
        return [(str(notice), kind) for notice, kind in other.execute(f"SELECT notice, kind FROM {TABLE}")]


def test_a_receipt_is_in_the_database_when_it_is_acknowledged(server):
    opened = receipt()

    status, answer, _ = post(server, opened)

    assert (status, answer) == (200, {"stored": True})
    assert kept() == [(opened["notice"], "opened")]


def test_a_receipt_sent_twice_is_kept_once(server):
    confirmed = receipt(kind="confirmed", at="2026-11-21T08:00:00+09:00")

    answers = [post(server, confirmed)[0] for _ in range(2)]

    assert answers == [200, 200]
    assert kept() == [(confirmed["notice"], "confirmed")]


def test_nonsense_is_refused_and_stores_nothing(server):
    nonsense = [
        b"",
        b"[]",
        b"null",
        b"\xff",
        receipt(kind="eaten"),
        receipt(kind=["opened"]),
        receipt(notice="1"),
        receipt(notice=None),
        receipt(at="yesterday"),
        receipt(at="2026-11-21T08:00:00"),
        receipt(at=5),
        receipt(ticket=None),
        {"notice": str(uuid4()), "kind": "opened"},
    ]

    answers = [post(server, body)[0] for body in nonsense]

    assert answers == [400] * len(nonsense)
    assert kept() == []


def test_a_receipt_that_is_too_large_is_refused(server):
    status, answer, _ = post(server, receipt(padding="x" * 9_000))

    assert (status, answer["code"]) == (413, "too_large")


def test_a_receipt_with_an_expired_or_forged_ticket_asks_for_another(server):
    answers = [
        post(server, receipt(ticket=token)) for token in (ticket(expires_in=-1), ticket()[:-4] + "AAAA", "")
    ]

    assert [(status, answer) for status, answer, _ in answers] == [
        (401, {"code": "ticket_expired", "stored": False})
    ] * 3
    assert kept() == []


def test_a_receipt_from_another_site_is_refused(server):
    assert post(server, receipt(), origin="https://evil.example")[0] == 403


def test_a_receipt_without_a_recipient_is_not_found(server_without_recipients):
    status, answer, _ = post(server_without_recipients, receipt())

    assert (status, answer) == (404, {"code": "not_found", "stored": False})


def test_a_receipt_during_an_outage_is_to_be_kept_and_sent_again(server_without_database):
    status, answer, headers = post(server_without_database, receipt())

    assert (status, answer) == (503, {"code": "unavailable", "stored": False})
    assert int(headers["retry-after"]) > 0
