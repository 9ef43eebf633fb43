"""Slots under load: however many tap at once, one family has it."""

from functools import partial

import pytest

from accounts.models import User
from backend.errors import Conflict
from facilities.models import Child, Classroom, Facility, Guardian
from surveys import services
from surveys.models import MeetingSlot
from tests import factories
from tests.races.together import together
from tests.surveys.meeting_world import make_lane, make_period, slots_of

pytestmark = pytest.mark.django_db(transaction=True)


def families(classroom: Classroom, count: int) -> list[tuple[User, Child]]:
    children = [factories.make_child(classroom, given_name=f"子{number}") for number in range(count)]
    return [(user, child) for child in children if (user := factories.make_guardian(child).user)]


def test_of_sixteen_families_that_tap_one_time_one_has_it(
    keeper: User, facility: Facility, classroom: Classroom
) -> None:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom, slots=2)
    slot = slots_of(period)[0]

    results = together(
        *(
            partial(services.book_slot, actor=user, slot=slot, child=child)
            for user, child in families(classroom, 16)
        )
    )

    assert sorted(type(one).__name__ for one in results) == ["Conflict"] * 15 + ["MeetingSlot"]
    assert MeetingSlot.objects.filter(child__isnull=False).count() == 1


def test_two_families_who_exchange_their_times_never_wait_for_ever(
    keeper: User, facility: Facility, classroom: Classroom
) -> None:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom, slots=2)
    first, second = slots_of(period)
    (one, elder), (other, younger) = families(classroom, 2)
    services.book_slot(actor=one, slot=first, child=elder)
    services.book_slot(actor=other, slot=second, child=younger)

    results = together(
        partial(services.book_slot, actor=one, slot=second, child=elder),
        partial(services.book_slot, actor=other, slot=first, child=younger),
    )

    assert all(isinstance(result, Conflict) for result in results)
    assert MeetingSlot.objects.filter(child__isnull=False).count() == 2


def test_two_parents_who_book_different_times_leave_their_child_one(
    keeper: User,
    facility: Facility,
    classroom: Classroom,
    child: Child,
    guardian: Guardian,
    co_guardian: Guardian,
) -> None:
    period = make_period(keeper, facility)
    make_lane(keeper, period, classroom)
    first, second, *_rest = slots_of(period)

    results = together(
        partial(services.book_slot, actor=guardian.user, slot=first, child=child),
        partial(services.book_slot, actor=co_guardian.user, slot=second, child=child),
    )

    assert not [one for one in results if isinstance(one, Exception)]
    assert MeetingSlot.objects.filter(child=child).count() == 1
