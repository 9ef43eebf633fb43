"""Stamps as they come over the wire, right and wrong: an answer a tablet can act on, and never a fault of ours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attendance.models import Attendance, Stamp
from attendance.services.cards import card_of_guardian, qr_text
from facilities import services as people
from facilities.models import Child, Classroom, Device, Facility, Guardian, StaffMember
from mobile_web.stampers import stamper_mark
from tests import factories
from tests.conftest import MORNING
from tests.house.access.walk import seen_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
SignIn = Callable[[User], Client]
OUTBOX = {"X-Requested-With": "outbox"}
NOW = MORNING.astimezone(UTC)


@pytest.fixture
def entrance(manager: User, facility: Facility) -> Client:
    """A paired tablet on which nobody typed a PIN."""
    made = people.offer_pairing(actor=manager, facility=facility, name="玄関")
    client = Client(headers=OUTBOX)
    client.post(reverse("tablet_pair"), {"key": made.key})
    return client


@pytest.fixture
def phone(teacher: User, signed_in: SignIn) -> Client:
    return signed_in(teacher)


def send(client: Client, child: Child | object, **fields: object) -> Any:
    values = {"id": uuid4(), "kind": "either", "method": "card", "device_at": NOW.isoformat(), **fields}
    pk = child.pk if isinstance(child, Child) else child
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.post(reverse("attendance_stamp", args=[pk]), values, headers=OUTBOX)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sideways"},
        {"kind": ""},
        {"method": "telepathy"},
        {"id": "not-a-key"},
        {"device_at": "yesterday, I think"},
        {"device_at": "2026-13-45T99:99"},
        {"clock_error": "very"},
        {"clock_error": str(10**30)},
        {"clock_error": "NaN"},
        {"sequence": "-1"},
        {"sequence": str(2**31)},
        {"sequence": "1e3"},
        {"picked_up_by": "母" * 61},
        {"picked_up_by": "母\x00"},
        {"card": "0" * 65},
        {"by": "x" * 401},
    ],
)
def test_what_cannot_be_read_is_sent_back_with_a_sentence_and_not_saved(
    entrance: Client, child: Child, wrong: dict[str, str]
) -> None:
    answer = send(entrance, child, **wrong)

    assert answer.status_code == 422
    assert (answer.json()["saved"], bool(answer.json()["message"])) == (False, True)
    assert not Stamp.objects.exists()


@pytest.mark.parametrize(
    "device_at",
    [
        "2026-11-25T08:12:00+09:00",
        "2026-11-24T23:12:00Z",
        "2026-11-24T18:12:00-05:00",
        "2026-11-25T08:12:00",
        "2026-11-25T08:12",
    ],
)
def test_one_moment_in_any_time_zone_is_one_moment(entrance: Client, child: Child, device_at: str) -> None:
    answer = send(entrance, child, device_at=device_at)

    assert answer.status_code == 200
    assert (Stamp.objects.get().at, Attendance.objects.get().day) == (MORNING, MORNING.date())


@pytest.mark.parametrize(
    ("device_at", "clock_error"),
    [
        (NOW + timedelta(days=1), 0),
        (datetime.max.replace(tzinfo=UTC, microsecond=0), 0),
        (datetime.max.replace(tzinfo=UTC, microsecond=0), -(10**11)),
    ],
)
def test_a_stamp_of_a_time_to_come_counts_now_and_is_looked_at(
    entrance: Client, child: Child, device_at: datetime, clock_error: int
) -> None:
    answer = send(entrance, child, device_at=device_at.isoformat(), clock_error=clock_error)

    assert answer.status_code == 200
    assert (Stamp.objects.get().at, Stamp.objects.get().needs_review) == (MORNING, True)


@pytest.mark.parametrize(
    ("device_at", "clock_error"),
    [
        (NOW - timedelta(days=31), 0),
        (datetime(1, 1, 1, tzinfo=UTC), 0),
        (datetime(1, 1, 1, tzinfo=UTC), 10**11),
    ],
)
def test_a_stamp_of_long_ago_is_sent_back_to_the_office(
    entrance: Client, child: Child, device_at: datetime, clock_error: int
) -> None:
    answer = send(entrance, child, device_at=device_at.isoformat(), clock_error=clock_error)

    assert answer.status_code == 422
    assert "not saved" in answer.content.decode()
    assert not Stamp.objects.exists()


def test_a_clock_that_lost_its_battery_is_set_right_by_its_measured_error(
    entrance: Client, child: Child
) -> None:
    behind = timedelta(days=9 * 365)

    answer = send(
        entrance, child, device_at=(NOW - behind).isoformat(), clock_error=-int(behind.total_seconds() * 1000)
    )

    assert answer.status_code == 200
    assert (Stamp.objects.get().at, Stamp.objects.get().needs_review) == (MORNING, True)


def test_going_before_coming_is_kept_and_mended_when_the_coming_arrives(
    entrance: Client, child: Child
) -> None:
    first = send(entrance, child, kind="out", sequence=2)
    assert (first.status_code, first.json()["meaning"]) == (200, "out")

    earlier = (NOW - timedelta(hours=1)).isoformat()
    send(entrance, child, kind="in", sequence=1, device_at=earlier)

    day = Attendance.objects.get()
    assert (day.arrived_at, day.left_at, day.is_here) == (MORNING - timedelta(hours=1), MORNING, False)


def test_a_number_far_ahead_loses_nothing(entrance: Client, child: Child) -> None:
    assert send(entrance, child, sequence=2**31 - 1).status_code == 200
    assert send(entrance, child, kind="out", sequence=1).status_code == 200

    assert Stamp.objects.count() == 2


def test_a_replay_gets_its_first_answer(entrance: Client, child: Child) -> None:
    pk = uuid4()
    first = send(entrance, child, id=pk).json()

    again = send(entrance, child, id=pk, kind="out").json()

    assert (again["id"], again["at"], again["is_here"]) == (first["id"], first["at"], True)
    assert Stamp.objects.count() == 1


def test_a_replay_for_another_child_is_refused_and_both_stay_as_they_were(
    entrance: Client, child: Child, classroom: Classroom
) -> None:
    pk = uuid4()
    send(entrance, child, id=pk)

    answer = send(entrance, factories.make_child(classroom), id=pk)

    assert answer.status_code == 409
    assert "Nothing was saved" in answer.content.decode()
    assert [stamp.child for stamp in Stamp.objects.all()] == [child]


def test_the_card_of_another_facility_names_nobody_here(
    entrance: Client, child: Child, guardian: Guardian, other_facility: Facility
) -> None:
    room = factories.make_classroom(other_facility)
    factories.enrol(child, room)
    card = card_of_guardian(actor=guardian.user, guardian=guardian, facility=other_facility)

    answer = send(entrance, child, card=card.text_hash)

    assert answer.status_code == 200
    assert Stamp.objects.get().guardian is None
    assert qr_text(card) not in answer.content.decode()


def test_children_of_elsewhere_and_nobodys_child_are_the_same_answer(
    entrance: Client, other_facility: Facility, child: Child
) -> None:
    elsewhere = factories.make_child(factories.make_classroom(other_facility))

    answers = [send(entrance, one) for one in (elsewhere, factories.make_child(), uuid4())]

    assert {answer.status_code for answer in answers} == {404}
    assert len({seen_in(answer) for answer in answers}) == 1
    assert not Stamp.objects.exists()


def test_the_card_of_a_child_who_left_stamps_no_more(entrance: Client, child: Child) -> None:
    child.enrolments.update(ends_on=MORNING.date() - timedelta(days=1))

    assert send(entrance, child).status_code == 404
    assert not Stamp.objects.exists()


def test_a_mark_says_who_tapped_and_a_strange_or_broken_one_says_nobody(
    entrance: Client, teacher: User, child: Child, facility: Facility
) -> None:
    device, member = Device.objects.get(), StaffMember.objects.get(user=teacher)
    other = Device.objects.create(
        organisation=facility.organisation,
        facility=facility,
        name="2",
        secret_hash="1" * 64,
        paired_by=teacher,
    )
    marks = {
        stamper_mark(device, member): teacher,
        stamper_mark(other, member): None,
        stamper_mark(device, member)[:-2] + "xx": None,
        "nonsense": None,
    }
    for mark, whose in marks.items():
        pk = uuid4()
        assert send(entrance, child, id=pk, by=mark).status_code == 200
        assert Stamp.objects.get(pk=pk).actor == whose


def test_a_mark_of_somebody_who_left_the_facility_says_nobody(
    entrance: Client, ex_staff: User, child: Child
) -> None:
    stranger = StaffMember(user=factories.make_user("somebody"))

    assert send(entrance, child, by=stamper_mark(Device.objects.get(), stranger)).status_code == 200

    assert Stamp.objects.get().actor is None


def test_a_phone_without_a_sign_in_is_asked_for_one_and_nothing_is_saved(child: Child) -> None:
    answer = send(Client(), child)

    assert answer.status_code in (302, 401)
    assert not Stamp.objects.exists()


def test_guardians_stamp_nobody(guardian: Guardian, child: Child, signed_in: SignIn) -> None:
    assert send(signed_in(guardian.user), child).status_code == 404
    assert not Stamp.objects.exists()


def test_a_midnight_of_another_zone_is_the_facilitys_own_day(
    phone: Client, child: Child, clock: time_machine.Traveller
) -> None:
    clock.move_to(MORNING.replace(hour=23, minute=50))
    send(phone, child, kind="in", device_at="2026-11-25T14:50:00Z")
    clock.move_to(MORNING.replace(day=26, hour=2, minute=59))
    send(phone, child, kind="out", device_at="2026-11-25T17:59:00Z")

    assert [day.day for day in Attendance.objects.all()] == [MORNING.date()]


def test_the_card_of_an_adult_of_another_child_names_nobody(
    entrance: Client, child: Child, classroom: Classroom, facility: Facility
) -> None:
    stranger = factories.make_guardian(factories.make_child(classroom, given_name="律"))
    assert stranger.user
    card = card_of_guardian(actor=stranger.user, guardian=stranger, facility=facility)

    assert send(entrance, child, card=card.text_hash).status_code == 200

    assert Stamp.objects.get().guardian is None
