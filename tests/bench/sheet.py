"""The sheet of a month: a class of 30, every day of it stamped, as the page's rows, as xlsx and on paper."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from attendance import services
from attendance.selectors.month import month_sheet
from mobile_web.views.office.month import paper
from tests.bench.board import classes_of
from tests.bench.registry import Row, measure, row

CHILDREN, ROUNDS, GOAL_S = 30, 3, 5.0


@measure("sheet")
def sheet() -> Iterator[Row]:
    """Seconds of wall and CPU until the bytes are there; the whole month lies behind."""
    rooms, user = classes_of((CHILDREN,), days=62)
    room = rooms[CHILDREN]
    month = timezone.localdate().replace(day=1)
    month = month.replace(year=month.year - (month.month == 1), month=(month.month - 2) % 12 + 1)
    key: dict[str, Any] = {"facility": room.facility, "month": month, "classroom_id": room.pk}
    acts: dict[str, Callable[[], Any]] = {
        "rows": lambda: month_sheet(room.facility, month, classroom_id=room.pk),
        "xlsx": lambda: services.export_month(actor=user, kind="xlsx", times=True, **key),
        "pdf": lambda: paper(services.take_month(actor=user, **key)),
    }
    with translation.override("ja"):
        for name, act in acts.items():
            wall, cpu = _timed(act)
            yield row(n=CHILDREN, measured=wall, ceiling=None, unit="s", goal=GOAL_S, what=name,
                      cpu_s=round(cpu, 2), load=round(os.getloadavg()[0], 1))  # fmt: skip


def _timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Medians, the first call with its fonts and imports left out."""
    walls, cpus = [], []
    for number in range(ROUNDS + 1):
        began, spent = time.perf_counter(), time.process_time()
        with transaction.atomic():
            assert act()
            transaction.set_rollback(True)
        if number:
            walls.append(time.perf_counter() - began)
            cpus.append(time.process_time() - spent)
    return statistics.median(walls), statistics.median(cpus)
