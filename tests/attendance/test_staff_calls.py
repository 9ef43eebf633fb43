"""The bell at the entrance: it waits until one of the staff answers."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import User
from attendance import services
from attendance.models import StaffCall
from attendance.selectors.staff_calls import open_calls
from backend.errors import NotVisible
from facilities.models import Device, Facility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_two_presses_are_one_call(tablet: Device, facility: Facility) -> None:
    services.call_staff(device=tablet)
    services.call_staff(device=tablet)

    assert open_calls([facility]).count() == 1


def test_whoever_answers_first_ends_it_for_all_and_stays_named(
    tablet: Device, facility: Facility, teacher: User, manager: User
) -> None:
    call = services.call_staff(device=tablet)

    services.answer_call(actor=teacher, device=None, call=call)
    services.answer_call(actor=manager, device=None, call=call)

    assert not open_calls([facility]).exists()
    assert StaffCall.objects.get().answered_by == teacher


def test_a_tablet_without_a_pin_answers_for_its_own_place_only(
    tablet: Device, facility: Facility, other_facility: Facility, manager: User
) -> None:
    call = services.call_staff(device=tablet)
    elsewhere = Device(facility=other_facility, organisation=other_facility.organisation)

    with pytest.raises(NotVisible):
        services.answer_call(actor=None, device=elsewhere, call=call)
    services.answer_call(actor=None, device=tablet, call=call)

    assert StaffCall.objects.get().answered_at


def test_a_stranger_who_may_not_fetch_is_not_forgotten_for_a_plain_call(tablet: Device) -> None:
    services.call_staff(device=tablet, reason=StaffCall.Reason.PICKER)

    services.call_staff(device=tablet)

    assert StaffCall.objects.get().reason == StaffCall.Reason.PICKER


def test_after_an_answer_the_next_press_is_a_new_call(tablet: Device, teacher: User) -> None:
    services.answer_call(actor=teacher, device=None, call=services.call_staff(device=tablet))

    services.call_staff(device=tablet)

    assert StaffCall.objects.count() == 2


def test_after_a_quarter_of_an_hour_nobody_waits(
    tablet: Device, facility: Facility, clock: time_machine.Traveller
) -> None:
    services.call_staff(device=tablet)

    clock.shift(timedelta(minutes=16))

    assert not open_calls([facility]).exists()
