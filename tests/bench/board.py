"""The board of one class of 30, 150 and 300 children, all of a day on it, beside an empty page and the bare SQL."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from facilities.models import Classroom, Enrolment, Facility, Role, StaffMember, StaffPost
from tests.bench import doors, world
from tests.bench.pages import _client
from tests.bench.registry import Row, measure, row

SIZES = (30, 150, 300)
GOALS = {30: 4.0, 150: None, 300: None}
LONGEST_MS = {150: 200.0}
CALLS = 10
ROUNDS = 7


@measure("board")
def board() -> Iterator[Row]:
    """CPU milliseconds a request in interleaved rounds; `wall_ms` is the median wait, `bare_ms` the same in SQL."""
    rooms, user = classes_of(SIZES)
    client, counted = _client(user), set()
    with override_settings(ROOT_URLCONF="tests.bench.pages"):
        for n, room in rooms.items():
            address = f"/board/{room.pk}/"
            statements = _statements(lambda address=address: client.get(address))
            ours, empty, bare, wall = _in_turns(
                lambda address=address: client.get(address),
                lambda: client.get("/floor/page"),
                lambda statements=statements: _bare(statements),
            )
            counted.add(len(statements))
            yield row(n=n, measured=ours, ceiling=empty, unit="CPU ms", goal=GOALS[n], queries=len(statements),
                      wall_ms=round(wall, 1), bare_sql_ms=round(bare, 2), wall_to_bare_sql=round(wall / bare, 1),
                      load=round(os.getloadavg()[0], 1))  # fmt: skip
            if n in LONGEST_MS:
                yield row(n=n, measured=wall, ceiling=None, unit="ms to the whole page", goal=LONGEST_MS[n])
    yield row(n=max(SIZES), measured=len(counted), ceiling=None, unit="different numbers of queries", goal=1)


def classes_of(sizes: tuple[int, ...], *, days: int = 1) -> tuple[dict[int, Classroom], User]:
    """One facility with a class of each size, so many days of everybody up to today, and its manager."""
    world.fill(sum(sizes))
    facility = Facility.objects.order_by("position")[0]
    rooms = list(Classroom.objects.filter(facility=facility).order_by("age"))[: len(sizes)]
    waiting = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
    for size, room in zip(sizes, rooms, strict=True):
        Enrolment.objects.filter(pk__in=waiting[:size]).update(facility=facility, classroom=room)
        del waiting[:size]
    doors.fill_days(days)
    return dict(zip(sizes, rooms, strict=True)), manager_of(facility)


def manager_of(facility: Facility) -> User:
    """Who sees all of a facility."""
    user, _ = User.objects.get_or_create(
        login=f"bench-{facility.pk}"[:30], defaults={"name": "計測 園長", "password": "!"}
    )
    member = StaffMember.objects.create(organisation=facility.organisation, user=user, name=user.name)
    StaffPost.objects.create(
        organisation=facility.organisation, member=member, facility=facility, role=Role.MANAGER,
        starts_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    return user


def _statements(act: Callable[[], Any]) -> list[str]:
    act()
    with CaptureQueriesContext(connection) as queries:
        assert act().status_code == 200
    return [query["sql"] for query in queries]


def _bare(statements: list[str]) -> None:
    """What the page asks of the database and nothing else: no wall's settings, no objects."""
    assert connection.connection is not None
    for statement in statements:
        connection.connection.execute(statement.replace("%", "%%")).fetchall()


def _in_turns(*acts: Callable[[], Any]) -> tuple[float, float, float, float]:
    """Medians of CPU ms of the page and of the empty one, wall ms of the bare statements, wall ms of the page."""
    cpu: tuple[list[float], ...] = ([], [], [])
    wall: tuple[list[float], ...] = ([], [], [])
    for act in acts:
        act()
    for _round in range(ROUNDS):
        for number, act in enumerate(acts):
            began, spent = time.perf_counter(), time.process_time()
            for _call in range(CALLS):
                act()
            cpu[number].append((time.process_time() - spent) / CALLS * 1000)
            wall[number].append((time.perf_counter() - began) / CALLS * 1000)
    page, empty = statistics.median(cpu[0]), statistics.median(cpu[1])
    return page, empty, statistics.median(wall[2]), statistics.median(wall[0])
