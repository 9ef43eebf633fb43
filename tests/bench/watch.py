"""The watch at its hour: 200 facilities of 100 children, none of whom has come; then what happens next minute."""

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from attendance import services
from attendance.models import AttendanceSettings, NoShow
from facilities.clock import moment_at, today_at
from facilities.models import Facility
from notices.models import Message
from tests.bench import doors, world
from tests.bench.registry import Row, measure, row
from tests.bench.wires import cpu_seconds

FACILITIES = int(os.environ.get("BENCH_WATCH_FACILITIES", "200"))
CHILDREN = 100
GOAL_S = 10.0


@measure("watch")
def watch() -> Iterator[Row]:
    """Seconds until each family without a word has its question in the outbox; nine of a hundred had written."""
    world.fill(FACILITIES * CHILDREN, CHILDREN)
    doors.fill_agreed()
    AttendanceSettings.objects.update(is_watching=True)
    place = Facility.objects.order_by("position")[0]
    at = moment_at(place, today_at(place), AttendanceSettings().watch_at) + timedelta(minutes=1)
    asked, wall, cpu, database = _timed(at)
    told = {
        "asked": asked,
        "messages": Message.objects.filter(kind="no_show").count(),
        "facilities": FACILITIES,
    }
    load = round(os.getloadavg()[0], 1)
    yield row(n=FACILITIES * CHILDREN, measured=wall, ceiling=None, unit="s until all are asked", goal=GOAL_S,
              cpu_s=round(cpu, 2), database_cpu_s=round(database, 2), load=load, **told)  # fmt: skip
    again, wall, cpu, database = _timed(at)
    yield row(n=FACILITIES * CHILDREN, measured=wall, ceiling=None, unit="s for a second look", goal=1.0,
              cpu_s=round(cpu, 2), database_cpu_s=round(database, 2), asked=again)  # fmt: skip
    lost = asked + again - NoShow.objects.count()
    yield row(n=asked, measured=abs(lost), ceiling=None, unit="questions lost or doubled", goal=0)


def _timed(at: datetime) -> tuple[int, float, float, float]:
    """How many were asked for; wall seconds, those of this process's CPU and of its PostgreSQL process's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
    began, spent, served = time.perf_counter(), time.process_time(), cpu_seconds(server)
    asked = services.run_watch(at)
    return asked, time.perf_counter() - began, time.process_time() - spent, cpu_seconds(server) - served
