"""Group commit: order, size, errors, and that nothing acknowledged is missing after a kill."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import OperationalError, connection

from backend.batching import Batcher, OverloadedError
from tests.owner import drop_table, make_table

ROOT = Path(__file__).resolve().parents[2]


class Ledger:
    """A writer that remembers its batches; `poison` in a batch makes it fail whole."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.batches: list[list[object]] = []
        self.tries = 0
        self.writing = 0
        self.most_writing = 0
        self.seconds = seconds

    async def write(self, items: list[object]) -> list[object]:
        self.tries += 1
        self.writing += 1
        self.most_writing = max(self.most_writing, self.writing)
        await asyncio.sleep(self.seconds)
        self.writing -= 1
        if "away" in items:
            raise OperationalError("away")
        if "poison" in items:
            raise ValueError("poison")
        self.batches.append(items)
        return [f"wrote {item}" for item in items]

    @property
    def written(self) -> list[object]:
        return [item for batch in self.batches for item in batch]


async def submit_all(batcher: Batcher, items: list[object]) -> list[object]:
    return await asyncio.gather(*(batcher.submit(item) for item in items), return_exceptions=True)


def test_each_item_gets_its_own_result():
    ledger = Ledger()

    results = asyncio.run(submit_all(Batcher(ledger.write, max_rows=7), list(range(50))))

    assert results == [f"wrote {number}" for number in range(50)]
    assert ledger.written == list(range(50))


def test_items_that_come_together_are_written_together():
    ledger = Ledger()

    asyncio.run(submit_all(Batcher(ledger.write, max_rows=500), list(range(400))))

    assert [len(batch) for batch in ledger.batches] == [400]


def test_a_full_batch_does_not_linger():
    ledger = Ledger()
    before = time.monotonic()

    asyncio.run(submit_all(Batcher(ledger.write, max_rows=10, linger=30), list(range(20))))

    assert time.monotonic() - before < 5
    assert [len(batch) for batch in ledger.batches] == [10, 10]


def test_a_lone_item_lingers_no_longer_than_it_must():
    ledger = Ledger()
    before = time.monotonic()

    asyncio.run(submit_all(Batcher(ledger.write, linger=0.05), ["lone"]))

    assert time.monotonic() - before < 2
    assert ledger.written == ["lone"]


def test_one_writer_writes_while_the_next_batch_gathers():
    ledger = Ledger(seconds=0.01)

    async def trickle() -> None:
        batcher = Batcher(ledger.write, max_rows=100, linger=0.001)
        waiting = []
        for number in range(60):
            waiting.append(asyncio.create_task(batcher.submit(number)))
            await asyncio.sleep(0.001)
        await asyncio.gather(*waiting)

    asyncio.run(trickle())

    assert ledger.most_writing == 1
    assert ledger.written == list(range(60))
    assert len(ledger.batches) < 30


def test_a_poison_item_fails_alone():
    ledger = Ledger()
    items = [*range(30), "poison", *range(30, 60)]

    results = asyncio.run(submit_all(Batcher(ledger.write), items))

    assert isinstance(results[30], ValueError)
    assert sorted(ledger.written) == list(range(60))
    assert ledger.tries < 20


def test_an_outage_fails_the_batch_at_once_and_the_next_is_written():
    ledger = Ledger()

    async def outage() -> tuple[list[object], list[object]]:
        batcher = Batcher(ledger.write, is_outage=lambda error: isinstance(error, OperationalError))
        return await submit_all(batcher, ["a", "away", "b"]), await submit_all(batcher, ["c"])

    failed, written = asyncio.run(outage())

    assert all(isinstance(error, OperationalError) for error in failed)
    assert written == ["wrote c"]
    assert ledger.tries == 2


def test_a_writer_that_answers_too_little_acknowledges_nothing():
    async def write(items: list[int]) -> list[int]:
        return items[1:]

    results = asyncio.run(submit_all(Batcher(write), [1, 2, 3]))

    assert all(isinstance(error, RuntimeError) for error in results)


def test_a_sender_who_gave_up_does_not_harm_the_others():
    ledger = Ledger(seconds=0.05)

    async def give_up() -> object:
        batcher = Batcher(ledger.write, linger=0.001)
        impatient, patient = (asyncio.create_task(batcher.submit(name)) for name in ("impatient", "patient"))
        await asyncio.sleep(0.02)
        impatient.cancel()
        return await patient

    assert asyncio.run(give_up()) == "wrote patient"


def test_too_many_waiting_are_sent_away():
    ledger = Ledger(seconds=0.01)

    results = asyncio.run(submit_all(Batcher(ledger.write, max_rows=5, max_waiting=10), list(range(20))))

    assert sum(isinstance(result, OverloadedError) for result in results) == 10
    assert len(ledger.written) == 10


def test_draining_writes_what_waits_without_lingering():
    ledger = Ledger()

    async def drained() -> tuple[float, object]:
        batcher = Batcher(ledger.write, linger=30)
        waiting = asyncio.create_task(batcher.submit("last"))
        await asyncio.sleep(0.01)
        before = time.monotonic()
        await batcher.drain()
        return time.monotonic() - before, await waiting

    seconds, result = asyncio.run(drained())

    assert seconds < 5
    assert result == "wrote last"


WRITER = """
import asyncio, sys, psycopg
from uuid import UUID
from backend.batching import Batcher

database = psycopg.connect(sys.argv[1])

async def write(ids):
    return await asyncio.to_thread(insert, ids)

def insert(ids):
    with database.transaction():
        database.cursor().execute("INSERT INTO batching_kept SELECT unnest(%s::uuid[])", [ids])
    return [True] * len(ids)

async def submit(batcher, id):
    await batcher.submit(id)
    sys.stdout.write(f"{id}\\n")
    sys.stdout.flush()

async def main():
    from uuid import uuid4
    batcher = Batcher(write, max_rows=50, linger=0.001)
    while True:
        await asyncio.gather(*(submit(batcher, uuid4()) for _ in range(200)))

asyncio.run(main())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [0.05, 0.13, 0.31])
def test_all_that_a_killed_writer_acknowledged_is_in_the_database(after, tmp_path):
    acknowledged_file = tmp_path / "acknowledged"
    make_table("batching_kept", "id uuid PRIMARY KEY")
    try:
        acknowledged = _write_and_kill(acknowledged_file, after)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM batching_kept")
            stored = {row[0] for row in cursor.fetchall()}
    finally:
        drop_table("batching_kept")

    assert len(acknowledged) > 10
    assert acknowledged <= stored


def _write_and_kill(acknowledged: Path, after: float) -> set[UUID]:
    """Run the writer until it has acknowledged some and a little more, kill it; give what it acknowledged."""
    parameters = connection.get_connection_params()
    known = {
        name: parameters[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parameters
    }
    with acknowledged.open("wb") as sink:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, psycopg.conninfo.make_conninfo(**known)],
            stdout=sink, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while acknowledged.stat().st_size < 1_000 and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(after)
        writer.kill()
        writer.wait()
    lines = acknowledged.read_text().splitlines()
    return {UUID(line) for line in lines if len(line) == len(str(uuid4()))}
