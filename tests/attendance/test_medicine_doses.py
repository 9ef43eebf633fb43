"""Medicine: given once, as planned, with two of the staff."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from attendance import services
from attendance.models import MedicationDose
from attendance.selectors.medicine import doses_due, doses_on, to_answer
from backend.errors import Conflict, DomainError, NotVisible
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.models import AuditEntry, StaffPin
from tests import factories
from tests.attendance.dosing import give

pytestmark = pytest.mark.usefixtures("clock")


def test_a_dose_is_given_by_two(accepted, teacher, manager, witness):
    dose = give(teacher, accepted, witness)

    assert (dose.given_by, dose.seen_by) == (teacher, manager)
    assert AuditEntry.objects.filter(action="medicine.give", child=accepted.child).count() == 1


def test_nobody_signs_twice(accepted, teacher, manager, witness):
    with pytest.raises(DomainError):
        give(manager, accepted, witness)
    assert not MedicationDose.objects.exists()


def test_a_wrong_pin_gives_nothing_and_counts(accepted, teacher, witness):
    with pytest.raises(DomainError):
        give(teacher, accepted, replace(witness, pin="518306"))

    assert not MedicationDose.objects.exists()
    assert StaffPin.objects.get().tries == 1


def test_a_second_dose_at_the_same_time_is_refused_with_who_gave_it(accepted, teacher, witness):
    first = give(teacher, accepted, witness)

    assert give(teacher, accepted, witness, id=first.pk) == first
    with pytest.raises(Conflict):
        give(teacher, accepted, witness)


def test_nothing_unplanned_is_given(ask, accepted, teacher, witness, guardian, clock):
    with pytest.raises(DomainError):
        give(teacher, accepted, witness, planned_at=time(15))
    with pytest.raises(DomainError):
        give(teacher, ask(), witness)
    clock.shift(timedelta(days=3))
    with pytest.raises(DomainError):
        give(teacher, accepted, witness)


def test_what_is_withdrawn_is_not_given(accepted, teacher, witness, guardian):
    for _time in range(2):
        services.withdraw_medicine(actor=guardian.user, request=accepted)

    with pytest.raises(DomainError):
        give(teacher, accepted, witness)


def test_a_member_of_another_facility_cannot_look_on(accepted, teacher, witness, other_manager):
    with pytest.raises(NotVisible):
        give(teacher, accepted, replace(witness, member=other_manager.staff_members.get()))


def test_the_board_knows_the_next_dose_until_it_was_given(accepted, teacher, witness, facility, child):
    [planned] = doses_on(facility, today_at(facility))
    assert doses_due(facility) == {child.pk: planned.at}

    give(teacher, accepted, witness)

    assert doses_due(facility) == {}


def test_staff_find_what_waits_for_their_class(ask, teacher, other_teacher, facility):
    row = ask()

    assert to_answer(teacher, facility) == [row]
    assert to_answer(other_teacher, facility) == []


def test_ten_doses_cost_no_more_queries(
    accepted, teacher, facility, classroom, asked, django_assert_max_num_queries
):
    today = today_at(facility)
    with django_assert_max_num_queries(2):
        doses_on(facility, today)
    for _number in range(9):
        child = factories.make_child(classroom)
        row = services.ask_medicine(
            actor=factories.make_guardian(child).user, child=child, facility=facility, id=uuid7(), asked=asked
        )
        services.answer_medicine(actor=teacher, request=row, accept=True, answer="")

    with django_assert_max_num_queries(2):
        assert len(doses_on(facility, today)) == 10
