"""The chi-square of ours against the one everybody knows."""

import pytest
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association as known_association

from surveys.statistics import Finding, association

TABLES = [
    [[512, 38, 14, 9], [61, 48, 33, 27], [44, 36, 29, 18]],
    [[10, 20], [30, 40]],
    [[7, 7], [7, 7]],
    [[1, 2, 3], [3, 2, 1]],
]


@pytest.mark.parametrize("table", TABLES)
def test_it_agrees_with_scipy(table: list[list[int]]) -> None:
    found = association(table)
    known = chi2_contingency(table, correction=False)

    assert found is not None
    assert found.chi2 == pytest.approx(known.statistic)
    assert found.p == pytest.approx(known.pvalue)
    assert found.degrees == known.dof
    assert found.v == pytest.approx(known_association(table, method="cramer"))


def test_rows_and_columns_without_anybody_do_not_count() -> None:
    assert association([[10, 20, 0], [30, 40, 0], [0, 0, 0]]) == association([[10, 20], [30, 40]])


@pytest.mark.parametrize("table", [[], [[]], [[3, 4]], [[3], [4]], [[0, 0], [3, 4]]])
def test_of_one_row_there_is_nothing_to_say(table: list[list[int]]) -> None:
    assert association(table) is None


def test_it_says_what_may_be_said() -> None:
    def finding(table: list[list[int]]) -> Finding:
        found = association(table)
        assert found is not None
        return found.finding

    assert finding([[90, 10], [50, 50]]) == Finding.CLEAR
    assert finding([[60, 40], [45, 55]]) == Finding.LIKELY
    assert finding([[51, 49], [50, 50]]) == Finding.CHANCE
    assert finding([[3, 0], [0, 3]]) == Finding.TOO_FEW


def test_strength_is_told_by_cramers_v() -> None:
    strong, weak = association([[90, 10], [10, 90]]), association([[505, 495], [495, 505]])

    assert strong is not None
    assert weak is not None
    assert (strong.strength, weak.strength) == ("strong", "weak")
