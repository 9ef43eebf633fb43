"""A February, three classes with two children each, and the plan of their next year."""

import pytest
import time_machine

from facilities import services
from tests import factories
from tests.facilities.rollover.plans import WINTER, YEAR


@pytest.fixture(autouse=True)
def _winter(request):
    with time_machine.travel(WINTER):
        yield


@pytest.fixture
def rooms(facility):
    """Classes of the ages 1 to 3 of this year."""
    return [
        factories.make_classroom(facility, name=name, age=age, school_year=2026, capacity=2)
        for age, name in ((1, "うさぎ組"), (2, "りす組"), (3, "きりん組"))
    ]


@pytest.fixture
def children(rooms):
    """Two in each class."""
    return [factories.make_child(room, given_name=f"{room.name}{n}") for room in rooms for n in (1, 2)]


@pytest.fixture
def plan(manager, facility, children):
    return services.start_plan(actor=manager, facility=facility, school_year=YEAR)
