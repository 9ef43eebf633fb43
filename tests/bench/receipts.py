"""Reads recorded through the product's own path, beside pgbench: eight clients and the bare statements."""

import asyncio
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection, transaction

from backend import binaries
from backend.receipts import Receipt, make_receipts_app
from backend.tickets import Reader
from notices import services
from notices.models import Notice, Reading, Recipient
from tests.bench import world
from tests.bench.publish import _release_without_worker
from tests.bench.registry import Row, measure, row

HOUSEHOLDS = 20_000
CLIENTS = 8
IN_FLIGHT = 2_000
ROUNDS = 3

# One guardian of each household, each once, as the product's path gets them.
BARE = f"""
\\set i :i + 1
\\set n :client_id * {HOUSEHOLDS // CLIENTS} + :i
WITH reading AS (
    INSERT INTO notices_reading (notice_id, guardian_id, kind, household_id, at, recorded_at)
    VALUES ('{{notice}}', md5('g' || :n || '-1')::uuid, 'opened', md5('h' || :n)::uuid, now(), now())
    ON CONFLICT DO NOTHING)
UPDATE notices_recipient SET read_at = now()
WHERE notice_id = '{{notice}}' AND household_id = md5('h' || :n)::uuid AND read_at IS NULL;
"""


@measure("receipts")
def receipts() -> Iterator[Row]:
    """Receipts a second: submitted to the batcher and answered; pgbench prepared, in autocommit."""
    organisation, actor = world.fill(HOUSEHOLDS)
    product, bare = [], []
    for _ in range(ROUNDS):
        product.append(_through_the_product(_published(actor, organisation)))
        bare.append(_through_pgbench(_published(actor, organisation)))
    yield row(
        n=HOUSEHOLDS, measured=statistics.median(product), ceiling=statistics.median(bare), unit="/s",
        goal=2.5, better="higher", what="receipts stored, beside pgbench -c8",
    )  # fmt: skip


def _published(actor: world.User, organisation: world.Organisation) -> Notice:
    notice = world.scheduled(actor, organisation)
    with transaction.atomic():
        _release_without_worker(notice)
    assert services.freeze_recipients(notice.pk)
    world.analyse()
    return notice


def _through_the_product(notice: Notice) -> float:
    waiting = [_receipt(notice, n) for n in range(1, HOUSEHOLDS + 1)]
    started = time.perf_counter()
    stored = asyncio.run(_submit(waiting))
    seconds = time.perf_counter() - started
    _check(notice)
    assert stored == HOUSEHOLDS
    return HOUSEHOLDS / seconds


async def _submit(waiting: list[Receipt]) -> int:
    """As many as requests are open at once in a storm; each waits for its own answer."""
    _, batcher = make_receipts_app(services.record_readings)
    stored = 0

    async def phone() -> None:
        nonlocal stored
        while waiting:
            answer = await batcher.submit(waiting.pop())
            stored += answer is True

    await asyncio.gather(*(phone() for _ in range(IN_FLIGHT)))
    return stored


def _through_pgbench(notice: Notice) -> float:
    folder = next(binaries.postgres_programs()).folder
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "receipt.sql"
        script.write_text(BARE.replace("{notice}", str(notice.pk)))
        each = str(HOUSEHOLDS // CLIENTS)
        options = [
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CLIENTS),
            "-j",
            "2",
            "-t",
            each,
            "-D",
            "i=0",
            "-f",
            str(script),
        ]
        reach = {**os.environ, "PGOPTIONS": "-c engawa.everything=on"}  # the tables are behind the wall
        said = subprocess.run(
            [folder / "pgbench", *options, *_address()], capture_output=True, text=True, check=True, env=reach
        ).stdout
    _check(notice)
    found = re.search(r"tps = ([\d.]+)", said)
    assert found, said
    return float(found[1])


def _address() -> list[str]:
    known = connection.get_connection_params()
    flags = {"host": "-h", "port": "-p", "user": "-U"}
    given = [part for name, flag in flags.items() if known.get(name) for part in (flag, str(known[name]))]
    return [*given, str(known["dbname"])]


def _check(notice: Notice) -> None:
    """What was acknowledged is there, and every household counts as read."""
    assert Reading.objects.filter(notice=notice).count() == HOUSEHOLDS
    assert Recipient.objects.filter(notice=notice, read_at__isnull=True).count() == 0


def _receipt(notice: Notice, n: int) -> Receipt:
    facility = 1 + (n - 1) // world.HOUSEHOLDS_OF_A_FACILITY
    reader = Reader(_key(f"g{n}-1"), _key(f"h{n}"), (_key(f"f{facility}"),), True)
    return Receipt(notice.pk, "opened", datetime.now(UTC), uuid4(), (reader,))


def _key(text: str) -> UUID:
    return UUID(md5(text.encode(), usedforsecurity=False).hexdigest())
