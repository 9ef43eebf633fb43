"""The next school year of 20,000 children: proposed, previewed facility by facility, applied and taken back."""

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from accounts.models import User
from facilities import services
from facilities.models import Enrolment, Organisation, RolloverPlan
from facilities.selectors.rollover import overview, planning_year
from tests.bench import world
from tests.bench.registry import Row, measure, row

CHILDREN = int(os.environ.get("BENCH_ROLLOVER", "20000"))


@measure("rollover")
def rollover() -> Iterator[Row]:
    """Seconds for the whole organisation at once."""
    organisation, actor = world.fill(CHILDREN)
    year = planning_year()
    acts = {"organisation": organisation, "actor": actor, "school_year": year}
    proposed = _seconds(lambda: services.start_plans(**acts))
    world.analyse()
    preview = _seconds(lambda: overview(organisation.facilities.all(), year))
    lines = overview(organisation.facilities.all(), year)
    assert sum(line.counts.moving + line.counts.graduating for line in lines) == CHILDREN
    yield row(
        n=CHILDREN,
        measured=proposed + preview,
        ceiling=None,
        unit="s to the preview of differences",
        goal=30,
        proposed=round(proposed, 2),
        preview=round(preview, 2),
    )
    yield _applied(organisation, actor, year)


def _applied(organisation: Organisation, actor: User, year: int) -> Row:
    before = Enrolment.objects.count()
    applied = _seconds(lambda: services.apply_plans(actor=actor, organisation=organisation, school_year=year))
    assert Enrolment.objects.count() > before
    plan = RolloverPlan.objects.filter(organisation=organisation).earliest("pk")
    reversed_ = _seconds(lambda: services.reverse_plan(actor=actor, plan=plan))
    return row(
        n=CHILDREN,
        measured=applied,
        ceiling=None,
        unit="s to apply",
        goal=30,
        one_facility_back=round(reversed_, 3),
    )


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
