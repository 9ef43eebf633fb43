"""Publishing to 20,000, 200,000 and 1,000,000 households beside the bare INSERT … SELECT of the same rows."""

import os
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from notices import services
from notices.models import Notice, Recipient
from notices.selectors.audience import AUDIENCE, CLASSES, frozen_classes
from notices.services import publication
from tests.bench import world
from tests.bench.registry import Row, measure, row
from tests.owner import as_owner

ROUNDS = {20_000: 7, 200_000: 5, 1_000_000: 1}
SIZES = [int(n) for n in os.environ.get("BENCH_PUBLISH", "20000,200000,1000000").split(",")]

BARE_TABLES = """
DROP TABLE IF EXISTS bare_recipient, bare_delivery;
CREATE TABLE bare_recipient (LIKE notices_recipient);
CREATE TABLE bare_delivery (LIKE notices_delivery);
GRANT ALL ON bare_recipient, bare_delivery TO PUBLIC
"""

# The same rows into ordinary, logged tables without a key or an index, committed: what writing them costs at least.
BARE = f"""
WITH classes AS ({CLASSES}),
audience AS MATERIALIZED ({AUDIENCE}),
recipients AS (
    INSERT INTO bare_recipient (notice_id, household_id, facility_id, has_channel)
    SELECT %(notice)s, household_id, facility_id, bool_or(has_push OR has_mail) FROM audience
    GROUP BY household_id, facility_id)
INSERT INTO bare_delivery (id, notice_id, guardian_id, household_id, channel, round, state, due_at, is_urgent, token, attempts, error)
SELECT 0, %(notice)s, guardian_id, household_id, 'mail', 0, 'queued', %(now)s, true, 0, 0, ''
FROM audience WHERE has_mail GROUP BY guardian_id, household_id
"""


@measure("publish")
def publish() -> Iterator[Row]:
    """Freezing the audience with keys, indexes, outbox and counters, to its commit: wall, and CPU of PostgreSQL."""
    for households in SIZES:
        organisation, actor = world.fill(households)
        before = _memory()
        product, bare, first, busy, busy_bare = [], [], [], [], []
        for _ in range(ROUNDS.get(households, 3)):
            notice = world.scheduled(actor, organisation)
            started = time.perf_counter()
            with transaction.atomic():
                _release_without_worker(notice)
            first.append(time.perf_counter() - started)
            started_at = _database_cpu()
            bare.append(_bare(notice))
            between = _database_cpu()
            product.append(_timed_freeze(notice))
            busy_bare.append(between - started_at)
            busy.append(_database_cpu() - between)
            assert Recipient.objects.filter(notice=notice).count() == households
        yield row(
            n=households,
            measured=statistics.median(product),
            ceiling=statistics.median(bare),
            unit="s",
            goal=2.5,
        )
        yield row(
            n=households,
            measured=statistics.median(busy),
            ceiling=statistics.median(busy_bare),
            unit="CPU s of the database's process",
            goal=2.5,
        )
        yield row(
            n=households,
            measured=statistics.median(first),
            ceiling=None,
            unit="s to the first receivers",
            goal=1.0,
        )
        yield row(
            n=households, measured=_memory() - before, ceiling=None, unit="MB the process grew", goal=20
        )


def _release_without_worker(notice: Notice) -> None:
    """The small first transaction; its hand-over to a worker is left out, we freeze ourselves."""
    hand_over, publication._hand_to_worker = publication._hand_to_worker, lambda _pk: None
    try:
        assert services.release_notice(notice.pk)
    finally:
        publication._hand_to_worker = hand_over


def _timed_freeze(notice: Notice) -> float:
    started = time.perf_counter()
    assert services.freeze_recipients(notice.pk)
    return time.perf_counter() - started


def _database_cpu() -> float:
    """CPU seconds so far of the process that serves this connection; it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bare(notice: Notice) -> float:
    values: dict[str, Any] = {
        "notice": notice.pk,
        **_classes(notice),
        "emergency": True,
        "now": timezone.now(),
    }
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(BARE_TABLES)
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
        cursor.execute(BARE, values)
    return time.perf_counter() - started


def _classes(notice: Notice) -> dict[str, Any]:
    """Of a notice that has none yet, as the product would find them."""
    with transaction.atomic():
        publication.freeze_classrooms(notice)
        found = frozen_classes(notice)
        transaction.set_rollback(True)
    return found


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
