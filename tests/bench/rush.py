"""A morning rush: 4,000 stamps in 20 minutes over 40 facilities, boards open, through the site's own server.

By default a slice of `BENCH_RUSH_SECONDS` at the same pace, 200 stamps a minute; 1200 runs all of it. Then 64 at once.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import aiohttp
from django.db import connection
from django.test import Client

from attendance.models import Attendance, Stamp
from facilities.keyed import keyed_hashes
from facilities.models import Device, Enrolment, Facility
from mobile_web.tablets import COOKIE
from tests.backend.live_world import eventually
from tests.bench import doors, world
from tests.bench.board import manager_of
from tests.bench.pages import _answers
from tests.bench.registry import Row, measure, row
from tests.bench.wires import Server, cpu_seconds

FACILITIES, STAMPS, BURST = 40, 4_000, 64
SECONDS = int(os.environ.get("BENCH_RUSH_SECONDS", "120"))
SENT = STAMPS * SECONDS // 1200
GOAL_MS = 300.0
TOKEN = "b" * 32


@dataclass
class Rush:
    """What came of the requests, in milliseconds."""

    base: str
    stamps: list[float] = field(default_factory=list)
    boards: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    errors: int = 0


@measure("rush")
def rush() -> Iterator[Row]:
    """Every stamp by a paired tablet; every board hears of it and fetches its region, once a second at most."""
    world.fill(FACILITIES * world.HOUSEHOLDS_OF_A_FACILITY)
    doors.fill_agreed()
    tablets, sessions = _people()
    children = _children()
    server = Server("-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", "{port}", "backend.asgi:application")
    found = Rush(f"http://127.0.0.1:{server.port}")
    try:
        eventually(lambda: _answers(found.base), within=60)
        spent = cpu_seconds(server.pid)
        asyncio.run(_morning(found, tablets, sessions, children))
        spent = cpu_seconds(server.pid) - spent
        burst = asyncio.run(_burst(found, tablets, children))
    finally:
        server.stop()
    kept = Stamp.objects.count()
    p50, p95 = _points(found.stamps)
    empty, bare = _points(found.empty)[0], _bare_insert()
    more = {"p50_ms": p50, "boards_p95_ms": _points(found.boards)[1], "boards": len(found.boards), "over_s": SECONDS,
            "share_of_a_core": round(spent / SECONDS, 2),
            "to_an_empty_post": round(p50 / empty, 1), "to_a_bare_insert": round(p50 / bare, 1),
            "load": round(os.getloadavg()[0], 1)}  # fmt: skip
    yield row(n=SENT, measured=p95, ceiling=None, unit="ms, p95 of a stamp", goal=GOAL_MS, **more)
    yield row(n=BURST, measured=_points(burst)[1], ceiling=None, unit="ms, p95 of 64 at once", goal=None)
    lost = len(found.stamps) + len(burst) - kept
    yield row(
        n=SENT + BURST,
        measured=found.errors + abs(lost),
        ceiling=None,
        unit="errors or stamps lost",
        goal=0,
    )


def _points(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times) or [0.0]
    return round(statistics.median(ordered), 1), round(ordered[int(len(ordered) * 0.95)], 1)


def _people() -> tuple[dict[UUID, str], dict[UUID, str]]:
    """By facility: the cookie of its paired tablet, and the session of who looks at its board."""
    secrets, sessions = {}, {}
    for place in Facility.objects.order_by("position")[:FACILITIES]:
        user, secret = manager_of(place), sha256(str(place.pk).encode()).hexdigest()
        Device.objects.create(
            organisation=place.organisation, facility=place, name="玄関", paired_by=user,
            secret_hash=keyed_hashes("device", secret)[0],
        )  # fmt: skip
        client = Client()
        client.force_login(user)
        secrets[place.pk], sessions[place.pk] = secret, client.cookies["session"].value
    return secrets, sessions


def _children() -> list[tuple[UUID, UUID, str]]:
    """(facility, child, kind) in the order of the rush: everybody comes, and some go again."""
    rows = list(Enrolment.objects.order_by("pk").values_list("facility", "child"))
    chance = random.Random(1)
    chance.shuffle(rows)
    coming = [(place, child, "in") for place, child in rows]
    return (coming + [(place, child, "out") for place, child in rows])[:SENT]


async def _morning(
    found: Rush, tablets: dict[UUID, str], sessions: dict[UUID, str], children: list[tuple[UUID, UUID, str]]
) -> None:
    chance, began = random.Random(2), time.monotonic()
    times = sorted(chance.uniform(0, SECONDS) for _ in children)
    moved = {place: asyncio.Event() for place in tablets}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        boards = [
            asyncio.create_task(_board(found, http, sessions[place], place, moved[place]))
            for place in tablets
        ]
        sent = []
        for at, (place, child, kind) in zip(times, children, strict=True):
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            sent.append(asyncio.create_task(_stamp(found, http, tablets[place], child, kind, found.stamps)))
            if len(sent) % 20 == 0:
                sent.append(asyncio.create_task(_empty(found, http, tablets[place])))
        await asyncio.gather(*sent)
        for board in boards:
            board.cancel()
        await asyncio.gather(*boards, return_exceptions=True)


async def _board(
    found: Rush, http: aiohttp.ClientSession, session: str, place: UUID, moved: asyncio.Event
) -> None:
    """A board with its socket open: when it hears of a stamp its region asks again, as the page does."""
    cookies = {"Cookie": f"session={session}"}
    async with http.get(f"{found.base}/live/ticket", headers=cookies) as answer:
        ticket = (await answer.json())["ticket"]
    async with http.ws_connect(f"{found.base}/live/ws?t={ticket}", headers={"Origin": found.base}) as socket:
        hears = asyncio.create_task(_hear(socket, moved))
        try:
            while True:
                await moved.wait()
                moved.clear()
                began = time.perf_counter()
                async with http.get(
                    f"{found.base}/board/", headers={**cookies, "HX-Request": "true"}
                ) as answer:
                    await answer.read()
                    found.errors += answer.status != 200
                found.boards.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(1)
        finally:
            hears.cancel()


async def _hear(socket: aiohttp.ClientWebSocketResponse, moved: asyncio.Event) -> None:
    async for message in socket:
        if "attendance.moved" in str(message.data):
            moved.set()


async def _stamp(
    found: Rush,
    http: aiohttp.ClientSession,
    secret: str,
    child: UUID,
    kind: str,
    times: list[float],
) -> None:
    key = str(uuid4())
    fields = {"id": key, "kind": kind, "method": "card", "device_at": datetime.now(UTC).isoformat()}
    began = time.perf_counter()
    async with http.post(
        f"{found.base}/attendance/stamps/{child}/", data=fields, headers=_headers(secret, key)
    ) as answer:
        await answer.read()
        found.errors += answer.status != 200
    times.append((time.perf_counter() - began) * 1000)


async def _empty(found: Rush, http: aiohttp.ClientSession, secret: str) -> None:
    """The same road to a view that refuses an empty form: what no stamp can be faster than."""
    began = time.perf_counter()
    address = f"{found.base}/attendance/stamps/{UUID(int=0)}/"
    async with http.post(address, data={}, headers=_headers(secret, str(uuid4()))) as answer:
        await answer.read()
    found.empty.append((time.perf_counter() - began) * 1000)


async def _burst(
    found: Rush, tablets: dict[UUID, str], children: list[tuple[UUID, UUID, str]]
) -> list[float]:
    times: list[float] = []
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=0)
    ) as http:
        await asyncio.gather(*[
            _stamp(found, http, tablets[place], child, "out", times) for place, child, _kind in children[:BURST]
        ])  # fmt: skip
    return times


def _headers(secret: str, key: str) -> dict[str, str]:
    return {
        "Cookie": f"{COOKIE}={secret}; csrf={TOKEN}",
        "X-CSRFToken": TOKEN,
        "X-Requested-With": "outbox",
        "Idempotency-Key": key,
    }


def _bare_insert() -> float:
    """Milliseconds of one stamp and its day as two statements on a connection that is open, in autocommit."""
    one = Attendance.objects.order_by("pk")[0]
    stamp = (
        "INSERT INTO attendance_stamp SELECT (jsonb_populate_record(s, jsonb_build_object('id', %s::text))).* "
        "FROM attendance_stamp s LIMIT 1"
    )
    times = []
    with connection.cursor() as cursor:
        for _n in range(100):
            began = time.perf_counter()
            cursor.execute(stamp, [str(uuid4())])
            cursor.execute("UPDATE attendance_attendance SET last_at = now() WHERE id = %s", [one.pk])
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
