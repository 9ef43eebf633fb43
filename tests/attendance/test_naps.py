"""Naps: one truth whatever order it arrives in, nothing seen is lost, and nobody else's class."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, transaction

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, Nap, NapCheck, NapRoom
from attendance.selectors.naps import nap_board, naps_of
from backend.errors import Conflict, DomainError, NotVisible
from backend.ids import uuid7
from facilities.models import Child
from tests import factories
from tests.attendance.sleeping import ago, come, look, sleep, wake

pytestmark = pytest.mark.usefixtures("clock")


def test_a_replay_of_falling_asleep_changes_nothing(teacher, child):
    first = sleep(teacher, child)

    assert sleep(teacher, child, id=first.pk) == first
    assert Nap.objects.count() == 1


def test_a_second_tablet_gets_the_nap_that_is_known(teacher, child):
    first = sleep(teacher, child, ago(5))

    assert sleep(teacher, child, ago(2)) == first


def test_the_youngest_are_looked_at_more_often(teacher, child, classroom):
    classroom.age = 0
    classroom.save()

    assert sleep(teacher, child).every == 5


def test_the_facility_says_how_often(teacher, child, facility):
    AttendanceSettings.objects.create(facility=facility, nap_minutes=15)

    assert sleep(teacher, child).every == 15


def test_a_look_is_late_against_the_one_before_it_in_time(teacher, child):
    sleep(teacher, child, ago(40))
    look(teacher, child, ago(31))
    on_time = look(teacher, child, ago(20.5))
    late = look(teacher, child, ago(3))
    arrived_last = look(teacher, child, ago(12))

    assert [row.was_late for row in (on_time, late, arrived_last)] == [False, True, False]


def test_a_replay_of_a_look_is_one_look(teacher, child):
    sleep(teacher, child, ago(10))
    first = look(teacher, child, ago(1))

    assert look(teacher, child, ago(1), id=first.pk) == first
    assert NapCheck.objects.count() == 1


def test_a_look_without_a_nap_begins_one(teacher, child):
    seen = look(teacher, child, ago(3))

    assert seen.nap.slept_at == seen.at


def test_a_look_from_before_another_tablet_heard_of_it_is_kept(teacher, child):
    nap = sleep(teacher, child, ago(5))

    seen = look(teacher, child, ago(8))

    nap.refresh_from_db()
    assert (seen.nap, nap.slept_at) == (nap, seen.at)


def test_turned_counts_only_for_the_front(teacher, child):
    assert look(teacher, child, position="front", was_turned=True).was_turned
    assert not look(teacher, child, position="left", was_turned=True).was_turned


def test_she_wakes_once(teacher, child):
    sleep(teacher, child, ago(50))
    first = wake(teacher, child, ago(10))

    assert wake(teacher, child, ago(8)).woke_at == first.woke_at


def test_nobody_wakes_before_she_was_seen_asleep(teacher, child):
    sleep(teacher, child, ago(50))
    look(teacher, child, ago(10))

    with pytest.raises(Conflict):
        wake(teacher, child, ago(12))
    assert Nap.objects.get().woke_at is None


def test_nobody_wakes_who_did_not_sleep(teacher, child):
    with pytest.raises(DomainError):
        wake(teacher, child)


def test_a_whole_nap_that_arrives_after_the_next_one_stands_beside_it(teacher, child, facility):
    sleep(teacher, child, ago(20))
    sleep(teacher, child, ago(90))
    look(teacher, child, ago(85))
    wake(teacher, child, ago(60))

    times = naps_of(facility, Nap.objects.first().day, [child])
    assert times == {child.pk: [(ago(90), ago(60)), (ago(20), None)]}


def test_the_contact_book_reads_naps_of_its_own_facility_in_one_query(
    teacher, child, classroom, facility, other_facility, django_assert_num_queries
):
    sleep(teacher, child, ago(60))
    wake(teacher, child, ago(20))
    other = factories.make_child(classroom)
    day = sleep(teacher, other, ago(15)).day

    with django_assert_num_queries(1):
        assert naps_of(facility, day, [child.pk, other.pk]) == {
            child.pk: [(ago(60), ago(20))],
            other.pk: [(ago(15), None)],
        }
    assert naps_of(other_facility, day, [child]) == {}


def test_a_tap_on_the_wrong_tile_is_no_nap(teacher, child, classroom, facility):
    come(child, classroom)
    nap = sleep(teacher, child, ago(1))
    wake(teacher, child)

    assert naps_of(facility, nap.day, [child]) == {}
    assert nap_board(classroom).sleepers[0].state == "awake"


def test_a_nap_nobody_ended_yesterday_does_not_stand_in_the_way(teacher, child, clock):
    old = sleep(teacher, child)
    clock.shift(timedelta(days=1))

    assert sleep(teacher, child) != old
    old.refresh_from_db()
    assert old.woke_at == old.slept_at


def test_what_is_to_come_happened_now_and_a_month_is_too_old(teacher, child):
    assert sleep(teacher, child, ago(-90)).slept_at == ago(0)
    with pytest.raises(DomainError):
        look(teacher, child, ago(31 * 24 * 60))


def test_the_database_keeps_every_look_as_it_was(teacher, child):
    seen = look(teacher, child)

    for act in (lambda: NapCheck.objects.update(position="left"), seen.delete):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            act()


def test_strangers_find_no_nap(child, classroom, other_teacher, other_manager, office, guardian, ex_staff):
    for person in (other_teacher, other_manager, office, guardian.user, ex_staff):
        with pytest.raises(NotVisible):
            sleep(person, child)
        with pytest.raises(NotVisible):
            services.note_room(
                actor=person, classroom=classroom, id=uuid7(), at=None, degrees=22.5, humidity=50
            )


def test_a_child_of_another_class_does_not_sleep_here(manager, child, other_classroom):
    with pytest.raises(NotVisible):
        services.start_nap(actor=manager, classroom=other_classroom, child=child, id=uuid7(), at=None)


def test_an_id_of_another_child_is_refused(teacher, child, classroom):
    taken = sleep(teacher, child)
    other = factories.make_child(classroom, given_name="結菜")

    with pytest.raises(Conflict):
        sleep(teacher, other, id=taken.pk)


def test_the_air_is_noted_once(teacher, classroom):
    given = {"actor": teacher, "classroom": classroom, "id": uuid7(), "at": None}
    for _time in range(2):
        services.note_room(**given, degrees=22.5, humidity=51)

    assert NapRoom.objects.count() == 1
    assert nap_board(classroom).air.humidity == 51


def test_the_board_shows_only_who_is_here_and_who_is_next(teacher, child, classroom):
    factories.make_child(classroom, given_name="不在")
    second = factories.make_child(classroom, given_name="結菜", family_kana="わた")
    for one in (child, second):
        come(one, classroom)
    sleep(teacher, child, ago(12))
    sleep(teacher, second, ago(3))

    board = nap_board(classroom)

    assert [one.child for one in board.sleepers] == [child, second]
    assert [one.child for one in board.due] == [child]
    assert (board.following.child, board.following.minutes) == (second, 3)
    assert board.counts == {"asleep": 2, "awake": 0, "woke": 0}


def test_thirty_children_cost_no_more_queries(teacher, child, classroom, django_assert_max_num_queries):
    come(child, classroom)
    sleep(teacher, child)
    with django_assert_max_num_queries(8) as few:
        nap_board(classroom)
    for _number in range(15):
        one = factories.make_child(classroom)
        come(one, classroom)
        look(teacher, one)
    with django_assert_max_num_queries(len(few)):
        nap_board(classroom)


def test_a_second_tablet_that_heard_a_moment_earlier_tells_of_the_same_nap(
    teacher: User, child: Child
) -> None:
    first = sleep(teacher, child, ago(10))

    again = sleep(teacher, child, ago(10.5))

    assert (again.pk, Nap.objects.count()) == (first.pk, 1)
