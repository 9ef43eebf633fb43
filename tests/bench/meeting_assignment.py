"""Meetings by wishes: 300 households with three wishes each, fifty with two children, beside the bare solver."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

from scipy.optimize import linear_sum_assignment

from facilities.clock import today_at
from facilities.models import Guardian, Household
from surveys import services
from surveys.assignment import Given, Why, _are_near, _Table, assign
from surveys.models import MeetingPeriod, MeetingSlot, MeetingWish
from surveys.selectors.meetings import households_of, unbooked_children
from surveys.services.wishes import _askers, _places
from tests.bench.meeting_world import make_meetings
from tests.bench.registry import Row, measure, row
from tests.owner import as_owner

HOUSEHOLDS, WITH_TWO, SLOTS, DAYS = 300, 50, 35, 2
GOAL_S = 5.0
ROUNDS = 5


@measure("meeting_assignment")
def meeting_assignment() -> Iterator[Row]:
    """Seconds, medians: the office's tap with reading and writing, and the assignment alone."""
    period = make_meetings(
        HOUSEHOLDS + WITH_TWO, SLOTS, mode=MeetingPeriod.Mode.WISHES, per_class=True, days=DAYS
    )
    _two_children_each()
    _wish(period)
    children = list(unbooked_children(period).values_list("pk", flat=True))
    homes = households_of(children, today_at(period.facility))
    places, askers = _places(period), _askers(period, children, homes)
    given = assign(places, askers)
    costs, author = _Table(places, askers).costs, period.author
    bare = _seconds(lambda: linear_sum_assignment(costs))
    whole = _seconds(lambda: services.assign_meetings(actor=author, period=period))
    alone = _seconds(lambda: assign(places, askers))
    reasons = {why.value: sum(one.why == why for one in given) for why in Why}
    at = {place.slot: place for place in places}
    pairs = _pairs(given, homes)
    near = sum(_are_near(at[one], at[other]) for one, other in pairs)
    more = {"children": len(children), "places": len(places), "given": len(given), **reasons,
            "siblings": len(pairs), "siblings_near": near, "load": round(os.getloadavg()[0], 1)}  # fmt: skip
    yield row(
        n=HOUSEHOLDS, measured=whole, ceiling=None, unit="s, with reading and writing", goal=GOAL_S, **more
    )
    yield row(n=HOUSEHOLDS, measured=alone, ceiling=None, unit="s, the assignment alone", goal=GOAL_S,
              bare_solver_s=round(bare, 4))  # fmt: skip
    double = MeetingSlot.objects.filter(child__isnull=False).count() - len(given)
    yield row(n=HOUSEHOLDS, measured=abs(double), ceiling=None, unit="children twice or lost", goal=0)


@as_owner()
def _two_children_each() -> None:
    """The last households give their child to the first ones."""
    homes = list(Household.objects.order_by("pk").values_list("pk", flat=True))
    for one, other in zip(homes[:WITH_TWO], homes[-WITH_TWO:], strict=True):
        Guardian.objects.filter(household=other).update(household=one)


def _wish(period: MeetingPeriod) -> None:
    """The later half of the day is wanted most, as in life."""
    chance, author, places = random.Random(6), period.author, _places(period)
    children = list(unbooked_children(period).order_by("pk").values_list("pk", flat=True))
    rows = []
    for asker in _askers(period, children, households_of(children, today_at(period.facility))):
        mine = sorted(
            (one for one in places if one.lane in asker.lanes), key=lambda one: one.starts_at.time()
        )
        wanted = [*chance.sample(mine[len(mine) // 2 :], 2), *chance.sample(mine, 1)]
        rows += [
            MeetingWish(
                period=period, child_id=asker.child, slot_id=slot, household_id=asker.household,
                rank=rank, wished_by=author,
            )
            for rank, slot in enumerate(dict.fromkeys(place.slot for place in wanted), start=1)
        ]  # fmt: skip
    MeetingWish.objects.bulk_create(rows)


def _pairs(given: list[Given], homes: Mapping[UUID, UUID]) -> list[tuple[UUID, UUID]]:
    """The slots of two children of one household."""
    of: dict[UUID, list[UUID]] = {}
    for one in given:
        of.setdefault(homes[one.child], []).append(one.slot)
    return [(slots[0], slots[1]) for slots in of.values() if len(slots) == 2]


def _seconds(act: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
