"""The no-show watch: whom it asks about, once, and what becomes of it when nobody answers."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceSettings, ClosedDay, NoShow, WatchBeat, WatchRun
from attendance.selectors.watch import SILENT_AFTER, watch_state
from attendance.services import staff_scan
from facilities.models import Child, Classroom, Facility, Guardian
from notices.models import Message
from tests import factories
from tests.attendance.reports import late, sent
from tests.attendance.watching import HALF_PAST_NINE, asked, at

pytestmark = pytest.mark.usefixtures("clock", "_english")
Clock = time_machine.Traveller


def stamp_in(actor: Any, facility: Facility, child: Child) -> None:
    services.record_stamp(
        actor=actor, device=None, facility=facility, child=child, scan=staff_scan(id=uuid4(), kind="in")
    )


def test_nobody_is_asked_before_the_facilitys_hour(clock: Clock, child: Child, guardian: Guardian) -> None:
    clock.move_to(at("09:29"))

    assert services.run_watch() == 0
    assert not NoShow.objects.exists()


def test_a_child_without_a_word_is_asked_about_by_every_way(
    clock: Clock, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    clock.move_to(HALF_PAST_NINE)

    row = asked(child)

    assert (row.state, row.phone_at) == ("asked", HALF_PAST_NINE + timedelta(minutes=10))
    told = set(Message.objects.filter(about=row.pk, is_urgent=True).values_list("guardian", "channel"))
    assert told == {(guardian.pk, "mail"), (co_guardian.pk, "mail")}


def test_looking_twice_asks_once(clock: Clock, child: Child, guardian: Guardian) -> None:
    clock.move_to(HALF_PAST_NINE)

    assert [services.run_watch(), services.run_watch()] == [1, 0]
    assert (NoShow.objects.count(), WatchRun.objects.get().asked, Message.objects.count()) == (1, 1, 1)


def test_who_is_not_called_in_an_emergency_is_not_asked(
    clock: Clock, child: Child, guardian: Guardian, relative: Guardian, blocked_guardian: Guardian,
    expired_guardian: Guardian,
) -> None:  # fmt: skip
    clock.move_to(HALF_PAST_NINE)

    asked(child)

    assert list(Message.objects.values_list("guardian", flat=True)) == [guardian.pk]


@pytest.mark.parametrize("word", ["here", "late", "absent"])
def test_who_is_here_or_said_a_word_is_not_asked_about(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian, manager: object, word: str
) -> None:
    if word == "here":
        stamp_in(manager, facility, child)
    else:
        sent(guardian, facility, child, late() if word == "late" else None)
    clock.move_to(HALF_PAST_NINE)

    assert services.run_watch() == 0


def closed_today(facility: Facility) -> None:
    ClosedDay.objects.create(facility=facility, day=HALF_PAST_NINE.date(), name="休園")


def closed_on_wednesdays(facility: Facility) -> None:
    AttendanceSettings.objects.create(facility=facility, weekdays=[0, 1, 3, 4])


def not_watching(facility: Facility) -> None:
    AttendanceSettings.objects.create(facility=facility, is_watching=False)


def later(facility: Facility) -> None:
    AttendanceSettings.objects.create(facility=facility, watch_at=time(10))


def elsewhere(facility: Facility) -> None:
    facility.time_zone = "Europe/London"
    facility.save()


def given_up(facility: Facility) -> None:
    facility.is_active = False
    facility.save()


@pytest.mark.parametrize(
    "change", [closed_today, closed_on_wednesdays, not_watching, later, elsewhere, given_up]
)
def test_a_place_that_is_closed_or_not_yet_due_is_left_alone(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian, change: Callable[[Facility], None]
) -> None:
    change(facility)
    clock.move_to(HALF_PAST_NINE)

    assert services.run_watch() == 0
    assert not WatchRun.objects.exists()


def test_a_watch_that_starts_late_still_asks_until_closing(
    clock: Clock, child: Child, guardian: Guardian
) -> None:
    clock.move_to(at("14:02"))
    assert services.run_watch() == 1


def test_after_closing_nobody_is_asked(clock: Clock, child: Child, guardian: Guardian) -> None:
    clock.move_to(at("19:00"))
    assert services.run_watch() == 0


def test_whom_no_message_reaches_is_to_be_phoned_at_once(clock: Clock, child: Child) -> None:
    factories.make_guardian(child, user=None, email="")
    clock.move_to(HALF_PAST_NINE)

    assert asked(child).state == "to_phone"


def test_who_does_not_answer_is_to_be_phoned_after_ten_minutes(
    clock: Clock, child: Child, guardian: Guardian
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    clock.move_to(at("09:39"))
    assert services.advance_watch() == 0

    clock.move_to(at("09:40"))
    assert services.advance_watch() == 1

    row.refresh_from_db()
    assert row.state == "to_phone"


def test_who_said_late_and_did_not_come_is_asked_about_after_all(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian
) -> None:
    sent(guardian, facility, child, late(time=time(10, 30)))
    clock.move_to(HALF_PAST_NINE)
    services.run_watch()
    clock.move_to(at("10:44"))
    assert services.advance_watch() == 0

    clock.move_to(at("10:45"))

    assert [services.advance_watch(), services.advance_watch()] == [1, 0]
    assert NoShow.objects.get(child=child).state == "asked"


def test_who_answered_late_and_did_not_come_is_to_be_phoned(
    clock: Clock, child: Child, guardian: Guardian
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)
    services.answer_no_show(guardian=guardian, no_show=row, answer="late", at=time(10, 30))
    clock.move_to(at("10:45"))

    services.advance_watch()

    row.refresh_from_db()
    assert (row.state, row.answer) == ("to_phone", "late")


def test_a_report_closes_the_question_and_nothing_more_is_sent(
    clock: Clock, facility: Facility, child: Child, guardian: Guardian
) -> None:
    clock.move_to(HALF_PAST_NINE)
    row = asked(child)

    sent(guardian, facility, child)

    row.refresh_from_db()
    assert (row.state, row.answer) == ("closed", "absent")


def test_one_place_whose_zone_nobody_knows_does_not_keep_the_others_waiting(
    clock: Clock, child: Child, guardian: Guardian, other_facility: Facility
) -> None:
    other_facility.time_zone = "Nowhere/Atlantis"
    other_facility.save()
    clock.move_to(HALF_PAST_NINE)

    assert services.run_watch() == 1


def test_a_look_asks_few_questions_and_one_statement_a_child_within_a_savepoint(
    clock: Clock, classroom: Classroom, django_assert_max_num_queries: Any
) -> None:
    children = [factories.make_child(classroom) for _ in range(12)]
    for child in children:
        factories.make_guardian(child)
    clock.move_to(HALF_PAST_NINE)

    with django_assert_max_num_queries(20 + 3 * len(children)):
        assert services.run_watch() == len(children)


def test_the_beat_says_how_long_ago_the_watch_looked(clock: Clock, db: None) -> None:
    assert watch_state().is_silent

    services.beat_watch("a")
    clock.shift(timedelta(seconds=12))
    assert (watch_state().seconds, watch_state().is_silent) == (12, False)

    clock.shift(SILENT_AFTER)
    assert watch_state().is_silent
    assert WatchBeat.objects.count() == 1
