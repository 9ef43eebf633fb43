"""Publishing to 20,000, 200,000 and 1,000,000 households beside the bare INSERT … SELECT of the same rows."""

import os
import resource
import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from notices import services
from notices.models import Notice, Recipient
from notices.selectors.audience import AUDIENCE, CLASSES
from tests.bench import world
from tests.bench.registry import Row, measure, row

ROUNDS = {20_000: 5, 200_000: 3, 1_000_000: 1}
SIZES = [int(n) for n in os.environ.get("BENCH_PUBLISH", "20000,200000,1000000").split(",")]

BARE_TABLES = """
DROP TABLE IF EXISTS bare_recipient, bare_delivery;
CREATE TABLE bare_recipient (LIKE notices_recipient);
CREATE TABLE bare_delivery (LIKE notices_delivery)
"""

# The same rows into tables without a key or an index: nothing that writes them can be faster.
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
    """Wall seconds of freezing the audience, with keys, indexes, outbox and counters, in one transaction."""
    for households in SIZES:
        organisation, actor = world.fill(households)
        before = _memory()
        product, bare, first = [], [], []
        for _ in range(ROUNDS.get(households, 3)):
            notice = world.scheduled(actor, organisation)
            started = time.perf_counter()
            with transaction.atomic():
                _release_without_worker(notice)
            first.append(time.perf_counter() - started)
            bare.append(_bare(notice))
            product.append(_timed_freeze(notice, households))
        yield row(
            n=households,
            measured=statistics.median(product),
            ceiling=statistics.median(bare),
            unit="s",
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
    from notices.services import publication

    hand_over, publication._hand_to_worker = publication._hand_to_worker, lambda _pk: None
    try:
        assert services.release_notice(notice.pk)
    finally:
        publication._hand_to_worker = hand_over


def _timed_freeze(notice: Notice, households: int) -> float:
    started = time.perf_counter()
    assert services.freeze_recipients(notice.pk)
    taken = time.perf_counter() - started
    assert Recipient.objects.filter(notice=notice).count() == households
    return taken


def _bare(notice: Notice) -> float:
    values: dict[str, Any] = {
        "notice": notice.pk,
        "classes": list(notice.classrooms.values_list("classroom", flat=True)),
        "today": timezone.localdate(),
        "emergency": True,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(BARE_TABLES)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
        started = time.perf_counter()
        cursor.execute(BARE, values)
        return time.perf_counter() - started


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
