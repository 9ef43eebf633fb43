"""Who fetches a child: a departure with somebody who may not is kept, seen on the board, and staff are called."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Card, Method, StaffCall, Stamp
from attendance.selectors.board import day_board
from attendance.services import Recorded, Scan
from attendance.states import Alarm
from facilities.models import Child, Device, Facility, Grant, Guardian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def card(facility: Facility, guardian: Guardian, child: Child) -> Card:
    return services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)


def hold(
    tablet: Device, child: Child, card: Card | None, kind: str = "either", *, unexpected: bool = False
) -> Recorded:
    text = card.text_hash if card else ""
    scan = Scan(uuid4(), kind, Method.CARD, timezone.now(), card=text, is_unexpected=unexpected)
    return services.record_stamp(actor=None, device=tablet, facility=tablet.facility, child=child, scan=scan)


def alarms(facility: Facility) -> list[Alarm]:
    return [alarm for row in day_board(facility).rows for alarm in row.alarms]


def test_who_may_fetch_is_written_down_and_nobody_is_alarmed(
    tablet: Device, facility: Facility, child: Child, guardian: Guardian, card: Card
) -> None:
    hold(tablet, child, card, "in")

    gone = hold(tablet, child, card, "out")

    assert (gone.meaning, gone.stamp.guardian) == ("out", guardian)
    assert alarms(facility) == []
    assert not StaffCall.objects.exists()


def test_a_child_who_left_with_an_adult_who_may_not_fetch_her_has_left_and_staff_are_called(
    tablet: Device, facility: Facility, child: Child, guardian: Guardian, card: Card
) -> None:
    hold(tablet, child, card, "in")
    Grant.objects.filter(guardian=guardian, child=child).update(can_pick_up=False)

    gone = hold(tablet, child, card, "out")

    assert (gone.meaning, gone.attendance.is_here, gone.stamp.guardian) == ("out", False, guardian)
    assert alarms(facility) == [Alarm.PICKER]
    assert StaffCall.objects.get().reason == StaffCall.Reason.PICKER


def test_a_card_that_has_ended_or_whose_holder_was_blocked_fetches_nobody(
    tablet: Device, facility: Facility, child: Child, guardian: Guardian, card: Card
) -> None:
    hold(tablet, child, card, "in")
    Grant.objects.filter(guardian=guardian, child=child).update(is_blocked=True)

    gone = hold(tablet, child, card, "out")

    assert (gone.meaning, gone.stamp.guardian, gone.attendance.is_picker_doubtful) == ("out", None, True)


def test_a_card_that_ended_after_the_stamp_was_living_then(
    tablet: Device,
    facility: Facility,
    child: Child,
    guardian: Guardian,
    card: Card,
    clock: time_machine.Traveller,
) -> None:
    hold(tablet, child, card, "in")
    scan = Scan(uuid4(), "out", Method.PHONE, timezone.now(), card=card.text_hash)
    clock.shift(timedelta(hours=2))
    services.end_card(actor=guardian.user, card=card)

    gone = services.record_stamp(actor=None, device=tablet, facility=facility, child=child, scan=scan)

    assert (gone.stamp.guardian, gone.attendance.is_picker_doubtful) == (guardian, False)


def test_whoever_brings_a_child_needs_no_right_to_fetch_her(
    tablet: Device, facility: Facility, child: Child, guardian: Guardian, card: Card
) -> None:
    Grant.objects.filter(guardian=guardian, child=child).update(can_pick_up=False)

    came = hold(tablet, child, card)

    assert (came.meaning, came.attendance.is_picker_doubtful) == ("in", False)
    assert Alarm.PICKER not in alarms(facility)


def test_somebody_whom_nobody_announced_is_looked_at(
    tablet: Device, facility: Facility, child: Child
) -> None:
    hold(tablet, child, None, "in")

    hold(tablet, child, None, "out", unexpected=True)

    assert alarms(facility) == [Alarm.PICKER]
    assert StaffCall.objects.count() == 1


def test_what_comes_hours_later_is_on_the_board_and_rings_nobody(
    tablet: Device, facility: Facility, child: Child, clock: time_machine.Traveller
) -> None:
    hold(tablet, child, None, "in")
    scan = Scan(uuid4(), "out", Method.TOUCH, timezone.now(), is_unexpected=True)
    clock.shift(timedelta(hours=3))

    services.record_stamp(actor=None, device=tablet, facility=facility, child=child, scan=scan)

    assert Alarm.PICKER in alarms(facility)
    assert not StaffCall.objects.exists()


def test_a_person_who_knows_who_came_ends_the_alarm_and_a_mended_time_does_not(
    tablet: Device, facility: Facility, child: Child, teacher: User
) -> None:
    hold(tablet, child, None, "in")
    stamp = hold(tablet, child, None, "out", unexpected=True).stamp
    services.correct_stamp(
        actor=teacher, stamp=stamp, id=uuid4(), reason=Stamp.Reason.WRONG_TIME, at=stamp.at
    )
    assert alarms(facility) == [Alarm.PICKER]

    for _twice in range(2):
        services.accept_picker(actor=teacher, stamp=Stamp.objects.get(replaces=stamp))

    assert alarms(facility) == []
    assert not Attendance.objects.get().is_here
