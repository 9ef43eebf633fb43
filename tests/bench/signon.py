"""Sockets signing on after an outage, 200 at a time, beside the same server that asks nobody who he is."""

import statistics
from collections.abc import Iterator

from tests.bench.fanout import sign_on_paths
from tests.bench.registry import Row, measure, row
from tests.bench.wires import Helper, Server, settled, uvicorn

CROWD = 2_000
IN_FLIGHT = 200
ROUNDS = 5


@measure("signon")
def signon() -> Iterator[Row]:
    """The servers have no database to ask: every sign-on that succeeds made no query."""
    rates: dict[str, list[float]] = {"ticket": [], "open": []}
    cpu: dict[str, list[float]] = {"ticket": [], "open": []}
    failures = 0
    with (
        uvicorn("backend.asgi:application") as checked,
        uvicorn("tests.bench.open_door:application") as unchecked,
        Helper("tests.bench.crowd") as crowd,
    ):
        for number in range(ROUNDS + 1):
            for name, server in (("ticket", checked), ("open", unchecked)):
                rate, spent, failed = _storm(server, crowd)
                failures += failed
                if number:
                    rates[name].append(rate)
                    cpu[name].append(spent)
    rate, ceiling = (statistics.median(rates[name]) for name in ("ticket", "open"))
    spent, least = (statistics.median(cpu[name]) for name in ("ticket", "open"))
    yield row(
        n=CROWD,
        measured=rate,
        ceiling=ceiling,
        unit="/s",
        goal=0.7,
        better="higher",
        what="sign-ons a second",
    )
    yield row(n=CROWD, measured=spent, ceiling=least, unit="us", goal=1 / 0.7, what="CPU of a sign-on")
    yield row(
        n=CROWD, measured=failures, ceiling=None, unit="", goal=0, what="sign-ons that failed", queries=0
    )


def _storm(server: Server, crowd: Helper) -> tuple[float, float, int]:
    """Sign-ons a second, microseconds of CPU for each, failures."""
    paths = sign_on_paths(CROWD)
    cpu = settled(server.pid)
    opened = crowd.ask(do="open", port=server.port, paths=paths, in_flight=IN_FLIGHT)
    spent = settled(server.pid) - cpu
    crowd.ask(do="close")
    return CROWD / opened["seconds"], spent * 1e6 / CROWD, opened["failed"]
