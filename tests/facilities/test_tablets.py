"""Pairing a tablet, and signing it out from afar."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, Classroom, Device, Facility, Pairing
from facilities.selectors.tablets import device_of
from tests import factories
from tests.facilities.pairing import offer, pair


def test_a_typed_key_pairs_the_tablet_with_its_room(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    made = offer(manager, facility, classroom=classroom)

    paired = services.pair_device(key=made.key.lower())

    found = device_of(paired.secret)
    assert found is not None
    assert (found.facility, found.classroom, found.name, found.paired_by_id) == (
        facility, classroom, "うさぎ1", manager.pk,
    )  # fmt: skip


def test_a_key_is_read_however_it_was_typed(manager: User, facility: Facility) -> None:
    key = offer(manager, facility).key
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in key)

    paired = services.pair_device(key=f" {wide[:3]}-{wide[3:6]} {wide[6:]}")

    assert paired.device.facility == facility


def test_neither_key_nor_secret_is_kept(manager: User, facility: Facility) -> None:
    made = offer(manager, facility)
    paired = services.pair_device(key=made.key)

    stored = str(list(Pairing.objects.values()) + list(Device.objects.values()))

    assert made.key not in stored
    assert paired.secret not in stored


def test_five_wrong_tries_end_an_offer(manager: User, facility: Facility) -> None:
    made = offer(manager, facility)
    wrong = made.key[:3] + ("222222" if made.key[3:] != "222222" else "333333")
    for _try in range(5):
        with pytest.raises(DomainError):
            services.pair_device(key=wrong)

    with pytest.raises(DomainError) as refusal:
        services.pair_device(key=made.key)

    assert refusal.value.code == "pairing_key_wrong"
    assert not Device.objects.exists()


def test_four_wrong_tries_leave_the_fifth(manager: User, facility: Facility) -> None:
    made = offer(manager, facility)
    for _try in range(4):
        with pytest.raises(DomainError):
            services.pair_device(key=made.key[:3] + "222222")

    assert services.pair_device(key=made.key).device.facility == facility


def test_a_key_ends_after_ten_minutes(manager: User, facility: Facility) -> None:
    made = offer(manager, facility)

    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)), pytest.raises(DomainError):
        services.pair_device(key=made.key)


def test_a_key_pairs_one_tablet_only(manager: User, facility: Facility) -> None:
    made = offer(manager, facility)
    services.pair_device(key=made.key)

    with pytest.raises(DomainError):
        services.pair_device(key=made.key)

    assert Device.objects.count() == 1


def test_a_second_offer_of_the_name_ends_the_first(manager: User, facility: Facility) -> None:
    first, second = offer(manager, facility), offer(manager, facility)

    with pytest.raises(DomainError):
        services.pair_device(key=first.key)

    assert services.pair_device(key=second.key).device.name == "うさぎ1"


@pytest.mark.parametrize("key", ["", "ABC", "💧💧💧", "ABCDEFGHJ" * 3])
def test_nonsense_pairs_nothing_and_says_the_same(key: str, manager: User, facility: Facility) -> None:
    offer(manager, facility)

    with pytest.raises(DomainError) as refusal:
        services.pair_device(key=key)

    assert refusal.value.code == "pairing_key_wrong"


def test_a_name_is_given_once_and_is_free_again_after_the_sign_out(manager: User, facility: Facility) -> None:
    first = pair(manager, facility)
    with pytest.raises(Conflict):
        offer(manager, facility)

    services.revoke_device(actor=manager, device=first.device)

    assert pair(manager, facility).device.name == "うさぎ1"


@pytest.mark.parametrize("person", ["teacher", "reader", "auditor"])
def test_other_staff_pair_nothing(person: str, facility: Facility, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        offer(request.getfixturevalue(person), facility)


@pytest.mark.parametrize("person", ["other_manager", "ex_staff"])
def test_for_strangers_there_is_no_facility(
    person: str, facility: Facility, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotVisible):
        offer(request.getfixturevalue(person), facility)


def test_a_class_of_another_facility_cannot_be_its_room(
    manager: User, facility: Facility, other_facility: Facility
) -> None:
    with pytest.raises(DomainError):
        offer(manager, facility, classroom=factories.make_classroom(other_facility))


def test_a_tablet_signed_out_from_afar_opens_nothing(
    manager: User, office: User, facility: Facility, other_manager: User
) -> None:
    paired = pair(manager, facility)
    with pytest.raises(NotVisible):
        services.revoke_device(actor=other_manager, device=paired.device)

    services.revoke_device(actor=office, device=paired.device)
    services.revoke_device(actor=manager, device=paired.device)

    assert device_of(paired.secret) is None
    assert Device.objects.get().revoked_by == office
    assert AuditEntry.objects.filter(action="tablet.revoked").count() == 1


def test_the_pairing_is_audited_with_its_tablet(manager: User, facility: Facility) -> None:
    paired = pair(manager, facility)

    entry = AuditEntry.objects.get(action="tablet.paired")
    assert (entry.device, entry.facility, entry.actor) == (paired.device, facility, None)


def test_a_tablet_is_renamed_and_its_patience_changed(manager: User, facility: Facility) -> None:
    device = pair(manager, facility).device
    pair(manager, facility, "うさぎ2")

    services.rename_device(actor=manager, device=device, name="きりん1", lock_after=60)

    device.refresh_from_db()
    assert (device.name, device.lock_after) == ("きりん1", 60)
    with pytest.raises(Conflict):
        services.rename_device(actor=manager, device=device, name="うさぎ2", lock_after=60)
    with pytest.raises(DomainError):
        services.rename_device(actor=manager, device=device, name="きりん1", lock_after=86400)
