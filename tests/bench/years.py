"""Five years of 20,000 children beside one month of them: board, month's days and sheet, a stamp, and their plans.

The two stand in two databases of one server and are measured in turns.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance
from attendance.selectors.board import day_board
from attendance.selectors.month import month_sheet
from backend.database.base import ours
from facilities.models import Enrolment, Facility
from tests.bench import doors, world
from tests.bench.board import manager_of
from tests.bench.registry import Row, measure, row
from tests.bench.wires import cpu_seconds
from tests.plans import scanned

CHILDREN = int(os.environ.get("BENCH_YEARS_CHILDREN", "20000"))
LONG, SHORT = int(os.environ.get("BENCH_YEARS_DAYS", str(5 * 365))), 30
ROUNDS, CALLS = 15, 5
GOAL = 1.5
GROWN = {*doors.LONG_TABLES}  # searches are of no day here: reading them whole is right


@measure("years")
def years() -> Iterator[Row]:
    """Milliseconds of each act with so many days in the tables; the ceiling is the same with a month, in turns."""
    long = str(connection.settings_dict["NAME"])
    short = f"{long}_month"
    _fill(SHORT)
    _copy(long, short)
    try:
        _fill(LONG)
        acts = {long: _acts()}
        with _inside(short):
            acts[short] = _acts()
        rows = Attendance.objects.count()
        for name in acts[long]:
            yield _row_of(name, rows, acts[long][name], acts[short][name], short)
        whole = {table for act in acts[long].values() for table in scanned(act)}
    finally:
        _drop(short)
    yield row(
        n=rows,
        measured=len(whole & GROWN),
        ceiling=None,
        unit="plans that read a whole table",
        goal=0,
        tables=sorted(whole),
    )


def _row_of(name: str, rows: int, long: Callable[[], Any], short: Callable[[], Any], database: str) -> Row:
    walls: tuple[list[float], ...] = ([], [])
    served: tuple[list[float], ...] = ([], [])
    for _round in range(ROUNDS):
        _turn(long, walls[0], served[0])
        with _inside(database):
            _turn(short, walls[1], served[1])
    measured, ceiling = (statistics.median(times) for times in walls)
    cpu = [round(statistics.fmean(times), 2) for times in served]
    return row(n=rows, measured=measured, ceiling=ceiling, unit="ms", goal=GOAL, what=name, database_cpu_ms=cpu,
               load=round(os.getloadavg()[0], 1))  # fmt: skip


def _turn(act: Callable[[], Any], walls: list[float], served: list[float]) -> None:
    """The fastest of a few calls, and what each took of its PostgreSQL process."""
    act()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
    times, spent = [], cpu_seconds(server)
    for _call in range(CALLS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    walls.append(min(times))
    served.append((cpu_seconds(server) - spent) / CALLS * 1000)


def _fill(days: int) -> None:
    world.fill(CHILDREN)
    doors.fill_days(days)
    manager_of(Facility.objects.order_by("position")[0])


def _copy(source: str, name: str) -> None:
    _drop(name)
    with _elsewhere() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def _drop(name: str) -> None:
    with _elsewhere() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def _elsewhere() -> Iterator[Any]:
    """A cursor of the owner that is in no database of ours."""
    with _inside("postgres"), ours().as_owner(), connection.cursor() as cursor:
        yield cursor


@contextmanager
def _inside(name: str) -> Iterator[None]:
    """Work in another database of the server."""
    before = connection.settings_dict["NAME"]
    _enter(name)
    try:
        yield
    finally:
        _enter(before)


def _enter(name: str) -> None:
    connection.close()
    if connection.pool:  # type: ignore[attr-defined] # of Django's PostgreSQL backend
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name


def _acts() -> dict[str, Callable[[], Any]]:
    facility, today = Facility.objects.order_by("position")[0], timezone.localdate()
    user = User.objects.get(staff_members__posts__facility=facility)
    places = Enrolment.objects.filter(facility=facility, ends_on=None).select_related("child")
    child = places.order_by("pk")[0].child

    def month() -> None:
        days = Attendance.objects.filter(facility=facility, day__gte=today.replace(day=1), day__lte=today)
        list(days.order_by("child", "day"))

    def stamp() -> None:
        with transaction.atomic():
            one = services.staff_scan(id=uuid4(), kind="in")
            services.record_stamp(actor=user, device=None, facility=facility, child=child, scan=one)
            transaction.set_rollback(True)

    return {
        "board": lambda: day_board(facility),
        "days of a month": month,
        "sheet of a month": lambda: month_sheet(facility, today.replace(day=1)),
        "stamp": stamp,
    }
