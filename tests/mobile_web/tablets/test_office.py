"""The office's pages for tablets, and one's own PIN."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from facilities import services
from facilities.models import Classroom, Device, Facility, Pairing, StaffPin
from tests import factories

PIN = "739204"
SignedIn = Callable[[User], Client]


@pytest.fixture
def desk(manager: User, signed_in: SignedIn) -> Client:
    return signed_in(manager)


def pair(manager: User, facility: Facility, name: str = "うさぎ1") -> Device:
    return services.pair_device(
        key=services.offer_pairing(actor=manager, facility=facility, name=name).key
    ).device


def test_a_new_pairing_shows_its_key_once_and_then_how_it_stands(
    desk: Client, facility: Facility, classroom: Classroom
) -> None:
    page = desk.post(
        reverse("office_tablet_new"), {"name": "うさぎ1", "facility": facility.pk, "classroom": classroom.pk}
    )
    pairing = Pairing.objects.get()
    address = reverse("office_tablet_offer", args=[pairing.pk])

    assert page.status_code == 200
    assert "data:image/svg+xml" in page.content.decode()
    assert "every 2s" in desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "data:image" not in desk.get(address).content.decode()


def test_the_page_says_paired_and_stops_asking(desk: Client, manager: User, facility: Facility) -> None:
    made = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1")
    services.pair_device(key=made.key)

    said = desk.get(
        reverse("office_tablet_offer", args=[made.pairing.pk]), headers={"HX-Request": "true"}
    ).content.decode()

    assert "every 2s" not in said
    assert "うさぎ1" in said


def test_a_taken_name_is_answered_beside_the_field(desk: Client, manager: User, facility: Facility) -> None:
    pair(manager, facility)

    page = desk.post(reverse("office_tablet_new"), {"name": "うさぎ1", "facility": facility.pk})

    assert page.status_code == 422
    assert "field__error" in page.content.decode()


def test_a_facility_of_somebody_else_cannot_be_chosen(desk: Client, other_facility: Facility) -> None:
    page = desk.post(reverse("office_tablet_new"), {"name": "うさぎ1", "facility": other_facility.pk})

    assert page.status_code == 422
    assert not Pairing.objects.exists()


def test_the_list_says_who_is_acting_and_which_pins_are_locked(
    desk: Client, manager: User, teacher: User, facility: Facility
) -> None:
    device = pair(manager, facility)
    services.set_pin(actor=teacher, pin=PIN)
    services.enter_pin(device=device, member=teacher.staff_members.get(), pin=PIN)
    StaffPin.objects.update(tries=5, locked_at="2026-11-01T00:00:00Z")

    said = desk.get(reverse("office_tablets")).content.decode()

    assert said.count(teacher.name) == 2
    assert device.name in said


def test_signing_out_from_afar_twice_is_once(desk: Client, manager: User, facility: Facility) -> None:
    device = pair(manager, facility)
    address = reverse("office_tablet_sign_out", args=[device.pk])

    answers = [desk.post(address).status_code for _tap in range(2)]

    assert answers == [302, 302]
    assert Device.objects.get().revoked_at is not None
    assert desk.get(reverse("office_tablet", args=[device.pk])).status_code == 404


def test_a_locked_pin_is_unlocked(desk: Client, teacher: User) -> None:
    services.set_pin(actor=teacher, pin=PIN)
    StaffPin.objects.update(tries=5, locked_at="2026-11-01T00:00:00Z")

    desk.post(reverse("office_pin_unlock", args=[teacher.staff_members.get().pk]))

    assert StaffPin.objects.get().locked_at is None


@pytest.mark.parametrize("person", ["teacher", "reader", "ex_staff"])
def test_for_others_there_are_no_tablets(
    person: str, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(person))

    assert client.get(reverse("office_tablets")).status_code == 404


def test_the_list_asks_the_same_for_many_tablets(
    desk: Client, manager: User, facility: Facility, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        pair(manager, facility, f"端末{number}")

    with django_assert_max_num_queries(16):
        desk.get(reverse("office_tablets"))


def test_she_sets_and_changes_her_own_pin(teacher: User, signed_in: SignedIn) -> None:
    client, address = signed_in(teacher), reverse("account_pin")
    assert client.post(address, {"pin": PIN, "again": "739205"}).status_code == 422
    assert client.post(address, {"pin": "123456", "again": "123456"}).status_code == 422

    assert client.post(address, {"pin": PIN, "again": PIN}).status_code == 302
    assert client.post(address, {"pin": "518360", "again": "518360"}).status_code == 422
    assert client.post(address, {"current": PIN, "pin": "518360", "again": "518360"}).status_code == 302


def test_who_has_no_tablet_has_no_page_for_a_pin(office: User, signed_in: SignedIn) -> None:
    assert signed_in(office).get(reverse("account_pin")).status_code == 404


def test_a_manager_of_two_facilities_sees_both(
    manager: User, signed_in: SignedIn, facility: Facility
) -> None:
    second = factories.make_facility(facility.organisation, name="西原保育園")
    member = manager.staff_members.get()
    member.posts.create(
        organisation=facility.organisation, facility=second, role="manager", starts_on=factories.today()
    )
    pair(manager, facility, "東")
    pair(manager, second, "西")

    said = signed_in(manager).get(reverse("office_tablets")).content.decode()

    assert facility.name in said
    assert second.name in said
