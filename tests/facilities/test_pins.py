"""The PIN: chosen well, counted, locked, unlocked; and who acts."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Device, Facility, StaffMember, StaffPin, StaffPost
from facilities.selectors.tablets import acting_member, colleagues_at
from tests import factories

PIN, OTHER = "739204", "518360"


@pytest.fixture
def device(manager: User, facility: Facility) -> Device:
    made = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1")
    return services.pair_device(key=made.key).device


@pytest.fixture
def member(teacher: User) -> StaffMember:
    services.set_pin(actor=teacher, pin=PIN)
    return teacher.staff_members.get()


def mistype(device: Device, member: StaffMember, times: int) -> None:
    for _try in range(times):
        with pytest.raises(DomainError):
            services.enter_pin(device=device, member=member, pin="111222")


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "098765", "012345", "121212", "123123", "112112", "990101", "010199",
     "123199", "198705", "12345", "1234567", "abcdef", "１２３４７９", "",],
)  # fmt: skip
def test_what_somebody_would_try_first_is_no_pin(pin: str, teacher: User) -> None:
    with pytest.raises(DomainError):
        services.set_pin(actor=teacher, pin=pin)

    assert not StaffPin.objects.exists()


def test_a_pin_is_kept_as_argon2_of_a_peppered_text(member: StaffMember) -> None:
    stored = StaffPin.objects.get().pin_hash

    assert stored.startswith("argon2")
    assert PIN not in stored


def test_two_people_with_the_same_pin_have_nothing_in_common(teacher: User, manager: User) -> None:
    services.set_pin(actor=teacher, pin=PIN)
    services.set_pin(actor=manager, pin=PIN)

    first, second = StaffPin.objects.values_list("pin_hash", flat=True)
    assert first != second


@pytest.mark.parametrize("person", ["office", "ex_staff", "guardian"])
def test_who_works_at_no_facility_has_no_pin(person: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(person)

    with pytest.raises(NotVisible):
        services.set_pin(actor=getattr(found, "user", found), pin=PIN)


def test_a_pin_is_changed_by_who_knows_it(teacher: User, member: StaffMember, device: Device) -> None:
    with pytest.raises(NotAllowed):
        services.set_pin(actor=teacher, pin=OTHER)
    with pytest.raises(services.PinWrong):
        services.change_pin(actor=teacher, current=OTHER, pin=OTHER)

    services.change_pin(actor=teacher, current=PIN, pin=OTHER)

    assert services.enter_pin(device=device, member=member, pin=OTHER).acting == member


def test_the_right_pin_lets_her_act_for_a_while(device: Device, member: StaffMember) -> None:
    begun = services.enter_pin(device=device, member=member, pin=PIN)

    assert acting_member(begun) == member
    assert acting_member(begun, timezone.now() + timedelta(seconds=91)) is None


def test_touching_keeps_it_open_and_nothing_opens_it_again_but_the_pin(
    device: Device, member: StaffMember
) -> None:
    begun = services.enter_pin(device=device, member=member, pin=PIN)
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        assert services.touch_device(device=begun)
    begun.refresh_from_db()

    with time_machine.travel(timezone.now() + timedelta(seconds=151)):
        assert not services.touch_device(device=begun)
        assert acting_member(begun) is None


def test_a_wrong_pin_says_how_many_tries_are_left(device: Device, member: StaffMember) -> None:
    with pytest.raises(services.PinWrong) as refusal:
        services.enter_pin(device=device, member=member, pin=OTHER)

    assert refusal.value.details == {"left": 4}


def test_five_wrong_tries_lock_it_for_the_right_pin_too(device: Device, member: StaffMember) -> None:
    mistype(device, member, 5)

    with pytest.raises(services.PinLocked):
        services.enter_pin(device=device, member=member, pin=PIN)

    assert StaffPin.objects.get().locked_at is not None
    assert AuditEntry.objects.filter(action="pin.locked").count() == 1
    device.refresh_from_db()
    assert device.acting is None


def test_the_right_pin_forgives_the_tries_before(device: Device, member: StaffMember) -> None:
    mistype(device, member, 4)

    services.enter_pin(device=device, member=member, pin=PIN)

    assert StaffPin.objects.get().tries == 0


def test_her_account_counts_the_same_tries(teacher: User, member: StaffMember, device: Device) -> None:
    mistype(device, member, 3)
    for _try in range(2):
        with pytest.raises(DomainError):
            services.change_pin(actor=teacher, current=OTHER, pin=OTHER)

    with pytest.raises(services.PinLocked):
        services.change_pin(actor=teacher, current=PIN, pin=OTHER)


def test_a_manager_unlocks_and_nobody_else(
    device: Device, member: StaffMember, manager: User, other_manager: User, teacher: User
) -> None:
    mistype(device, member, 5)
    for stranger in (other_manager, teacher):
        with pytest.raises(NotVisible):
            services.unlock_pin(actor=stranger, member=member)

    services.unlock_pin(actor=manager, member=member)
    services.unlock_pin(actor=manager, member=member)

    assert services.enter_pin(device=device, member=member, pin=PIN).acting == member


def test_who_forgot_hers_sets_a_new_one(
    device: Device, member: StaffMember, manager: User, teacher: User
) -> None:
    mistype(device, member, 5)
    services.unlock_pin(actor=manager, member=member, forget=True)
    with pytest.raises(services.PinWrong):
        services.enter_pin(device=device, member=member, pin=PIN)

    services.set_pin(actor=teacher, pin=OTHER)

    assert services.enter_pin(device=device, member=member, pin=OTHER).acting == member


def test_staff_of_another_facility_are_not_there(device: Device, other_manager: User) -> None:
    services.set_pin(actor=other_manager, pin=PIN)

    with pytest.raises(NotVisible):
        services.enter_pin(device=device, member=other_manager.staff_members.get(), pin=PIN)


def test_who_left_today_acts_no_more(device: Device, member: StaffMember) -> None:
    begun = services.enter_pin(device=device, member=member, pin=PIN)

    StaffMember.objects.filter(pk=member.pk).update(left_on=factories.today())

    assert acting_member(begun) is None
    with pytest.raises(NotVisible):
        services.enter_pin(device=device, member=member, pin=PIN)


def test_whose_post_ended_or_account_is_off_acts_no_more(device: Device, member: StaffMember) -> None:
    begun = services.enter_pin(device=device, member=member, pin=PIN)
    posts = StaffPost.objects.filter(member=member)

    posts.update(ends_on=factories.today() - timedelta(days=1))
    assert acting_member(begun) is None
    posts.update(ends_on=None)
    assert acting_member(begun) == member
    User.objects.filter(pk=member.user_id).update(is_active=False)
    assert acting_member(begun) is None


def test_leaving_ends_her_acting_everywhere(device: Device, member: StaffMember, teacher: User) -> None:
    services.enter_pin(device=device, member=member, pin=PIN)

    services.leave_tablets(user_ids=[teacher.pk])

    device.refresh_from_db()
    assert device.acting is None


def test_a_tablet_that_is_signed_out_takes_no_pin(device: Device, member: StaffMember, manager: User) -> None:
    services.revoke_device(actor=manager, device=device)

    with pytest.raises(NotVisible):
        services.enter_pin(device=device, member=member, pin=PIN)


def test_colleagues_of_the_room_come_first_and_who_is_gone_not_at_all(
    manager: User, facility: Facility, teacher: User, other_teacher: User, ex_staff: User
) -> None:
    room = StaffPost.objects.get(member__user=other_teacher).classroom
    made = services.offer_pairing(actor=manager, facility=facility, name="きりん1", classroom=room)
    device = services.pair_device(key=made.key).device

    found = colleagues_at(device)

    assert found[0].member.user == other_teacher
    assert found[0].is_here
    assert {one.member.user for one in found} == {teacher, other_teacher, manager}
