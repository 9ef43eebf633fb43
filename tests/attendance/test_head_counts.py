"""Counting heads at a change of scene, by two persons."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from attendance import services
from attendance.models import HeadCount
from attendance.selectors.head_counts import counts_today, open_mismatches
from attendance.services import Heads, staff_scan
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility
from tests import factories

pytestmark = pytest.mark.usefixtures("clock", "_english")


@pytest.fixture
def pair(classroom: Classroom, facility: Facility, manager: Any) -> list[Child]:
    """Two children who are here."""
    found = [factories.make_child(classroom) for _ in range(2)]
    for child in found:
        stamp(manager, facility, child, "in")
    return found


def stamp(actor: Any, facility: Facility, child: Child, kind: str) -> None:
    services.record_stamp(
        actor=actor, device=None, facility=facility, child=child, scan=staff_scan(id=uuid4(), kind=kind)
    )


def count(
    actor: Any,
    room: Classroom,
    *seen: Child,
    id: UUID | None = None,
    others: Sequence[Classroom] = (),
    **fields: Any,
) -> HeadCount:
    heads = Heads(**{"id": id or uuid4(), "scene": "walk_out", "seen": [one.pk for one in seen], **fields})
    return services.count_heads(actor=actor, facility=room.facility, heads=heads, rooms=[room, *others])


def test_everybody_seen_is_no_alarm(pair: list[Child], teacher: Any, classroom: Classroom) -> None:
    row = count(teacher, classroom, *pair)

    assert (len(row.expected), len(row.counted), row.confirmed_by) == (2, 2, None)
    assert open_mismatches(classroom.facility) == []


def test_who_is_not_seen_is_named_until_a_count_misses_nobody(
    pair: list[Child], teacher: Any, classroom: Classroom, clock: time_machine.Traveller
) -> None:
    count(teacher, classroom, pair[0])
    assert [one.missing for one in open_mismatches(classroom.facility)] == [(pair[1],)]

    clock.shift(timedelta(minutes=2))
    count(teacher, classroom, *pair)

    assert open_mismatches(classroom.facility) == []


def test_who_went_home_meanwhile_is_not_missed(
    pair: list[Child], teacher: Any, manager: Any, classroom: Classroom, clock: time_machine.Traveller
) -> None:
    count(teacher, classroom, pair[0])
    clock.shift(timedelta(minutes=40))

    stamp(manager, classroom.facility, pair[1], "out")

    assert open_mismatches(classroom.facility) == []


def test_a_count_from_before_is_compared_with_who_was_here_then(
    pair: list[Child], teacher: Any, manager: Any, classroom: Classroom, clock: time_machine.Traveller
) -> None:
    at = timezone.now()
    clock.shift(timedelta(minutes=40))
    stamp(manager, classroom.facility, pair[1], "out")

    row = count(teacher, classroom, *pair, at=at)

    assert (len(row.counted), row.counted_at) == (2, at)


def test_a_replay_is_one_count_and_nobody_elses(
    pair: list[Child], teacher: Any, manager: Any, classroom: Classroom
) -> None:
    pk = uuid4()

    assert count(teacher, classroom, *pair, id=pk) == count(teacher, classroom, pair[0], id=pk)
    with pytest.raises(Conflict):
        count(manager, classroom, *pair, id=pk)
    assert HeadCount.objects.count() == 1


def test_a_second_person_confirms_with_her_own_number(
    pair: list[Child], teacher: Any, manager: Any, classroom: Classroom
) -> None:
    row = count(teacher, classroom, *pair)
    with pytest.raises(NotAllowed):
        services.confirm_head_count(actor=teacher, count=row, number=2)
    with pytest.raises(DomainError, match="You counted 3, the first count says 2"):
        services.confirm_head_count(actor=manager, count=row, number=3)

    done = services.confirm_head_count(actor=manager, count=row, number=2)

    assert (done.confirmed_by, done.confirmed_count) == (manager, 2)
    assert services.confirm_head_count(actor=manager, count=row, number=2) == done


def test_strangers_count_nothing(
    pair: list[Child], teacher: Any, other_manager: Any, classroom: Classroom
) -> None:
    with pytest.raises(NotVisible):
        count(other_manager, classroom, *pair)
    with pytest.raises(NotVisible):
        services.confirm_head_count(actor=other_manager, count=count(teacher, classroom, *pair), number=2)


@pytest.fixture
def neighbour(facility: Facility, manager: Any) -> tuple[Classroom, Child]:
    """Another class of the facility, with one child who is here."""
    room = factories.make_classroom(facility, name="すみれ組")
    child = factories.make_child(room)
    stamp(manager, facility, child, "in")
    return room, child


def test_two_classes_on_a_walk_are_one_count_that_both_rooms_see(
    pair: list[Child], neighbour: tuple[Classroom, Child], teacher: Any, manager: Any, classroom: Classroom
) -> None:
    room, child = neighbour

    row = count(teacher, classroom, *pair, others=[room])

    assert (len(row.expected), len(row.counted), row.classroom) == (3, 2, None)
    assert row.room_ids == sorted([classroom.pk, room.pk])
    for one in (classroom, room):
        [seen] = counts_today(classroom.facility, one)
        assert (seen.row, seen.missing, len(seen.rooms)) == (row, (child,), 2)
    assert services.confirm_head_count(actor=manager, count=row, number=2).confirmed_by == manager


def test_a_child_missed_on_a_joint_walk_is_settled_by_her_own_class(
    pair: list[Child],
    neighbour: tuple[Classroom, Child],
    teacher: Any,
    classroom: Classroom,
    clock: time_machine.Traveller,
) -> None:
    room, child = neighbour
    count(teacher, classroom, *pair, others=[room])
    clock.shift(timedelta(minutes=2))
    count(teacher, classroom, *pair)
    assert [one.missing for one in open_mismatches(classroom.facility)] == [(child,)]

    clock.shift(timedelta(minutes=2))
    count(teacher, room, child)

    assert open_mismatches(classroom.facility) == []


def test_a_class_of_another_facility_does_not_come_along(
    pair: list[Child], teacher: Any, classroom: Classroom, other_facility: Facility
) -> None:
    stranger = factories.make_classroom(other_facility)

    with pytest.raises(NotVisible):
        count(teacher, classroom, *pair, others=[stranger])


def test_ten_counts_cost_no_more_queries_than_one(
    pair: list[Child],
    neighbour: tuple[Classroom, Child],
    teacher: Any,
    classroom: Classroom,
    django_assert_max_num_queries: Any,
) -> None:
    for _number in range(10):
        count(teacher, classroom, pair[0], others=[neighbour[0]])

    with django_assert_max_num_queries(4):
        assert len(counts_today(classroom.facility, classroom)) == 10


def test_counts_are_in_the_audit(pair: list[Child], teacher: Any, manager: Any, classroom: Classroom) -> None:
    services.confirm_head_count(actor=manager, count=count(teacher, classroom, *pair), number=2)

    acts = AuditEntry.objects.filter(subject_kind="head_count").values_list("action", flat=True)
    assert sorted(acts) == ["head_count.confirm", "head_count.count"]
