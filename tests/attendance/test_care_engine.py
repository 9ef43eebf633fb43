"""Extended care as arithmetic: the worked example, and what must hold for any rule and any day."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance import care
from attendance.care import DEDUCTION, DOWN, EVENING, MORNING, NEAREST, THRESHOLD, UP, Figures

SIX = 18 * 60
MINUTE = st.integers(0, 27 * 60)
CAP = st.none() | st.integers(0, 5_000)
FIGURES = st.builds(
    Figures,
    side=st.sampled_from([MORNING, EVENING]),
    grace_minutes=st.integers(0, 120),
    grace=st.sampled_from([THRESHOLD, DEDUCTION]),
    unit_minutes=st.integers(1, 120),
    rounding=st.sampled_from([UP, DOWN, NEAREST]),
    price=st.integers(0, 3_000),
    daily_cap=CAP,
    monthly_cap=CAP,
)
STAY = st.tuples(MINUTE, MINUTE).map(lambda pair: (min(pair), max(pair)))


def evening(grace: str, **figures: object) -> Figures:
    return replace(Figures(EVENING, 5, grace, 15, UP, 100), **figures)  # type: ignore[arg-type]


def amounts(figures: Figures, *minutes: int) -> list[int]:
    return [care.work_out(figures, SIX, [(9 * 60, SIX + after)]).amount for after in minutes]


def test_the_worked_example_with_grace_deducted() -> None:
    assert amounts(evening(DEDUCTION), 4, 6, 20, 21) == [0, 100, 100, 200]


def test_the_worked_example_with_grace_as_a_threshold() -> None:
    assert amounts(evening(THRESHOLD), 4, 6, 20, 21) == [0, 100, 200, 200]


@pytest.mark.parametrize(
    ("rounding", "expected"), [(UP, [1, 1, 1, 2]), (DOWN, [0, 0, 1, 1]), (NEAREST, [0, 1, 1, 1])]
)
def test_units_are_rounded_as_the_rule_says(rounding: str, expected: list[int]) -> None:
    figures = Figures(EVENING, 0, THRESHOLD, 30, rounding, 100)

    assert [care.units_of(figures, minutes) for minutes in (14, 15, 30, 44)] == expected


def test_a_minute_early_costs_nothing_within_the_grace_of_the_morning() -> None:
    morning = Figures(MORNING, 5, THRESHOLD, 15, UP, 100)

    assert [care.work_out(morning, 480, [(480 - early, 960)]).amount for early in (0, 1, 5, 6)] == [
        0,
        0,
        0,
        100,
    ]


def test_time_away_in_the_evening_is_not_counted() -> None:
    stays = [(9 * 60, 17 * 60), (SIX + 30, SIX + 60)]

    assert care.beyond_edge(EVENING, SIX, stays) == 30


def test_past_midnight_the_minutes_go_on() -> None:
    assert care.beyond_edge(EVENING, SIX, [(9 * 60, 24 * 60 + 30)]) == 390
    assert care.clock(24 * 60 + 30) == "24:30"


def test_a_daily_cap_ends_the_day() -> None:
    assert amounts(evening(THRESHOLD, daily_cap=250), 30, 60, 120) == [200, 250, 250]


@given(FIGURES, STAY, st.integers(0, 1_440), st.integers(1, 120))
def test_who_leaves_later_never_pays_less(
    figures: Figures, stay: tuple[int, int], edge: int, later: int
) -> None:
    first = care.work_out(figures, edge, [stay])
    second = care.work_out(figures, edge, [(stay[0], stay[1] + later)])

    assert second.minutes >= first.minutes
    assert second.amount >= first.amount


@given(FIGURES, STAY, st.integers(0, 1_440), st.integers(1, 120))
def test_who_comes_earlier_never_pays_less(
    figures: Figures, stay: tuple[int, int], edge: int, by: int
) -> None:
    first = care.work_out(figures, edge, [stay])
    second = care.work_out(figures, edge, [(stay[0] - by, stay[1])])

    assert second.amount >= first.amount


@given(FIGURES, st.lists(STAY, max_size=3), st.integers(0, 1_440))
def test_nothing_is_ever_negative_and_the_days_cap_holds(
    figures: Figures, stays: list[tuple[int, int]], edge: int
) -> None:
    result = care.work_out(figures, edge, stays)

    assert min(result.beyond, result.minutes, result.units, result.amount) >= 0
    assert figures.daily_cap is None or result.amount <= figures.daily_cap
    assert result.minutes <= result.beyond


@given(FIGURES, STAY, st.integers(0, 1_440))
def test_grace_deducted_never_costs_more_than_grace_as_a_threshold(
    figures: Figures, stay: tuple[int, int], edge: int
) -> None:
    deducted, threshold = replace(figures, grace=DEDUCTION), replace(figures, grace=THRESHOLD)

    assert care.work_out(deducted, edge, [stay]).amount <= care.work_out(threshold, edge, [stay]).amount


@given(FIGURES, st.integers(0, 900))
def test_rounding_up_is_never_below_nearest_and_that_never_below_down(figures: Figures, minutes: int) -> None:
    up, nearest, down = (
        care.units_of(replace(figures, rounding=way), minutes) for way in (UP, NEAREST, DOWN)
    )

    assert up >= nearest >= down
    assert up - down == (1 if minutes % figures.unit_minutes else 0)
    assert abs(2 * (nearest * figures.unit_minutes - minutes)) <= figures.unit_minutes


@given(FIGURES, STAY, st.integers(0, 1_440))
def test_inside_the_hours_nothing_counts(figures: Figures, stay: tuple[int, int], edge: int) -> None:
    edges = {MORNING: min(edge, stay[0]), EVENING: max(edge, stay[1])}

    result = care.work_out(figures, edges[figures.side], [stay])

    assert (result.minutes, result.amount) == (0, 0)


@given(FIGURES, st.integers(0, 120))
def test_within_the_grace_nothing_counts(figures: Figures, beyond: int) -> None:
    assert care.counted(figures, min(beyond, figures.grace_minutes)) == 0


@given(st.lists(st.integers(0, 3_000), max_size=31), st.integers(0, 20_000))
def test_a_month_never_costs_more_than_its_cap(days: list[int], cap: int) -> None:
    cut = care.within_month([(amount, cap) for amount in days], 0)

    assert sum(cut) == min(cap, sum(days))
    assert all(0 <= after <= before for after, before in zip(cut, days, strict=True))


@given(st.lists(st.integers(0, 3_000), max_size=31), st.integers(0, 20_000), st.integers(0, 2**32))
def test_days_that_were_confirmed_change_nothing_for_the_others(days: list[int], cap: int, seed: int) -> None:
    whole = care.within_month([(amount, cap) for amount in days], 0)
    decided = [Random(seed + day).random() < 0.5 for day in range(len(days))]

    rest = care.within_month(
        [(amount, cap) for amount, done in zip(days, decided, strict=True) if not done],
        sum(amount for amount, done in zip(whole, decided, strict=True) if done),
    )

    assert rest == [amount for amount, done in zip(whole, decided, strict=True) if not done]


@given(st.lists(st.integers(0, 3_000), max_size=31))
def test_without_a_cap_every_day_costs_what_it_costs(days: list[int]) -> None:
    assert care.within_month([(amount, None) for amount in days], 10**6) == days


@given(FIGURES)
def test_the_figures_a_charge_keeps_give_the_same_figures_again(figures: Figures) -> None:
    assert Figures(**figures.kept()) == figures  # type: ignore[arg-type]
