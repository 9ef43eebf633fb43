"""One-tap answers to the watch's question, and what staff do with a child who is said to be here."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import Attendance, NoShow, Report
from attendance.selectors.board import day_board
from attendance.states import Alarm, State
from backend.errors import DomainError, NotVisible
from facilities.models import AuditEntry, Child, Facility, Guardian
from tests import factories
from tests.attendance.watching import HALF_PAST_NINE, asked

pytestmark = pytest.mark.usefixtures("clock", "_english")


@pytest.fixture
def row(clock: time_machine.Traveller, child: Child, guardian: Guardian, co_guardian: Guardian) -> NoShow:
    clock.move_to(HALF_PAST_NINE)
    return asked(child)


def answer(guardian: Guardian, row: NoShow, said: str, at: time | None = None) -> NoShow:
    return services.answer_no_show(guardian=guardian, no_show=row, answer=said, at=at)


def state_on_board(facility: Facility) -> tuple[State, tuple[Alarm, ...]]:
    (one,) = day_board(facility).rows
    return one.state, one.alarms


def test_absent_closes_the_question_and_the_board_reads_it(
    row: NoShow, guardian: Guardian, facility: Facility
) -> None:
    done = answer(guardian, row, "absent")

    assert (done.state, done.answer, done.answered_by) == ("closed", "absent", guardian)
    assert Report.objects.get().kind == "absent"
    assert state_on_board(facility) == (State.ABSENT, ())


def test_late_needs_a_time_that_is_to_come(row: NoShow, guardian: Guardian, facility: Facility) -> None:
    for wrong in (None, time(9, 0)):
        with pytest.raises(DomainError, match="Nothing was saved"):
            answer(guardian, row, "late", wrong)

    answer(guardian, row, "late", time(10, 30))

    assert Report.objects.get().time == time(10, 30)
    assert state_on_board(facility)[0] is State.LATE


def test_brought_already_is_the_loudest_alarm_and_stays(
    row: NoShow, guardian: Guardian, facility: Facility, clock: time_machine.Traveller
) -> None:
    answer(guardian, row, "dropped_off")
    clock.shift(timedelta(hours=1))
    services.advance_watch()

    state, alarms = state_on_board(facility)
    assert (state, alarms[0]) == (State.NO_WORD, Alarm.SAID_HERE)


def test_the_same_answer_twice_is_one(row: NoShow, guardian: Guardian) -> None:
    answer(guardian, row, "absent")
    answer(guardian, row, "absent")

    assert Report.objects.count() == 1
    assert AuditEntry.objects.filter(action="no_show.answer").count() == 1


def test_of_two_guardians_the_first_answer_holds(
    row: NoShow, guardian: Guardian, co_guardian: Guardian
) -> None:
    answer(guardian, row, "late", time(10, 30))
    seen = answer(co_guardian, row, "absent")

    assert (seen.answer, seen.answered_by) == ("late", guardian)
    assert Report.objects.count() == 1


@pytest.mark.parametrize("order", [("absent", "dropped_off"), ("dropped_off", "absent")])
def test_absent_against_brought_is_an_alarm_whichever_came_first(
    row: NoShow, guardian: Guardian, co_guardian: Guardian, facility: Facility, order: tuple[str, str]
) -> None:
    answer(guardian, row, order[0])
    answer(co_guardian, row, order[1])

    row.refresh_from_db()
    assert (row.is_alarm, row.state) == (True, "to_phone")
    assert Alarm.SAID_HERE in state_on_board(facility)[1]
    assert Report.objects.get().kind == "absent"


def test_a_guardian_without_an_account_answers_too(
    clock: time_machine.Traveller, child: Child, facility: Facility
) -> None:
    alone = factories.make_guardian(child, user=None)
    clock.move_to(HALF_PAST_NINE)

    answer(alone, asked(child), "absent")

    assert (Report.objects.get().actor, Report.objects.get().guardian) == (None, alone)
    assert state_on_board(facility)[0] is State.ABSENT


def test_strangers_blocked_and_ended_guardians_find_no_question(
    row: NoShow,
    outsider: Guardian,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
    relative: Guardian,
) -> None:
    for other in (outsider, blocked_guardian, expired_guardian, relative):
        with pytest.raises(NotVisible):
            answer(other, row, "absent")


def test_yesterdays_question_takes_no_answer(
    row: NoShow, guardian: Guardian, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=1))

    with pytest.raises(DomainError, match="another day"):
        answer(guardian, row, "absent")


def test_who_looks_is_named_and_the_second_changes_nothing(
    row: NoShow, guardian: Guardian, teacher: Any, manager: Any, other_manager: Any
) -> None:
    answer(guardian, row, "dropped_off")
    services.begin_search(actor=teacher, no_show=row)

    seen = services.begin_search(actor=manager, no_show=row)

    assert (seen.searched_by, seen.is_alarm) == (teacher, True)
    with pytest.raises(NotVisible):
        services.begin_search(actor=other_manager, no_show=row)


def test_found_stamps_her_arrival_and_ends_the_alarm(
    row: NoShow, guardian: Guardian, co_guardian: Guardian, teacher: Any, facility: Facility
) -> None:
    answer(guardian, row, "dropped_off")

    for _ in range(2):
        done = services.child_found(actor=teacher, no_show=row)

    assert (done.state, done.is_alarm, done.closed_by) == ("closed", False, teacher)
    assert Attendance.objects.get().is_here
    assert state_on_board(facility) == (State.HERE, ())
    assert answer(co_guardian, row, "dropped_off").is_alarm is False


def test_each_act_is_in_the_audit_of_the_child(row: NoShow, guardian: Guardian, teacher: Any) -> None:
    answer(guardian, row, "dropped_off")
    services.begin_search(actor=teacher, no_show=row)
    services.child_found(actor=teacher, no_show=row)

    acts = AuditEntry.objects.filter(child=row.child_id, action__startswith="no_show.")
    assert sorted(acts.values_list("action", flat=True)) == [
        "no_show.answer",
        "no_show.found",
        "no_show.search",
    ]
