"""The board: where each child is, who comes for her, what does not fit."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, CareContract, ClosedDay, NoShow, Report
from attendance.selectors.board import BoardRow, day_board
from attendance.states import Alarm, State
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.conftest import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = MORNING.date()
LATER = MORNING.replace(hour=9, minute=31)


def row_of(facility: Facility, child: Child) -> BoardRow:
    return next(row for row in day_board(facility).rows if row.child == child)


def say(child: Child, guardian: Guardian, kind: str, **fields: Any) -> Report:
    values = {"starts_on": TODAY, "ends_on": TODAY, "actor": guardian.user, "guardian": guardian, **fields}
    facility = child.enrolments.get().facility
    return Report.objects.create(facility=facility, child=child, kind=kind, **values)


def come(teacher: User, facility: Facility, child: Child, kind: str = "in") -> None:
    one = services.staff_scan(id=uuid4(), kind=kind)
    services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=one)


def test_before_the_watch_a_child_is_to_come_and_after_it_without_a_word(
    facility: Facility, child: Child, clock: time_machine.Traveller
) -> None:
    assert row_of(facility, child).state is State.EXPECTED

    clock.move_to(LATER)

    assert (row_of(facility, child).state, row_of(facility, child).alarms) == (
        State.NO_WORD,
        (Alarm.NO_WORD,),
    )


def test_a_child_comes_and_goes_home(facility: Facility, teacher: User, child: Child) -> None:
    come(teacher, facility, child)
    assert row_of(facility, child).state is State.HERE

    come(teacher, facility, child, "out")

    assert row_of(facility, child).state is State.LEFT


def test_who_is_reported_absent_and_comes_is_here_and_looked_at(
    facility: Facility, teacher: User, child: Child, guardian: Guardian
) -> None:
    say(child, guardian, "absent", reason="private")
    assert row_of(facility, child).state is State.ABSENT

    come(teacher, facility, child)

    row = row_of(facility, child)
    assert (row.state, row.alarms) == (State.HERE, (Alarm.ABSENT_BUT_HERE,))


def test_who_comes_late_is_waited_for_until_her_time(
    facility: Facility, child: Child, guardian: Guardian, clock: time_machine.Traveller
) -> None:
    say(child, guardian, "late", time=time(10, 30))
    clock.move_to(LATER)
    assert (row_of(facility, child).state, row_of(facility, child).comes_at) == (State.LATE, time(10, 30))

    clock.move_to(MORNING.replace(hour=10, minute=31))

    assert row_of(facility, child).state is State.NO_WORD


def test_a_wish_to_change_does_not_hold_before_staff_accept_it(
    facility: Facility, child: Child, guardian: Guardian
) -> None:
    absent = say(child, guardian, "absent", state="confirmed")
    say(child, guardian, "late", time=time(10, 30), replaces=absent)

    row = row_of(facility, child)

    assert (row.state, len(row.unconfirmed)) == (State.ABSENT, 1)


def test_the_usual_pick_up_gives_way_to_the_familys_word(
    facility: Facility, child: Child, guardian: Guardian
) -> None:
    CareContract.objects.create(
        facility=facility, child=child, leaves_at=time(17, 30), picker=guardian, starts_on=TODAY
    )
    usual = row_of(facility, child).pick_up
    assert (usual.at, usual.picker, usual.may, usual.is_changed) == (time(17, 30), guardian, True, False)

    say(child, guardian, "pick_up", time=time(16), proxy_name="ファミサポ 加藤")

    changed = row_of(facility, child).pick_up
    assert (changed.at, changed.picker, changed.proxy) == (time(16), None, "ファミサポ 加藤")


def test_who_is_barred_from_picking_up_shows(
    facility: Facility, child: Child, blocked_guardian: Guardian
) -> None:
    CareContract.objects.create(facility=facility, child=child, picker=blocked_guardian, starts_on=TODAY)

    assert row_of(facility, child).pick_up.may is False


def test_a_child_still_here_after_closing_is_an_alarm(
    facility: Facility, teacher: User, child: Child, clock: time_machine.Traveller
) -> None:
    come(teacher, facility, child)
    clock.move_to(MORNING.replace(hour=18, minute=30))

    assert row_of(facility, child).alarms == (Alarm.NOT_LEFT,)


def test_said_to_be_here_and_not_is_the_loudest(
    facility: Facility, child: Child, classroom: Classroom
) -> None:
    factories.make_child(classroom, given_name="あ", given_kana="あ", family_kana="あ")
    NoShow.objects.create(facility=facility, child=child, day=TODAY, phone_at=MORNING, is_alarm=True)

    loud = day_board(facility).alarms

    assert [(row.child, row.alarms[0]) for row in loud] == [(child, Alarm.SAID_HERE)]


@pytest.mark.parametrize("why", ["closed", "weekday", "contract"])
def test_nobody_waits_for_a_child_without_a_place_today(
    facility: Facility, child: Child, clock: time_machine.Traveller, why: str
) -> None:
    if why == "closed":
        ClosedDay.objects.create(facility=facility, day=TODAY)
    elif why == "weekday":
        AttendanceSettings.objects.create(facility=facility, weekdays=[0, 1])
    else:
        CareContract.objects.create(facility=facility, child=child, weekdays=[0, 1], starts_on=TODAY)
    clock.move_to(LATER)

    assert row_of(facility, child).state is State.OFF


def test_rooms_are_counted_with_the_teachers_they_need(
    facility: Facility, teacher: User, classroom: Classroom, child: Child
) -> None:
    for n in range(6):
        come(teacher, facility, factories.make_child(classroom, given_name=f"子{n}"))
    come(teacher, facility, child)

    (room,) = day_board(facility).rooms

    assert (room.here, room.due, room.teachers) == (7, 0, 2)


def test_yesterday_is_as_it_was(
    facility: Facility, teacher: User, child: Child, clock: time_machine.Traveller
) -> None:
    come(teacher, facility, child)
    clock.shift(timedelta(days=1))

    assert row_of(facility, child).state is State.EXPECTED
    assert day_board(facility, day=TODAY).rows[0].state is State.HERE
