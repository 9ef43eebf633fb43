"""Slots given by wishes: nobody twice, nothing forbidden, wishes before chance, families side by side."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.assignment import Asker, Given, Place, Why, assign

START = datetime(2026, 12, 7, 16, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
LANE, OTHER = UUID(int=1), UUID(int=2)


def place(number: int, lane: UUID = LANE) -> Place:
    at = START + timedelta(minutes=15 * number)
    return Place(UUID(int=1_000 * lane.int + number), lane, at, at + timedelta(minutes=15))


def asker(
    number: int,
    *wishes: Place,
    lanes: tuple[UUID, ...] = (LANE,),
    home: int = 0,
    cannot: tuple[Place, ...] = (),
) -> Asker:
    ranks = {one.slot: rank for rank, one in enumerate(wishes, start=1)}
    household = UUID(int=home or 900_000 + number)
    never = frozenset(one.slot for one in cannot)
    return Asker(UUID(int=500_000 + number), household, frozenset(lanes), ranks, never)


def by_child(found: list[Given]) -> dict[int, Given]:
    return {one.child.int - 500_000: one for one in found}


def test_two_second_wishes_come_before_a_first_and_an_unnamed_time() -> None:
    first, second, third = place(0), place(1), place(2)

    found = by_child(assign([first, second, third], [asker(1, first, second), asker(2, first)]))

    assert (found[1].slot, found[1].why) == (second.slot, Why.WISH_2)
    assert (found[2].slot, found[2].why) == (first.slot, Why.WISH_1)


def test_a_time_that_cannot_be_is_never_given() -> None:
    only = place(0)

    assert assign([only], [asker(1, cannot=(only,))]) == []


def test_a_lane_of_another_class_is_never_given() -> None:
    assert assign([place(0, OTHER)], [asker(1)]) == []


def test_brothers_and_sisters_sit_side_by_side() -> None:
    here = [place(number) for number in range(12)]
    there = [place(number, OTHER) for number in range(12)]
    elder, younger = asker(1, here[5], home=7), asker(2, lanes=(OTHER,), home=7)

    found = by_child(assign([*here, *there], [elder, younger]))

    gap = next(one for one in there if one.slot == found[2].slot).starts_at - here[5].ends_at
    assert found[1].slot == here[5].slot
    assert gap in [timedelta(minutes=minutes) for minutes in (-75, -60, -45, -30, 0, 15, 30, 45)]


def test_brothers_and_sisters_who_each_have_their_first_wish_stay_apart() -> None:
    here, there = place(0), place(10, OTHER)

    found = by_child(
        assign(
            [here, there, place(1, OTHER)],
            [asker(1, here, home=7), asker(2, there, lanes=(OTHER,), home=7)],
        )
    )

    assert (found[1].slot, found[2].slot) == (here.slot, there.slot)


def test_who_sits_where_a_sister_should_is_moved_to_an_equal_time() -> None:
    here = [place(0)]
    there = [place(1, OTHER), place(40, OTHER)]
    elder, younger = asker(1, here[0], home=7), asker(2, lanes=(OTHER,), home=7)
    stranger = asker(3, lanes=(OTHER,))

    found = by_child(assign([*here, *there], [elder, younger, stranger]))

    assert found[2].slot == there[0].slot
    assert found[3].slot == there[1].slot


def test_who_finds_no_place_is_left_out_rather_than_put_twice() -> None:
    found = assign([place(0)], [asker(1), asker(2)])

    assert len(found) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_wishes_give_nobody_two_times_and_no_time_to_two(data: st.DataObject) -> None:
    places = [place(number, lane) for lane in (LANE, OTHER) for number in range(data.draw(st.integers(0, 6)))]
    numbers = count(1)
    askers = [
        asker(
            next(numbers),
            *data.draw(st.lists(st.sampled_from(places), unique=True, max_size=3) if places else st.just([])),
            lanes=data.draw(st.sampled_from([(LANE,), (OTHER,), (LANE, OTHER)])),
            home=data.draw(st.integers(1, 4)),
            cannot=tuple(data.draw(st.lists(st.sampled_from(places), max_size=3) if places else st.just([]))),
        )
        for _ in range(data.draw(st.integers(0, 8)))
    ]

    found = assign(places, askers)

    lanes = {one.slot: one.lane for one in places}
    known = {one.child: one for one in askers}
    assert len({one.slot for one in found}) == len({one.child for one in found}) == len(found)
    assert all(lanes[one.slot] in known[one.child].lanes for one in found)
    assert not any(one.slot in known[one.child].cannot for one in found)
    assert found == assign(places[::-1], askers[::-1])
