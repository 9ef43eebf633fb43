"""One emergency notice to every open socket of one process, beside a bare loop and a stock consumer."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from channels_redis.pubsub import RedisPubSubChannelLayer

from backend import tickets
from backend.events import Event, publish
from tests.backend.live_world import free_port
from tests.bench.registry import Row, measure, row
from tests.bench.wires import Helper, cpu_seconds, memory_kb, raise_file_limit, settled, uvicorn

FACILITIES = 20
ROUNDS = {1_000: 9, 5_000: 5, 10_000: 5}
STOCK_AT = 5_000
BODY = "台風の接近により、本日はすべての園が十三時で閉園します。お迎えをお願いいたします。" * 7


@dataclass(frozen=True)
class Closure(Event):
    name: ClassVar[str] = "bench.closure"
    id: UUID
    marker: str
    body: str = BODY


@dataclass
class Lane:
    """One contestant: the process whose CPU counts, the crowd that listens, and how to send."""

    pid: int
    crowd: Helper
    send: Callable[[str], None]
    n: int
    rounds: list["Round"]


@dataclass(frozen=True)
class Round:
    """Microseconds of CPU a client; milliseconds to the first and the last."""

    cpu_us: float
    first_ms: float
    last_ms: float


def sign_on_paths(n: int) -> list[str]:
    """A ticket each, as pages fetch them: own user, own household, one of twenty facilities."""
    return [f"/live/ws?t={_ticket(number)}" for number in range(n)]


@measure("fanout")
def fanout() -> Iterator[Row]:
    per_client: dict[int, float] = {}
    for n in ROUNDS:
        if not raise_file_limit(n + 500):
            print(f"fanout: this machine allows no {n} sockets a process", file=sys.stderr)
            continue
        for result in _at(n):
            yield result
            if result["what"] == "CPU per client, hub beside the bare loop":
                per_client[n] = result["measured"]
    if {1_000, 10_000} <= per_client.keys():
        small, large = per_client[1_000], per_client[10_000]
        yield row(
            n=10_000, measured=large, ceiling=small, unit="us", goal=1.5, what="CPU per client beside 1,000"
        )


def _at(n: int) -> Iterator[Row]:
    with ExitStack() as stack:
        hub, kb = stack.enter_context(_hub(n))
        lanes = {"hub": hub, "bare": stack.enter_context(_bare(n))}
        if n == STOCK_AT:
            lanes["stock"] = stack.enter_context(_stock(n))
        for number in range(ROUNDS[n] + 1):
            for name, lane in lanes.items():
                if name != "stock" or number < 4:
                    lane.rounds.append(_round(lane))
        yield from _rows(n, {name: _median(lane.rounds[1:]) for name, lane in lanes.items()})
        yield row(n=n, measured=kb, ceiling=None, unit="kB", goal=32, what="memory of an idle socket")


def _rows(n: int, median: dict[str, Round]) -> Iterator[Row]:
    hub, bare = median["hub"], median["bare"]
    beside = {"measured": hub.cpu_us, "unit": "us"}
    yield row(n=n, **beside, ceiling=bare.cpu_us, goal=3.0, what="CPU per client, hub beside the bare loop")
    yield row(n=n, measured=hub.first_ms, ceiling=None, unit="ms", goal=10, what="first client")
    yield row(n=n, measured=hub.last_ms, ceiling=bare.last_ms, unit="ms", goal=None, what="last client")
    if "stock" in median:
        stock = median["stock"]
        yield row(
            n=n, measured=stock.cpu_us, ceiling=hub.cpu_us, unit="us", goal=8, better="higher",
            what="CPU per client, stock consumer beside the hub",
            first_ms=stock.first_ms, last_ms=stock.last_ms,
        )  # fmt: skip


def _round(lane: Lane) -> Round:
    marker = uuid4().hex
    assert lane.crowd.ask(do="hear", marker=marker)["ready"]
    time.sleep(0.05)
    cpu, started = cpu_seconds(lane.pid), time.monotonic()
    lane.send(marker)
    heard = lane.crowd.answer()
    spent = settled(lane.pid) - cpu
    assert heard["heard"] == lane.n, f"{heard['heard']} of {lane.n} heard"
    first, last = (1_000 * (heard[name] - started) for name in ("first", "last"))
    return Round(spent * 1e6 / lane.n, first, last)


def _median(rounds: list[Round]) -> Round:
    columns = ([getattr(each, name) for each in rounds] for name in ("cpu_us", "first_ms", "last_ms"))
    return Round(*map(statistics.median, columns))


@contextmanager
def _hub(n: int) -> Iterator[tuple[Lane, float]]:
    """The product's application, its sockets opened with tickets; also the kB each of them takes."""
    with uvicorn("backend.asgi:application") as server, Helper("tests.bench.crowd") as crowd:
        crowd.ask(do="open", port=server.port, paths=sign_on_paths(50))
        settled(server.pid)
        before = memory_kb(server.pid)
        opened = crowd.ask(do="open", port=server.port, paths=sign_on_paths(n - 50))
        assert opened["failed"] == 0
        settled(server.pid)
        kb = (memory_kb(server.pid) - before) / (n - 50)
        topics = [f"facility:{number}" for number in range(FACILITIES)]
        yield (
            Lane(server.pid, crowd, lambda marker: publish(Closure(uuid4(), marker), topics=topics), n, []),
            kb,
        )


@contextmanager
def _bare(n: int) -> Iterator[Lane]:
    port = free_port()
    with Helper("tests.bench.bare_loop", str(port), str(n)) as loop, Helper("tests.bench.crowd") as crowd:
        loop.answer()
        crowd.ask(do="connect", port=port, n=n)
        loop.answer()
        yield Lane(loop.pid, crowd, lambda marker: loop.tell(text=Closure(uuid4(), marker).text()), n, [])


@contextmanager
def _stock(n: int) -> Iterator[Lane]:
    from tests.bench.stock_consumer import GROUP, LAYERS

    layer = RedisPubSubChannelLayer(**LAYERS["default"]["CONFIG"])  # type: ignore[arg-type]

    def send(marker: str) -> None:
        closure = Closure(uuid4(), marker)
        content: dict[str, Any] = {
            "type": closure.name,
            "id": str(closure.id),
            "marker": marker,
            "body": BODY,
        }
        async_to_sync(layer.group_send)(GROUP, {"type": "tell", "content": content})

    with uvicorn("tests.bench.stock_consumer:application") as server, Helper("tests.bench.crowd") as crowd:
        opened = crowd.ask(do="open", port=server.port, paths=["/"] * n)
        assert opened["failed"] == 0
        yield Lane(server.pid, crowd, send, n, [])


def _ticket(number: int) -> str:
    household, user = uuid4(), uuid4()
    facility = f"facility:{number % FACILITIES}"
    topics = (facility, f"household:{household}", f"user:{user}", f"classroom:{number % 120}")
    return tickets.mint(
        tickets.Ticket(
            user,
            topics,
            (tickets.Reader(uuid4(), household, (uuid4(),), True),),
            int(time.time()) + 3_600,
            "b",
        )
    )
