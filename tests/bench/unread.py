"""Unread households of 1,500,000 rows: by facility beside the bare statement, one facility's calls beside its keys."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import User
from facilities.models import Organisation
from notices.models import Notice, State
from notices.selectors.calls import Where, call_queue
from notices.selectors.reach import OPEN_BY_FACILITY, open_by_facility
from tests.bench import world
from tests.bench.registry import Row, measure, row

ROWS = int(os.environ.get("BENCH_UNREAD", "1500000"))
FACILITIES = 2_700
ROUNDS = 9

# Real households for one facility (its calls are listed by name), made-up keys for all the others.
FILL = """
INSERT INTO notices_recipient (notice_id, household_id, facility_id, has_channel, read_at)
SELECT %(notice)s, md5('h' || n)::uuid, md5('f' || (1 + n %% %(facilities)s))::uuid, n %% 30 <> 0,
       CASE WHEN n %% 10 <> 0 THEN %(now)s::timestamptz END
FROM generate_series(%(first)s, %(rows)s) n
"""
REAL = """
INSERT INTO notices_recipient (notice_id, household_id, facility_id, has_channel)
SELECT %(notice)s, md5('h' || n)::uuid, md5('f1')::uuid, true FROM generate_series(1, 60) n
"""


@measure("unread")
def unread() -> Iterator[Row]:
    """Milliseconds; nine of ten households have read."""
    organisation, actor = world.fill(600)
    notice = _sent(organisation, actor)
    plan = _plan(notice)
    ours, bare = _interleaved(lambda: open_by_facility(notice.pk), lambda: _bare(notice))
    assert sum(open_by_facility(notice.pk).values()) == len(range(70, ROWS + 1, 10)) + 60
    yield row(
        n=ROWS, measured=ours, ceiling=bare, unit="ms", goal=1.5, plan=plan, index_only="Index Only" in plan
    )
    assert "Index Only" in plan, plan
    queue = call_queue(actor, notice, limit=100)
    keys = [line.household_id for line in queue if line.facility_id == queue[0].facility_id]
    facility = queue[0].facility_id
    calls, look_ups = _interleaved(
        lambda: call_queue(actor, notice, where=Where(facility_id=facility)),
        lambda: _look_ups(keys),
    )
    yield row(n=len(keys), measured=calls, ceiling=look_ups, unit="ms a facility's call list", goal=2.0)


def _sent(organisation: Organisation, actor: User) -> Notice:
    now = timezone.now()
    notice = Notice.objects.create(
        organisation=organisation,
        author=actor,
        title="あすは休園です",
        body="お休みです。",
        urgency="emergency",
        state=State.PUBLISHED,
        published_at=now,
    )
    values = {"notice": notice.pk, "facilities": FACILITIES, "rows": ROWS, "first": 61, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(FILL, values)
        cursor.execute(REAL, values)
    world.analyse()
    return notice


def _plan(notice: Notice) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + OPEN_BY_FACILITY, [notice.pk])
        return " / ".join(line[0].strip() for line in cursor.fetchall() if "Scan" in line[0])


def _bare(notice: Notice) -> list[Any]:
    """What psql does: the statement on a bare connection, rows fetched and nothing made of them."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(OPEN_BY_FACILITY, [notice.pk])
        return list(cursor.fetchall())


def _look_ups(keys: list[UUID]) -> None:
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT name FROM facilities_household WHERE id = %s", [key])
            cursor.fetchone()


def _interleaved(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for bucket, act in zip(times, (ours, theirs), strict=True):
            started = time.perf_counter()
            act()
            bucket.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])
