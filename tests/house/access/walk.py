"""Walk the cells: one request each, rolled back, its outcome compared with the table."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.house.access.areas import areas
from tests.house.access.entries import Entry
from tests.house.access.outcomes import Outcome, outcome_of
from tests.house.access.persons import KINDS
from tests.house.access.rules import NO_THING
from tests.house.access.world import NOWHERE, World

# What differs between two answers to the same request: the form's token, the policy's nonce, the request's number.
FLEETING = re.compile(rb'(?<=")[A-Za-z0-9]{64}(?=")|nonce="[^"]+"')
FLEETING_HEADER = re.compile(r"nonce-[^']+")
NUMBER = "X-Request-Id"
FLEETING_COOKIES = {"csrf", "session", "messages"}


@dataclass(frozen=True)
class Cell:
    """One answer, as far as the walk looks at it."""

    entry: Entry
    person: str
    thing: str
    outcome: Outcome
    status: int
    seen: bytes

    def __str__(self) -> str:
        about = f" about '{self.thing}'" if self.thing else ""
        wanted = self.entry.rule.expects(self.person, self.thing)
        return (
            f"{self.person}: {self.entry.method} {self.entry.name}{about} answered '{self.outcome.value}' "
            f"({self.status}) and should answer '{wanted.value}'"
        )

    @property
    def is_right(self) -> bool:
        return self.entry.rule.allows(self.person, self.thing, self.outcome)


def cells_of(world: World, entry: Entry, persons: Iterable[str] = KINDS) -> Iterator[Cell]:
    """All cells of a surface and method."""
    for person in persons:
        for thing in entry.rule.things:
            yield ask(world, entry, person, thing)


def ask(world: World, entry: Entry, person: str, thing: str) -> Cell:
    """One request, whose effects are undone."""
    with transaction.atomic():
        response = request_of(world, entry, person, thing)
        cell = Cell(entry, person, thing, outcome_of(response), response.status_code, seen_in(response))
        transaction.set_rollback(True)
    return cell


def seen_in(response: HttpResponse) -> bytes:
    """Everything a client could tell two answers apart by, without what changes with every request."""
    headers = sorted(
        f"{name}: {FLEETING_HEADER.sub('', value)}" for name, value in response.items() if name != NUMBER
    )
    cookies = sorted(set(response.cookies) - FLEETING_COOKIES)
    body = FLEETING.sub(b"", response.content if not response.streaming else b"stream")
    return f"{response.status_code}\n{headers}\n{cookies}\n".encode() + body


def request_of(world: World, entry: Entry, person: str, thing: str) -> HttpResponse:
    """Ask once, and keep what it did."""
    ids = ids_of(world, entry, thing)
    path = reverse(entry.name, args=[] if entry.bare else ids)
    if entry.query:
        path += "?" + entry.query.format(id=ids[0] if ids else "")
    client = world.client(person)
    if entry.method == "GET":
        return client.get(path)
    fields = {**(entry.fields or {}), **(_place(world, thing) if entry.bare else {})}
    if entry.name.startswith("api_"):
        body, kind = json.dumps(fields), "application/json"
        return client.generic(entry.method, path, body, kind, headers={"Idempotency-Key": str(uuid4())})
    if entry.method != "POST":
        return client.generic(entry.method, path)
    return client.post(path, fields)


def _place(world: World, thing: str) -> dict[str, str]:
    """The place a new draft is for, or the child a page is for."""
    if thing == "own child":
        return {"child": str(world.children["own"].pk)}
    own = world.places["own"]
    facility = {"facility": str(own.pk)} if thing == "own facility" else {}
    return {"organisation": str(own.organisation_id), **facility}


def ids_of(world: World, entry: Entry, thing: str) -> tuple[object, ...]:
    """The ids in the address for a thing, by its name in the rules."""
    if thing == NO_THING:
        return ("nothing/here",) if entry.name == "api_nothing_here" else ()
    return things_of(world, entry.name)[thing]


def things_of(world: World, name: str) -> dict[str, tuple[object, ...]]:
    """Every thing by name; the missing ones have as many ids as the address needs."""
    notice = {key: row.pk for key, row in world.notices.items()}
    places, rooms, children = (
        {key: row.pk for key, row in rows.items()} for rows in (world.places, world.rooms, world.children)
    )
    task = {key: row.pk for key, row in world.tasks.items()}
    home = {key: world.household(key).pk for key in ("guardian", "other", "outsider", "next")}
    central, foreign = notice["central notice"], notice["other organisation's notice"]
    second = {"office_call_take": (home["guardian"],), "office_audience_classes": (places["own"],)}
    if name.startswith("office_call_") and name not in (
        "office_call_take",
        "office_call_next",
        "office_call_card",
    ):
        second[name] = (task["own"],)
    found: dict[str, tuple[object, ...]] = {
        **{key: (pk,) for key, pk in notice.items()},
        "no such notice": (NOWHERE, *second.get(name, ())),
        "own household": (central, home["guardian"]),
        "other facility's household": (central, home["other"]),
        "other organisation's household": (foreign, home["outsider"]),
        "household that did not receive it": (central, home["outsider"]),
        "household of a recalled notice": (notice["recalled notice"], home["guardian"]),
        "no such household": (central, NOWHERE),
        "own call": (central, task["own"]),
        "other facility's call": (central, task["other"]),
        "other organisation's call": (foreign, task["foreign"]),
        "call of another notice": (notice["own facility's notice"], task["own"]),
        "no such call": (central, NOWHERE),
        "office's draft, own facility": (notice["office's draft"], places["own"]),
        "office's draft, other organisation's facility": (notice["office's draft"], places["foreign"]),
        "manager's draft, own facility": (notice["manager's draft"], places["own"]),
        "manager's draft, other facility": (notice["manager's draft"], places["other"]),
        "own class": (rooms["own"],),
        "next class": (rooms["next"],),
        "other facility's class": (rooms["other"],),
        "other organisation's class": (rooms["foreign"],),
        "no such class": (NOWHERE,),
        "central office": (),
        "own facility": (places["own"],),
        "other facility": (places["other"],),
        "other organisation's facility": (places["foreign"],),
        "no such facility": (NOWHERE,),
        "own child": (children["own"],),
        "child of the next class": (children["next"],),
        "other facility's child": (children["other"],),
        "other organisation's child": (children["foreign"],),
        "child who left": (children["left"],),
        "no such child": (NOWHERE,),
        "somebody else's key": (world.passkey,),
        "no such key": (987_654_321,),
    }
    for area in areas():
        more = area.things(world) if hasattr(area, "things") else {}
        twice = {thing for thing in more if found.get(thing, more[thing]) != more[thing]}
        assert not twice, f"two things are called the same: {twice} of {area.__name__}"
        found |= more
    return found
