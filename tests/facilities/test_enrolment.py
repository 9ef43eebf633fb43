"""A child's places: moving, leaving, coming back; the past stays as it was."""

from datetime import timedelta

import pytest
import time_machine

from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Child, Enrolment
from tests import factories
from tests.facilities.places import IN_A_WEEK, TODAY, TOMORROW, spans


def test_a_move_ends_the_old_row_the_day_before_and_begins_a_new_one(
    manager, child, classroom, other_classroom
):
    since = child.enrolments.get().starts_on

    services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    assert spans(child) == [
        (classroom.name, since, IN_A_WEEK - timedelta(days=1)),
        (other_classroom.name, IN_A_WEEK, None),
    ]
    assert AuditEntry.objects.get(action="child.move").child == child


def test_moving_twice_changes_nothing(manager, child, other_classroom):
    first = services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    again = services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    assert again == first
    assert Enrolment.objects.count() == 2
    assert AuditEntry.objects.filter(action="child.move").count() == 1


def test_a_day_that_is_over_is_refused(manager, child, other_classroom):
    before = spans(child)

    for day in (TODAY - timedelta(days=1), TODAY - timedelta(days=60)):
        with pytest.raises(DomainError):
            services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=day)
        with pytest.raises(DomainError):
            services.leave_facility(
                actor=manager, child=child, facility=child.enrolments.get().facility, last_day=day
            )

    assert spans(child) == before


def test_a_keeper_who_looked_at_an_older_page_is_told(manager, child, facility, other_classroom):
    third = factories.make_classroom(facility)
    seen = child.enrolments.get().pk
    services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=TODAY, seen=seen)

    with pytest.raises(Conflict):
        services.move_class(actor=manager, child=child, classroom=third, moves_on=TODAY, seen=seen)


def test_a_class_of_another_school_year_is_refused(manager, child, facility, classroom):
    past = factories.make_classroom(facility, school_year=classroom.school_year - 1)

    with pytest.raises(DomainError):
        services.move_class(actor=manager, child=child, classroom=past, moves_on=TODAY)


@pytest.mark.parametrize("person", ["teacher", "reader", "auditor"])
def test_staff_who_keep_no_roster_are_refused(request, person, child, other_classroom):
    actor = request.getfixturevalue(person)

    with pytest.raises(NotAllowed):
        services.move_class(actor=actor, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)


def test_for_strangers_nothing_is_there(other_manager, guardian, child, other_classroom, elsewhere):
    for actor in (other_manager, guardian.user):
        with pytest.raises(NotVisible):
            services.move_class(actor=actor, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)
    with pytest.raises(NotVisible):
        services.enrol_child(actor=other_manager, child=child, classroom=elsewhere, starts_on=IN_A_WEEK)


def test_nobody_keeps_the_places_of_her_own_child(manager, child, household, other_classroom):
    factories.make_guardian(child, household, user=manager)

    with pytest.raises(NotVisible):
        services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)


def test_a_second_regular_place_is_refused(manager, office, child, other_classroom, elsewhere):
    for actor, room in ((manager, other_classroom), (office, elsewhere)):
        with pytest.raises(Conflict):
            services.enrol_child(actor=actor, child=child, classroom=room, starts_on=TODAY)


def test_a_temporary_place_stands_beside_the_regular_one(office, child, elsewhere):
    row = services.enrol_child(
        actor=office, child=child, classroom=elsewhere, starts_on=TODAY, kind="temporary", ends_on=IN_A_WEEK
    )

    assert row.ends_on == IN_A_WEEK
    assert Enrolment.objects.count() == 2


def test_leaving_and_taking_it_back_leaves_the_row_as_it_was(manager, child, facility):
    before = Enrolment.objects.values().get()

    services.leave_facility(actor=manager, child=child, facility=facility, last_day=IN_A_WEEK)
    assert Enrolment.objects.get().ends_on == IN_A_WEEK
    services.undo_leave(actor=manager, child=child, facility=facility)

    assert Enrolment.objects.values().get() == before


def test_after_the_last_day_leaving_cannot_be_taken_back(manager, child, facility):
    services.leave_facility(actor=manager, child=child, facility=facility, last_day=TOMORROW)

    with time_machine.travel(TODAY + timedelta(days=2)), pytest.raises(Conflict):
        services.undo_leave(actor=manager, child=child, facility=facility)


def test_who_comes_back_gets_a_new_row_and_the_old_one_stays(manager, child, facility, classroom):
    services.leave_facility(actor=manager, child=child, facility=facility, last_day=TOMORROW)
    old = Enrolment.objects.values().get()

    with time_machine.travel(TODAY + timedelta(days=30)):
        row = services.return_child(
            actor=manager, child=child, classroom=classroom, starts_on=TODAY + timedelta(days=31)
        )

    assert Enrolment.objects.values().get(pk=old["id"]) == old
    assert (row.starts_on, row.ends_on) == (TODAY + timedelta(days=31), None)


def test_the_teacher_sees_a_child_from_the_first_to_the_last_day(
    manager, teacher, other_teacher, child, other_classroom
):
    services.move_class(actor=manager, child=child, classroom=other_classroom, moves_on=IN_A_WEEK)

    def seen():
        return [child in Child.objects.visible_to(user) for user in (teacher, other_teacher)]

    assert seen() == [True, False]
    with time_machine.travel(IN_A_WEEK):
        assert seen() == [False, True]
