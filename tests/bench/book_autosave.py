"""The nap hour: three tablets in each of 40 facilities write a class's contact book, a cell at a time.

A tablet saves a cell every `BENCH_AUTOSAVE_EVERY` seconds (10), for `BENCH_AUTOSAVE_SECONDS` (30; an hour is 3600).
"""

import asyncio
import json
import os
import random
import signal
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import aiohttp
from django.test import Client

from contactbook.models import EntryWrite
from facilities.clock import today_at
from facilities.models import Enrolment, Facility
from tests.backend.live_world import eventually
from tests.bench import doors, world
from tests.bench.board import manager_of
from tests.bench.book_grid import NOTE
from tests.bench.pages import _answers
from tests.bench.registry import Row, measure, row
from tests.bench.wires import Server, cpu_seconds

FACILITIES = int(os.environ.get("BENCH_AUTOSAVE_FACILITIES", "40"))
SECONDS = int(os.environ.get("BENCH_AUTOSAVE_SECONDS", "30"))
EVERY = float(os.environ.get("BENCH_AUTOSAVE_EVERY", "10"))
TABLETS = 3
GOAL_MS = 100.0
TOKEN = "b" * 32
GUNICORN = (
    "-m",
    "gunicorn",
    "--config",
    "deploy/gunicorn.conf.py",
    "--bind",
    "127.0.0.1:{port}",
    "backend.wsgi",
)


@dataclass
class Tablet:
    """One of a facility's: who is signed in on it, and the pages it writes."""

    session: str
    addresses: list[str]


@dataclass
class Found:
    """Milliseconds of each save, and what was not saved."""

    base: str
    times: list[float] = field(default_factory=list)
    errors: int = 0


@measure("book_autosave")
def book_autosave() -> Iterator[Row]:
    """Milliseconds from the tap's request to its answer, through the pages' own server as a deployment runs it."""
    world.fill(FACILITIES * world.HOUSEHOLDS_OF_A_FACILITY)
    doors.fill_days(1)
    tablets = _tablets()
    server = Server(*GUNICORN)
    found = Found(f"http://127.0.0.1:{server.port}")
    try:
        eventually(lambda: _answers(found.base), within=60)
        asyncio.run(_hour(Found(found.base), tablets, EVERY * 2, seed=1))  # until all is loaded everywhere
        before, spent = EntryWrite.objects.count(), _cpu(server)
        asyncio.run(_hour(found, tablets, SECONDS, seed=2))
        spent = _cpu(server) - spent
    finally:
        server.process.send_signal(signal.SIGINT)  # at once, with its workers
        server.process.wait(30)
    kept = EntryWrite.objects.count() - before
    points = statistics.quantiles(found.times, n=100)
    n = len(found.times)
    more = {"cpu_ms": spent / n * 1000, "p50_ms": points[49], "p99_ms": points[98], "a_second": n / SECONDS,
            "load": os.getloadavg()[0]}  # fmt: skip
    more = {name: round(value, 1) for name, value in more.items()} | {"tablets": len(tablets)}
    yield row(n=n, measured=points[94], ceiling=None, unit="ms, p95 of a saved cell", goal=GOAL_MS, **more)
    lost = n - kept
    yield row(n=n, measured=found.errors + abs(lost), ceiling=None, unit="errors or cells lost", goal=0)


def _cpu(server: Server) -> float:
    """Seconds of all its workers; the database's are not in it."""
    workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return sum(cpu_seconds(int(pid)) for pid in workers)


def _tablets() -> list[Tablet]:
    """Three of each facility; the children are shared among them as classes are."""
    found = []
    for place in Facility.objects.order_by("position"):
        user, day = manager_of(place), today_at(place)
        children = list(
            Enrolment.objects.filter(facility=place).order_by("pk").values_list("child", flat=True)
        )
        for number in range(TABLETS):
            client = Client()
            client.force_login(user)
            pages = [f"/book/cells/nursery/{place.pk}/{child}/{day}/" for child in children[number::TABLETS]]
            found.append(Tablet(client.cookies["session"].value, pages))
    return found


async def _hour(found: Found, tablets: list[Tablet], seconds: float, *, seed: int) -> None:
    """With another seed other cells are written: the same ones again would be replays."""
    chance, until = random.Random(seed), time.monotonic() + seconds
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=0)
    ) as http:
        await asyncio.gather(
            *[_write_on(found, http, one, until, chance.uniform(0, EVERY)) for one in tablets]
        )


async def _write_on(
    found: Found, http: aiohttp.ClientSession, tablet: Tablet, until: float, first: float
) -> None:
    """One cell after the other: the next is tapped at its time, or when the one before is saved."""
    chance, at = random.Random(first), time.monotonic() + first
    while at < until:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        await _save(found, http, tablet, chance)
        at += EVERY * chance.uniform(0.5, 1.5)


async def _save(found: Found, http: aiohttp.ClientSession, tablet: Tablet, chance: random.Random) -> None:
    """A cell that this session has not written yet, so that every save is a row more."""
    address = chance.choice(tablet.addresses)
    path, value = chance.choice([
        ("mood", "good"), ("note", NOTE), ("lunch", {"amount": "all", "text": ""}),
        (f"temperature/{chance.randrange(16**8):08x}", {"at": "12:20", "c": 36.9}),
    ])  # fmt: skip
    writes = [{"path": path, "value": value, "base": 0, "sequence": 1}]
    fields = {"session": str(UUID(int=chance.getrandbits(128), version=4)), "writes": json.dumps(writes)}
    began = time.perf_counter()
    async with http.post(f"{found.base}{address}", data=fields, headers=_headers(tablet.session)) as answer:
        said = await answer.json() if answer.status == 200 else {"refused": True}
    found.times.append((time.perf_counter() - began) * 1000)
    found.errors += bool(said["refused"])


def _headers(session: str) -> dict[str, str]:
    return {
        "Cookie": f"session={session}; csrf={TOKEN}",
        "X-CSRFToken": TOKEN,
        "X-Requested-With": "outbox",
        "Accept": "application/json",
        "Idempotency-Key": str(uuid4()),
    }
