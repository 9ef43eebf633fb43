"""The fold: one truth, whatever order the stamps arrive in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from attendance.fold import Day, fold

EIGHT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
LOCK = timedelta(minutes=30)


@dataclass(frozen=True)
class Mark:
    kind: str
    minute: int
    id: UUID = field(default_factory=uuid4)
    is_void: bool = False
    replaces_id: UUID | None = None
    reason: str = ""
    needs_review: bool = False
    picked_up_by: str = ""
    is_picker_doubtful: bool = False

    @property
    def at(self) -> datetime:
        return EIGHT + timedelta(minutes=self.minute)


marks = st.lists(
    st.builds(
        Mark,
        kind=st.sampled_from(["in", "out", "either"]),
        minute=st.integers(0, 700),
        id=st.uuids(),
        picked_up_by=st.sampled_from(["", "母"]),
        is_picker_doubtful=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda mark: mark.id,
)


def minutes(day: Day) -> list[tuple[int | None, int | None]]:
    def minute(at: datetime | None) -> int | None:
        return None if at is None else int((at - EIGHT).total_seconds() // 60)

    return [(minute(stay.came_at), minute(stay.left_at)) for stay in day.stays]


@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(stamps: list[Mark], random: object) -> None:
    other = list(stamps)
    random.shuffle(other)  # type: ignore[attr-defined]

    assert fold(stamps, LOCK) == fold(other, LOCK)


@given(marks, st.integers(0, 8))
def test_a_stamp_that_comes_twice_is_one(stamps: list[Mark], which: int) -> None:
    again = [*stamps, *stamps[which : which + 1]]

    assert fold(again, LOCK) == fold(stamps, LOCK)


@given(marks)
def test_stays_follow_each_other_and_only_the_last_is_open(stamps: list[Mark]) -> None:
    stays = fold(stamps, LOCK).stays

    assert all(stay.left_at is not None for stay in stays[:-1])
    assert all(one.left_at <= two.came_at for one, two in pairwise(stays) if one.left_at and two.came_at)
    assert all(stay.came_at is not None for stay in stays[1:])


@given(marks, st.integers(0, 8), st.integers(0, 700))
def test_a_correction_stands_for_what_it_replaces(stamps: list[Mark], which: int, minute: int) -> None:
    wrong = stamps[which : which + 1]
    right = [Mark(one.kind, minute, one.id, reason="wrong_time") for one in wrong]
    rows = [Mark(one.kind, minute, uuid4(), replaces_id=one.id, reason="wrong_time") for one in wrong]

    corrected, expected = (
        fold([*stamps, *rows], LOCK),
        fold([*stamps[:which], *right, *stamps[which + 1 :]], LOCK),
    )

    assert minutes(corrected) == minutes(expected) or stamps.count(wrong[0]) > 1
    assert corrected.is_corrected is bool(wrong)


def test_a_card_held_twice_counts_once() -> None:
    assert minutes(fold([Mark("either", 0), Mark("either", 1)], LOCK)) == [(0, None)]


def test_a_card_held_after_the_lock_is_the_way_home() -> None:
    assert minutes(fold([Mark("either", 0), Mark("either", 30)], LOCK)) == [(0, 30)]


def test_a_doctor_at_noon_is_two_stays() -> None:
    day = fold([Mark("in", 0), Mark("out", 180), Mark("in", 270), Mark("out", 560)], LOCK)

    assert minutes(day) == [(0, 180), (270, 560)]
    assert (day.arrived_at, day.left_at) == (EIGHT, EIGHT + timedelta(minutes=560))


def test_out_before_in_keeps_both_open_to_the_eye() -> None:
    day = fold([Mark("out", 540)], LOCK)

    assert (minutes(day), day.arrived_at, day.is_here) == ([(None, 540)], None, False)


def test_two_tablets_at_the_same_second_are_one_arrival() -> None:
    assert minutes(fold([Mark("in", 12), Mark("in", 12)], LOCK)) == [(12, None)]


def test_what_is_struck_out_stands_for_nothing_and_still_shows() -> None:
    wrong = Mark("in", 0)
    day = fold([wrong, Mark("in", 0, is_void=True, replaces_id=wrong.id, reason="wrong_child")], LOCK)

    assert (day.stays, day.is_corrected) == ((), True)
