"""Every socket × every kind of person: what she hears, as whom she reads, and what a ticket opens."""

import asyncio
import time
import typing
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.conf import settings

from accounts.models import User
from backend import tickets
from backend.consumers import make_live_application
from backend.live import TICKET_REFUSED
from backend.receipts import make_receipts_app
from facilities.models import Child, Classroom, Facility, Guardian, Organisation
from facilities.topics import topics_of
from notices import services
from notices.models import Reading, Recipient
from notices.selectors.readers import ticket_of
from tests import factories

NOTHING: frozenset[str] = frozenset()
CLASS = frozenset({"organisation", "facility", "classroom"})
FACILITY_STAFF = frozenset({"staff"})
CENTRAL = frozenset({"office"})
HEARS = {
    "guardian": CLASS | {"household"},
    "co_guardian": CLASS | {"household"},
    "relative": CLASS | {"household"},
    "separated_guardian": CLASS | {"own household"},
    "blocked_guardian": NOTHING,
    "expired_guardian": NOTHING,
    "teacher": FACILITY_STAFF,
    "other_teacher": FACILITY_STAFF,
    "manager": FACILITY_STAFF,
    "other_manager": frozenset({"other staff"}),
    "ex_staff": NOTHING,
    "office": CENTRAL,
    "approver": CENTRAL,
    "reader": CENTRAL,
    "auditor": CENTRAL,
}
READS = ("guardian", "co_guardian", "relative", "separated_guardian")


@pytest.fixture
def topics(
    organisation: Organisation,
    facility: Facility,
    other_facility: Facility,
    classroom: Classroom,
    guardian: Guardian,
) -> dict[str, str]:
    """Every topic round the child, by name."""
    return {
        "organisation": f"o:{organisation.pk}",
        "facility": f"f:{facility.pk}",
        "classroom": f"c:{classroom.pk}",
        "household": f"h:{guardian.household_id}",
        "staff": f"s:{facility.pk}",
        "other staff": f"s:{other_facility.pk}",
        "office": f"q:{organisation.pk}",
    }


def user_of(found: User | Guardian) -> User:
    user = found.user if isinstance(found, Guardian) else found
    assert user
    return user


@pytest.mark.parametrize("person", HEARS)
def test_each_person_hears_exactly_her_topics(
    person: str, topics: dict[str, str], child: Child, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)
    own = f"h:{found.household_id}" if isinstance(found, Guardian) else ""

    heard = topics_of(user_of(found))

    assert set(heard) == {{**topics, "own household": own}[name] for name in HEARS[person]}


@pytest.mark.parametrize("person", HEARS)
def test_each_ticket_reads_exactly_as_her_own_guardian(
    person: str, child: Child, facility: Facility, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)

    ticket = tickets.read(tickets.mint(ticket_of(user_of(found), "device")))

    assert ticket is not None
    assert (ticket.user_id, ticket.topics) == (user_of(found).pk, topics_of(user_of(found)))
    own = (
        (tickets.Reader(found.pk, found.household_id, (facility.pk,), person != "relative"),)
        if person in READS
        else ()
    )
    assert ticket.readers == own


def test_an_outsider_hears_only_her_own_organisation(
    topics: dict[str, str], outsider: Guardian, child: Child
) -> None:
    assert set(topics_of(user_of(outsider))).isdisjoint(topics.values())
    assert {reader.guardian for reader in ticket_of(user_of(outsider), "device").readers} == {outsider.pk}


# The application itself, spoken to as a server would


