"""300 guardians want 40 times of meetings in the same minute, through the site's own server: look, hold, confirm.

`BENCH_SLOTS_SECONDS` is how long the minute is. A family whose time was taken chooses another from the answer.
"""

import asyncio
import os
import random
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import aiohttp
from django.test import Client

from facilities.models import Grant
from surveys.models import MeetingChange, MeetingPeriod, MeetingSlot
from tests.backend.live_world import eventually
from tests.bench.meeting_world import make_meetings, sign_up
from tests.bench.pages import _answers
from tests.bench.registry import Row, measure, row
from tests.bench.wires import Server, cpu_seconds

FAMILIES, SLOTS = 300, 40
SECONDS = float(os.environ.get("BENCH_SLOTS_SECONDS", "60"))
GOAL_MS = 300.0
TOKEN = "b" * 32
FREE = re.compile(r'data-slot="([0-9a-f-]{36})">')
TRIES = 8
WARMING = 20


@dataclass
class Rush:
    """What came of the requests, in milliseconds by kind."""

    base: str
    period: str
    times: dict[str, list[float]] = field(
        default_factory=lambda: {name: [] for name in ("look", "hold", "book", "empty")}
    )
    booked: list[str] = field(default_factory=list)
    taken: int = 0
    errors: int = 0


@measure("meeting_slots")
def meeting_slots() -> Iterator[Row]:
    """The p95 of every request of a booking, beside the same road to a page that is not there; and double bookings."""
    period = make_meetings(FAMILIES, SLOTS, mode=MeetingPeriod.Mode.FIRST_COME, per_class=False)
    families = _sessions()
    server = Server("-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", "{port}", "backend.asgi:application")
    found = Rush(f"http://127.0.0.1:{server.port}", str(period.pk))
    try:
        eventually(lambda: _answers(found.base), within=60)
        asyncio.run(_warm(found, families[:WARMING]))
        spent = cpu_seconds(server.pid)
        asyncio.run(_minute(found, families))
        spent = cpu_seconds(server.pid) - spent
    finally:
        server.stop()
    every = [time for name in ("look", "hold", "book") for time in found.times[name]]
    parts = {f"{name}_p50_p95_ms": _points(found.times[name]) for name in ("look", "hold", "book", "empty")}
    more = {"families": FAMILIES, "slots": SLOTS, "over_s": SECONDS, "requests": len(every),
            "taken_a_moment_ago": found.taken,
            "share_of_a_core": round(spent / SECONDS, 2), "load": round(os.getloadavg()[0], 1)}  # fmt: skip
    yield row(
        n=FAMILIES, measured=_points(every)[1], ceiling=None, unit="ms, p95", goal=GOAL_MS, **parts, **more
    )
    given = list(MeetingSlot.objects.filter(child__isnull=False).values_list("child", flat=True))
    acts = MeetingChange.objects.filter(act=MeetingChange.Act.BOOKED).count()
    wrong = found.errors + abs(SLOTS - len(set(given))) + abs(acts - len(found.booked)) + abs(SLOTS - acts)
    yield row(n=SLOTS, measured=wrong, ceiling=None, unit="double or lost bookings, errors", goal=0)


def _points(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times) or [0.0]
    return round(statistics.median(ordered), 1), round(ordered[int(len(ordered) * 0.95)], 1)


def _sessions() -> list[tuple[str, str]]:
    """(session, child) of each family."""
    pairs = sign_up(FAMILIES)
    children = dict(Grant.objects.values_list("guardian", "child"))
    found = []
    for user, guardian in pairs:
        client = Client()
        client.force_login(user)
        found.append((client.cookies["session"].value, str(children[guardian.pk])))
    return found


async def _warm(found: Rush, families: list[tuple[str, str]]) -> None:
    """A server that has answered before: nobody's first page after a start is measured."""
    aside = Rush(found.base, found.period)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for session, child in families:
            address = f"{found.base}/meetings/{found.period}/"
            await _ask(aside, http, session, "look", "GET", address)
            await _ask(aside, http, session, "hold", "POST", f"{address}{child}/{found.period}/hold/")


async def _minute(found: Rush, families: list[tuple[str, str]]) -> None:
    chance, began = random.Random(3), time.monotonic()
    at = sorted(chance.uniform(0, SECONDS) for _ in families)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), connector=connector) as http:
        running = []
        for moment, (session, child) in zip(at, families, strict=True):
            await asyncio.sleep(max(0.0, began + moment - time.monotonic()))
            running.append(asyncio.create_task(_family(found, http, session, child, chance)))
        await asyncio.gather(*running)


async def _family(
    found: Rush, http: aiohttp.ClientSession, session: str, child: str, chance: random.Random
) -> None:
    """Look, tap a time, confirm; where it was taken choose again from what the answer shows, until none is left."""
    address = f"{found.base}/meetings/{found.period}/"
    await _ask(found, http, session, "empty", "GET", f"{address}{child}/none/")
    status, page = await _ask(found, http, session, "look", "GET", address)
    for _try in range(TRIES):
        free = FREE.findall(page)
        if not free:
            return
        slot = chance.choice(free)
        status, page = await _ask(found, http, session, "hold", "POST", f"{address}{child}/{slot}/hold/")
        if status == 302:
            status, page = await _ask(found, http, session, "book", "POST", f"{address}{child}/{slot}/")
        if status == 302:
            found.booked.append(child)
            return
        found.taken += 1
        found.errors += status != 409


async def _ask(
    found: Rush, http: aiohttp.ClientSession, session: str, kind: str, method: str, address: str
) -> tuple[int, str]:
    headers = {"Cookie": f"session={session}; csrf={TOKEN}", "X-CSRFToken": TOKEN}
    began = time.perf_counter()
    async with http.request(method, address, headers=headers, allow_redirects=False) as answer:
        page = await answer.text()
    found.times[kind].append((time.perf_counter() - began) * 1000)
    found.errors += answer.status >= 500
    return answer.status, page
