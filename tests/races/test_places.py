"""Two keepers change the places of one child at the same moment."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities import services
from facilities.models import Child, Classroom, Enrolment, Facility, Transfer
from facilities.selectors.rollover import planning_year
from tests import factories
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)
DAY = factories.today() + timedelta(days=7)


def test_two_keepers_moving_one_child_to_two_classes_leave_one_move(
    manager: User, office: User, facility: Facility, child: Child, other_classroom: Classroom
) -> None:
    third = factories.make_classroom(facility)
    move = partial(services.move_class, child=child, moves_on=DAY, seen=child.enrolments.get().pk)

    results = together(
        partial(move, actor=manager, classroom=other_classroom), partial(move, actor=office, classroom=third)
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Enrolment.objects.filter(starts_on=DAY).count() == 1


def test_eight_taps_on_one_move_are_one_move(manager: User, child: Child, other_classroom: Classroom) -> None:
    move = partial(services.move_class, actor=manager, child=child, classroom=other_classroom, moves_on=DAY)

    results = together(*[move] * 8)

    assert not [result for result in results if isinstance(result, Exception)]
    assert Enrolment.objects.count() == 2


def test_leaving_and_going_elsewhere_never_both_hold(
    manager: User, office: User, facility: Facility, other_facility: Facility, child: Child
) -> None:
    room = factories.make_classroom(other_facility)

    left, gone = together(
        partial(services.leave_facility, actor=manager, child=child, facility=facility, last_day=DAY),
        partial(
            services.transfer_child,
            actor=office,
            child=child,
            facility=facility,
            to_classroom=room,
            moves_on=DAY + timedelta(days=7),
        ),
    )

    assert isinstance(left, DomainError) is not isinstance(gone, DomainError)
    assert Transfer.objects.count() == isinstance(gone, Transfer)
    assert Enrolment.objects.filter(facility=other_facility).count() == isinstance(gone, Transfer)


def test_a_plan_applied_eight_times_at_once_is_applied_once(
    manager: User, facility: Facility, classroom: Classroom, child: Child
) -> None:
    factories.make_classroom(facility, age=classroom.age + 1)
    plan = services.start_plan(actor=manager, facility=facility, school_year=planning_year())

    results = together(*[partial(services.apply_plan, actor=manager, plan=plan, version=plan.version)] * 8)

    assert sorted(result for result in results if isinstance(result, int)) == [0] * 7 + [1]
    assert child.enrolments.count() == 2


def test_leaving_while_the_plan_is_applied_leaves_no_place_behind(
    manager: User, office: User, facility: Facility, classroom: Classroom, child: Child
) -> None:
    factories.make_classroom(facility, age=classroom.age + 1)
    plan = services.start_plan(actor=manager, facility=facility, school_year=planning_year())

    together(
        partial(services.apply_plan, actor=office, plan=plan, version=plan.version),
        partial(services.leave_facility, actor=manager, child=child, facility=facility, last_day=DAY),
    )

    assert [row.ends_on for row in child.enrolments.all()] == [DAY]
