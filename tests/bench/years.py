"""Five years of 20,000 children beside one month of them: the board, a month's days, a stamp, and their plans."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction

from attendance import services
from attendance.models import Attendance
from attendance.selectors.board import day_board
from facilities.models import Enrolment, Facility
from tests.bench import doors, world
from tests.bench.board import manager_of
from tests.bench.registry import Row, measure, row
from tests.plans import scanned

CHILDREN = int(os.environ.get("BENCH_YEARS_CHILDREN", "20000"))
LONG, SHORT = int(os.environ.get("BENCH_YEARS_DAYS", str(5 * 365))), 30
ROUNDS = 21
GOAL = 1.5
GROWN = {
    "attendance_stamp",
    "attendance_attendance",
}  # words and searches are of one day here: reading them whole is right


@measure("years")
def years() -> Iterator[Row]:
    """Milliseconds of each act with so many days in the tables; the ceiling is the same with a month."""
    short, _rows, _whole = _after(SHORT)
    long, rows, whole = _after(LONG)
    for name, measured in long.items():
        yield row(n=rows, measured=measured, ceiling=short[name], unit="ms", goal=GOAL, what=name)
    yield row(
        n=rows,
        measured=len(whole & GROWN),
        ceiling=None,
        unit="plans that read a whole table",
        goal=0,
        tables=sorted(whole),
    )


def _after(days: int) -> tuple[dict[str, float], int, set[str]]:
    world.fill(CHILDREN)
    today = doors.fill_days(days)
    facility = Facility.objects.order_by("position")[0]
    acts = _acts(facility, today)
    times = {name: _median(act) for name, act in acts.items()}
    return times, Attendance.objects.count(), {table for act in acts.values() for table in scanned(act)}


def _acts(facility: Facility, today: date) -> dict[str, Callable[[], Any]]:
    user = manager_of(facility)
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

    return {"board": lambda: day_board(facility), "days of a month": month, "stamp": stamp}


def _median(act: Callable[[], Any]) -> float:
    act()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
