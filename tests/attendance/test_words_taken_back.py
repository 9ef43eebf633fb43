"""What the absence had closed is open again when the absence does not hold any more."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import NoShow, Report
from attendance.selectors.board import day_board
from attendance.selectors.missing import missing_today
from attendance.services import staff_scan
from attendance.states import State
from backend.ids import uuid7
from facilities.models import Child, Facility, Guardian
from tests.attendance.reports import WEDNESDAY, ill, late, sent
from tests.attendance.watching import HALF_PAST_NINE, asked, at

pytestmark = pytest.mark.usefixtures("clock", "_english")
Clock = time_machine.Traveller


def state_on_board(facility: Facility) -> State:
    [row] = day_board(facility).rows
    return row.state


def withdraw(report: Report, guardian: Guardian, _teacher: Any) -> None:
    assert guardian.user
    services.withdraw_report(actor=guardian.user, report=report)


def refuse(report: Report, _guardian: Guardian, teacher: Any) -> None:
    services.refuse_report(actor=teacher, report=report, answer="お電話ください")


def move_to_tomorrow(report: Report, guardian: Guardian, _teacher: Any) -> None:
    assert guardian.user
    tomorrow: date = WEDNESDAY + timedelta(days=1)
    services.change_report(
        actor=guardian.user, report=report, version=0, words=ill(starts_on=tomorrow, ends_on=tomorrow)
    )


def take_back_what_was_confirmed(report: Report, guardian: Guardian, teacher: Any) -> None:
    assert guardian.user
    services.confirm_report(actor=teacher, report=report)
    wish = services.ask_change(
        actor=guardian.user,
        report=report,
        id=uuid7(),
        words=services.Words("as_usual", WEDNESDAY, WEDNESDAY),
    )
    services.confirm_report(actor=teacher, report=wish)


WAYS = pytest.mark.parametrize(
    "take_back", [withdraw, refuse, move_to_tomorrow, take_back_what_was_confirmed]
)
Way = Callable[[Report, Guardian, Any], None]


@WAYS
def test_a_question_that_an_absence_closed_is_to_phone_again(
    take_back: Way, clock: Clock, facility: Facility, child: Child, guardian: Guardian, teacher: Any
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    report = sent(guardian, facility, child)
    row.refresh_from_db()
    assert (row.state, state_on_board(facility)) == ("closed", State.ABSENT)

    clock.move_to(at("09:50"))
    take_back(report, guardian, teacher)

    row.refresh_from_db()
    assert (row.state, row.answer, row.closed_at, row.phone_at) == ("to_phone", "", None, at("09:50"))
    assert state_on_board(facility) is State.NO_WORD
    assert [one.row for one in missing_today(teacher)] == [row]


@WAYS
def test_whom_the_watch_passed_over_is_to_be_phoned(
    take_back: Way, clock: Clock, facility: Facility, child: Child, guardian: Guardian, teacher: Any
) -> None:
    report = sent(guardian, facility, child)
    clock.move_to(HALF_PAST_NINE)
    services.run_watch()
    assert not NoShow.objects.exists()

    take_back(report, guardian, teacher)

    assert NoShow.objects.get().state == "to_phone"


@WAYS
def test_before_the_hour_of_the_watch_she_is_simply_expected(
    take_back: Way, facility: Facility, child: Child, guardian: Guardian, teacher: Any
) -> None:
    take_back(sent(guardian, facility, child), guardian, teacher)

    assert not NoShow.objects.exists()
    assert state_on_board(facility) is State.EXPECTED


def test_who_is_here_is_not_missed(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian, teacher: Any
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    report = sent(guardian, facility, child)
    services.record_stamp(
        actor=teacher, device=None, facility=facility, child=child, scan=staff_scan(id=uuid7(), kind="in")
    )

    withdraw(report, guardian, teacher)

    row.refresh_from_db()
    assert row.state == "closed"


def test_another_word_that_holds_keeps_it_closed(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian, teacher: Any
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    report = sent(guardian, facility, child)
    assert guardian.user

    services.change_report(actor=guardian.user, report=report, version=0, words=late())

    row.refresh_from_db()
    assert row.state == "closed"


def test_after_closing_nobody_is_looked_for(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian, teacher: Any
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    report = sent(guardian, facility, child)
    clock.move_to(at("23:00"))

    withdraw(report, guardian, teacher)

    row.refresh_from_db()
    assert row.state == "closed"


def test_the_loudest_alarm_stays(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian, co_guardian: Guardian, teacher: Any
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    services.answer_no_show(guardian=co_guardian, no_show=row, answer="dropped_off")
    report = sent(guardian, facility, child)

    withdraw(report, guardian, teacher)

    row.refresh_from_db()
    assert (row.is_alarm, row.answer, row.state) == (True, "dropped_off", "to_phone")