class Wire:
    """One connection: what the application is told, and what it says."""

    def __init__(self, *told: dict[str, Any]) -> None:
        self.told = list(told)
        self.said: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return self.told.pop(0) if self.told else {"type": "websocket.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.said.append(message)


class Ear:
    """A hub that remembers who joined, in place of the broker's wire."""

    def __init__(self) -> None:
        self.joined: list[tuple[UUID, tuple[str, ...]]] = []

    def was_revoked_since(self, user_id: UUID, moment: float) -> bool:
        return False

    def join(self, send: object, user_id: UUID, topics: tuple[str, ...]) -> None:
        self.joined.append((user_id, topics))

    def leave(self, socket: object) -> None:
        """Nothing is kept."""


def connect(token: str | None, origin: str) -> tuple[list[dict[str, Any]], Ear]:
    """Open /live/ws with this ticket from this site; what was said, and who joined."""
    ear, wire = Ear(), Wire({"type": "websocket.connect"})
    application = make_live_application(lambda receipts: [None] * len(receipts), typing.cast(Any, ear))
    query = b"" if token is None else f"t={token}".encode()
    headers = [(b"host", b"testserver"), (b"origin", origin.encode())]
    scope = {"type": "websocket", "path": "/live/ws", "headers": headers, "query_string": query}
    asyncio.run(typing.cast(Any, application(scope, wire.receive, wire.send)))
    return wire.said, ear


REFUSED = [{"type": "websocket.accept"}, {"type": "websocket.close", "code": TICKET_REFUSED}]


def ticket(user: User, *, expires_in: float = 60) -> str:
    claims = ticket_of(user, "device")
    return tickets.mint(
        tickets.Ticket(
            claims.user_id, claims.topics, claims.readers, int(time.time() + expires_in), claims.session
        )
    )


def test_a_guardians_ticket_opens_her_topics(guardian: Guardian) -> None:
    said, ear = connect(ticket(user_of(guardian)), settings.BASE_URL)

    assert said == [{"type": "websocket.accept"}]
    assert ear.joined == [(user_of(guardian).pk, topics_of(user_of(guardian)))]


@pytest.mark.parametrize("broken", ["none", "empty", "expired", "forged"])
def test_without_a_good_ticket_nobody_joins(broken: str, guardian: Guardian) -> None:
    tokens = {
        "none": None,
        "empty": "",
        "expired": ticket(user_of(guardian), expires_in=-1),
        "forged": ticket(user_of(guardian))[:-4] + "AAAA",
    }

    said, ear = connect(tokens[broken], settings.BASE_URL)

    assert said == REFUSED
    assert ear.joined == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_page_of_another_site_is_not_even_accepted(origin: str, guardian: Guardian) -> None:
    said, ear = connect(ticket(user_of(guardian)), origin)

    assert said == [{"type": "websocket.close"}]
    assert ear.joined == []


@pytest.mark.parametrize("person", ["blocked_guardian", "expired_guardian", "ex_staff"])
def test_a_ticket_of_somebody_without_rights_opens_silence(
    person: str, request: pytest.FixtureRequest
) -> None:
    user = user_of(request.getfixturevalue(person))

    _said, ear = connect(ticket(user), settings.BASE_URL)

    assert ear.joined == [(user.pk, ())]


# Receipts


@pytest.fixture
def post_receipt() -> Iterator[Callable[[str, UUID], tuple[int, dict[str, Any]]]]:
    """POST /live/receipts into the product's own writer."""

    def post(token: str, notice: UUID) -> tuple[int, dict[str, Any]]:
        body = orjson.dumps({"ticket": token, "notice": str(notice), "kind": "confirmed"})
        wire = Wire({"type": "http.request", "body": body, "more_body": False})
        headers = [(b"host", b"testserver"), (b"origin", settings.BASE_URL.encode())]
        scope = {"type": "http", "method": "POST", "path": "/live/receipts", "headers": headers}

        async def ask() -> None:
            application, batcher = make_receipts_app(services.record_readings)
            await application(scope, wire.receive, wire.send)
            await batcher.drain()

        asyncio.run(ask())
        return wire.said[0]["status"], orjson.loads(wire.said[1]["body"])

    yield post


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_stored_only_for_a_notice_of_ones_own(
    post_receipt: Callable[[str, UUID], tuple[int, dict[str, Any]]],
    organisation: Organisation, office: User, other_manager: User, other_facility: Facility, guardian: Guardian,
    blocked_guardian: Guardian, outsider: Guardian,
) -> None:  # fmt: skip
    factories.make_child(factories.make_classroom(other_facility))
    factories.make_guardian(Child.objects.get(enrolments__facility=other_facility))
    central = factories.make_notice(office, organisation)
    theirs = factories.make_notice(other_manager, organisation, other_facility)
    not_found = (404, {"code": "not_found", "stored": False})

    refused = [
        post_receipt(ticket(user_of(person)), notice)
        for person, notice in (
            (guardian, theirs.pk), (guardian, uuid4()), (blocked_guardian, central.pk), (outsider, central.pk),
        )
    ]  # fmt: skip

    assert refused == [not_found] * 4
    assert not Reading.objects.exists()
    assert not Recipient.objects.filter(read_at__isnull=False).exists()
    assert post_receipt(ticket(user_of(guardian)), central.pk) == (200, {"stored": True})
