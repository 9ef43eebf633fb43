"""What a tablet shows and hears, and who acts on it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import orjson
import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from facilities import services
from facilities.acting import acting_on
from facilities.models import Child, Classroom, Device, Facility, Guardian, StaffPost
from facilities.selectors.tablets import room_board
from facilities.topics import tablet_topics
from tests import factories
from tests.facilities.pairing import pair


def test_last_seen_is_written_once_a_minute(
    manager: User, facility: Facility, django_assert_num_queries: Any
) -> None:
    device = pair(manager, facility).device
    with django_assert_num_queries(0):
        services.see_device(device=device)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        services.see_device(device=device)
        assert Device.objects.get().last_seen_at > device.last_seen_at


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

    own = {f"t:{device.pk}", f"b:{facility.pk}"}
    assert set(tablet_topics(device, None)) == own
    assert set(tablet_topics(device, member)) == {*own, f"s:{facility.pk}"}


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
