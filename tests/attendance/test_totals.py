"""Numbers of the day are those of the board; numbers of the month those of the sheet."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, ClosedDay, NoShow, Report
from attendance.selectors.board import day_board
from attendance.selectors.month import month_sheet
from attendance.selectors.statistics import statistics
from attendance.selectors.takeout import attendance_data
from attendance.selectors.totals import DayTotal, day_totals
from attendance.selectors.year_marks import has_stamps
from attendance.states import Alarm, State
from facilities.models import Child, Classroom, Facility, Guardian, RolloverPlan
from facilities.selectors.family import family_of
from tests import factories
from tests.attendance.care_world import make_contract
from tests.conftest import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
TODAY = MORNING.date()


def add(actor: User, facility: Facility, child: Child, kind: str, at: datetime) -> None:
    services.add_stamp(
        actor=actor, facility=facility, child=child, id=uuid4(), kind=kind, at=at, reason="forgotten"
    )


def say(child: Child, facility: Facility, actor: User, kind: str, at: time | None = None) -> None:
    Report.objects.create(
        facility=facility, child=child, actor=actor, kind=kind, starts_on=TODAY, ends_on=TODAY, time=at
    )


@pytest.fixture
def a_day(manager: User, facility: Facility, classroom: Classroom) -> list[Child]:
    """Here, gone home, absent, absent but stamped, late, late and overdue, no word, asked for, no place today."""
    children = [factories.make_child(classroom) for _one in range(9)]
    here, gone, absent, both, late, overdue, _silent, asked, off = children
    with time_machine.travel(MORNING, tick=False):
        for child in (here, gone, both):
            add(manager, facility, child, "in", MORNING - timedelta(minutes=30))
        add(manager, facility, gone, "out", MORNING - timedelta(minutes=5))
        for child in (absent, both):
            say(child, facility, manager, "absent")
        say(late, facility, manager, "late", time(23))
        say(overdue, facility, manager, "late", time(7))
        NoShow.objects.create(facility=facility, child=asked, day=TODAY, phone_at=MORNING)
        make_contract(facility, off, weekdays=[6], starts_on=date(2026, 1, 1))
    return children


@pytest.mark.parametrize("clock", [time(8, 12), time(9, 29), time(9, 31), time(17), time(20)])
@pytest.mark.parametrize("closed", [False, True])
def test_they_are_the_boards(facility: Facility, a_day: list[Child], clock: time, closed: bool) -> None:
    if closed:
        ClosedDay.objects.create(facility=facility, day=TODAY)
    with time_machine.travel(datetime.combine(TODAY, clock, ZoneInfo("Asia/Tokyo")), tick=False):
        board = day_board(facility)
        total = day_totals([facility.pk])[facility.pk]

    counts = board.counts
    coming = (State.HERE, State.LEFT, State.EXPECTED, State.LATE, State.NO_WORD)
    assert total == DayTotal(
        counts.get(State.HERE, 0),
        sum(counts.get(state, 0) for state in coming),
        counts.get(State.NO_WORD, 0),
        sum(Alarm.NOT_LEFT in row.alarms for row in board.rows),
    )


def test_settings_of_the_facility_count(facility: Facility, a_day: list[Child]) -> None:
    AttendanceSettings.objects.create(facility=facility, watch_at=time(8), closing_minutes=0)
    with time_machine.travel(MORNING, tick=False):
        board, total = day_board(facility), day_totals([facility.pk])[facility.pk]

    assert total.no_word == board.counts[State.NO_WORD]


def test_all_facilities_cost_one_query(
    facility: Facility, other_facility: Facility, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert day_totals([facility.pk, other_facility.pk])[other_facility.pk] == DayTotal()


def test_a_months_numbers_are_those_of_the_sheet(
    manager: User, facility: Facility, classroom: Classroom, child: Child
) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    with time_machine.travel(MORNING, tick=False):
        factories.make_child(classroom)
        for day in (5, 6, 7):
            add(manager, facility, child, "in", datetime(2026, 10, day, 9, tzinfo=zone))
            add(manager, facility, child, "out", datetime(2026, 10, day, 17, tzinfo=zone))
        month = date(2026, 10, 1)
        sheet = month_sheet(facility, month).classes[0]
        found = statistics([facility], month)[0]

    assert found.place_days == sum(row.came + row.away for row in sheet.rows)
    assert (found.attended, found.stay) == (3, 480)
    assert found.absence_rate == round(100 * (found.place_days - 3) / found.place_days, 1)


def test_a_family_takes_her_days_home_with_corrections(
    manager: User, facility: Facility, child: Child, guardian: Guardian, outsider: Guardian
) -> None:
    with time_machine.travel(MORNING, tick=False):
        add(manager, facility, child, "in", MORNING - timedelta(minutes=12))
        assert guardian.user
        assert outsider.user
        taken = list(attendance_data(family_of(guardian.user)))
        nothing = list(attendance_data(family_of(outsider.user)))

    assert [(one["day"], one["stays"]) for one in taken] == [("2026-11-25", [["08:00", None]])]
    assert taken[0]["corrections"][0]["reason"] == "forgotten"
    assert nothing == []


def test_the_first_stamp_shows_that_a_year_is_in_use(manager: User, facility: Facility, child: Child) -> None:
    with time_machine.travel(MORNING, tick=False):
        plan, later = (
            RolloverPlan(facility=facility, school_year=2026),
            RolloverPlan(facility=facility, school_year=2027),
        )
        assert not has_stamps(plan)
        add(manager, facility, child, "in", MORNING - timedelta(minutes=12))

        assert has_stamps(plan)
        assert not has_stamps(later)
