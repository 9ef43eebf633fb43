"""A month is closed while somebody enters a stamp in it: one of the two is told no."""

from datetime import datetime, time, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from attendance import services
from attendance.models import MonthClose, Stamp
from attendance.selectors.invariants import broken_days
from facilities.models import Child, Facility
from tests.attendance.care_world import day, last_month
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def enter(actor: User, facility: Facility, child: Child, number: int) -> object:
    at = datetime.combine(day(number), time(8), ZoneInfo("Asia/Tokyo"))
    return services.add_stamp(
        actor=actor, facility=facility, child=child, id=uuid4(), kind="in", at=at, reason="forgotten"
    )


def close(actor: User, facility: Facility) -> object:
    return services.close_month(actor=actor, facility=facility, month=last_month())


def test_a_closed_month_never_holds_a_day_that_is_not_clear(
    manager: User, teacher: User, facility: Facility, child: Child
) -> None:
    acts = [partial(enter, teacher, facility, child, number) for number in (3, 4, 5)]

    results = together(partial(close, manager, facility), *acts)

    is_closed = MonthClose.objects.exists()
    assert isinstance(results[0], MonthClose) is is_closed
    if is_closed:
        assert all(isinstance(one, Exception) for one in results[1:])
        assert not Stamp.objects.exists()


def test_two_taps_on_close_are_one_closing(manager: User, facility: Facility) -> None:
    results = together(*[partial(close, manager, facility)] * 4)

    assert MonthClose.objects.count() == 1
    assert len(set(results)) == 1


def test_days_equal_their_stamps_afterwards(teacher: User, facility: Facility, child: Child) -> None:
    together(*[partial(enter, teacher, facility, child, number) for number in (3, 3, 3, 4)])

    assert broken_days(last_month() - timedelta(days=1)) == []
