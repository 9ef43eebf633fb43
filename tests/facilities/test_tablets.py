"""Pairing, signing out from afar, and what a tablet may show and hear."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import orjson
import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.acting import acting_on
from facilities.models import AuditEntry, Child, Classroom, Device, Facility, Guardian, Pairing, StaffPost
from facilities.selectors.tablets import device_of, room_board
from facilities.topics import tablet_topics
from tests import factories


def offer(manager: User, facility: Facility, name: str = "うさぎ1", **fields: Any) -> services.Offer:
    return services.offer_pairing(actor=manager, facility=facility, name=name, **fields)


def pair(manager: User, facility: Facility, name: str = "うさぎ1", **fields: Any) -> services.Paired:
    return services.pair_device(key=offer(manager, facility, name, **fields).key)


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


def test_last_seen_is_written_once_a_minute(
    manager: User, facility: Facility, django_assert_num_queries: Any
) -> None:
    device = pair(manager, facility).device
    with django_assert_num_queries(0):
        services.see_device(device=device)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        services.see_device(device=device)
        assert Device.objects.get().last_seen_at > device.last_seen_at


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


# What it shows and hears


def test_a_room_shows_first_names_and_tells_two_of_a_name_apart(
    manager: User, facility: Facility, classroom: Classroom, other_classroom: Classroom, child: Child
) -> None:
    device = pair(manager, facility, classroom=classroom).device
    factories.make_child(classroom, family_name="鈴木", given_name="陽葵")
    factories.make_child(classroom, family_name="秘密", given_name="蓮", given_kana="れん")
    factories.make_child(other_classroom, given_name="葵")

    board = room_board(device)

    assert board is not None
    assert board.classrooms == (classroom,)
    assert {(one.given_name, one.initial) for one in board.children} == {
        ("陽葵", "髙"), ("陽葵", "鈴"), ("蓮", ""),
    }  # fmt: skip
    assert "秘密" not in str(board)
    assert room_board(device, other_classroom.pk) is None


def test_a_tablet_of_the_whole_facility_shows_its_classes_and_no_other(
    manager: User,
    facility: Facility,
    classroom: Classroom,
    other_classroom: Classroom,
    other_facility: Facility,
) -> None:
    device = pair(manager, facility).device
    elsewhere = factories.make_classroom(other_facility)

    board = room_board(device)

    assert board is not None
    assert set(board.classrooms) == {classroom, other_classroom}
    assert room_board(device, elsewhere.pk) is None
    assert room_board(device, uuid4()) is None


def test_it_hears_itself_and_with_a_pin_the_desk_of_its_facility(
    manager: User, facility: Facility, teacher: User
) -> None:
    device = pair(manager, facility).device
    member = teacher.staff_members.get()

    assert tablet_topics(device, None) == (f"t:{device.pk}",)
    assert set(tablet_topics(device, member)) == {f"t:{device.pk}", f"s:{facility.pk}"}


def test_with_a_tablet_in_hand_only_its_facility_counts(
    teacher: User, child: Child, facility: Facility, other_facility: Facility, guardian: Guardian
) -> None:
    other_room = factories.make_classroom(other_facility)
    elsewhere = factories.make_child(other_room)
    member = teacher.staff_members.get()
    StaffPost.objects.create(
        organisation=facility.organisation, member=member, facility=other_facility, classroom=other_room,
        role="teacher", starts_on=factories.today(),
    )  # fmt: skip
    own = factories.make_child(factories.make_classroom(other_facility))
    factories.make_guardian(own, user=teacher)
    assert set(Child.objects.visible_to(teacher)) == {child, elsewhere, own}

    with acting_on(uuid4(), facility.pk):
        assert set(Child.objects.visible_to(teacher)) == {child}
        assert set(Facility.objects.worked_in_by(teacher)) == {facility}
        assert {post.facility_id for post in StaffPost.objects.held_by(teacher)} == {facility.pk}
        assert not Child.objects.visible_to(guardian.user).exists()  # type: ignore[arg-type]


def test_the_central_office_has_no_post_at_a_tablet(office: User, facility: Facility) -> None:
    with acting_on(uuid4(), facility.pk):
        assert not StaffPost.objects.held_by(office).exists()
        assert not Facility.objects.worked_in_by(office).exists()


def test_acting_locking_and_signing_out_send_its_sockets_away(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    manager: User,
    facility: Facility,
    teacher: User,
) -> None:
    told: list[dict[str, Any]] = []
    wire = SimpleNamespace(publish=lambda _channel, message: told.append(orjson.loads(message)))
    monkeypatch.setattr("backend.events._broker", lambda _url: wire)
    device = pair(manager, facility).device
    services.set_pin(actor=teacher, pin="739204")
    member = teacher.staff_members.get()

    for end in (
        lambda: services.enter_pin(device=device, member=member, pin="739204"),
        lambda: services.lock_device(device=device),
        lambda: services.lock_device(device=device),  # twice is once
        lambda: services.revoke_device(actor=manager, device=device),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            end()

    assert told == [{"revoked": [str(device.pk)]}] * 3
