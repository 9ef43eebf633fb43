"""Tables of two variables, and what of them is told."""

import pytest

from surveys.crosstab import NONE, SKIPPED, Axis, Group, crossed, crossed_masked


def axis(key: str, counts: dict[str, int], whole: int | None = None, *, is_multiple: bool = False) -> Axis:
    groups = tuple(Group(name, name, count) for name, count in counts.items())
    return Axis(key, key, groups, sum(counts.values()) if whole is None else whole, is_multiple)


WORK = axis("q2", {"office": 60, "clinic": 40, NONE: 4})
DAYS = axis("q1", {"no": 70, "yes": 28, SKIPPED: 6})
MET = {
    ("office", "no"): 50, ("office", "yes"): 8, ("office", SKIPPED): 2,
    ("clinic", "no"): 18, ("clinic", "yes"): 18, ("clinic", SKIPPED): 4,
    (NONE, "no"): 2, (NONE, "yes"): 2,
}  # fmt: skip


def test_named_answers_are_crossed_among_those_who_answered_both() -> None:
    found = crossed(WORK, DAYS, MET)

    assert [(line.label, line.total) for line in found.lines] == [("office", 58), ("clinic", 36)]
    assert [cell.count for cell in found.foot.cells] == [68, 26]
    assert found.foot.total == 94
    assert found.left_out == 10
    assert found.lines[1].cells[1].of_row == pytest.approx(50)
    assert found.lines[1].cells[1].of_column == pytest.approx(100 * 18 / 26)
    assert not found.has_hidden


def test_the_sentence_names_the_cell_that_differs_most() -> None:
    standout = crossed(WORK, DAYS, MET).standout

    assert standout is not None
    assert (standout.row, standout.column, round(standout.share), round(standout.overall)) == (
        "clinic", "yes", 50, 28,
    )  # fmt: skip


def test_of_several_choices_a_person_counts_in_each() -> None:
    wishes = axis("q3", {"usual": 30, "near": 25, NONE: 10}, whole=50, is_multiple=True)
    place = axis("@facility", {"a": 30, "b": 20})
    met = {("usual", "a"): 20, ("usual", "b"): 10, ("near", "a"): 10, ("near", "b"): 15, (NONE, "a"): 10}

    found = crossed(wishes, place, met)

    assert [line.total for line in found.lines] == [30, 25]
    assert [cell.count for cell in found.foot.cells] == [20, 20]
    assert found.foot.total == 40
    assert found.association is None


def test_a_masked_table_hides_small_cells_and_others_beside_them() -> None:
    found = crossed_masked(WORK, DAYS, MET)

    shown = [cell.count for line in found.lines for cell in line.cells if cell.count is not None]
    assert all(count >= 5 for count in shown)
    assert found.has_hidden
    assert [line.total for line in found.lines] == [60, None, None]


def test_a_statistic_never_tells_of_hidden_cells() -> None:
    rows = axis("q2", {"a": 40, "b": 40, "c": 42})
    columns = axis("q1", {"x": 61, "y": 61})
    met = {("a", "x"): 20, ("a", "y"): 20, ("b", "x"): 38, ("b", "y"): 2, ("c", "x"): 3, ("c", "y"): 39}

    found = crossed_masked(rows, columns, met)

    assert found.lines[1].cells[0].count is None
    assert found.association is None


def test_masking_of_several_choices_protects_who_did_not_choose() -> None:
    wishes = axis("q3", {"usual": 38, "near": 20}, whole=40, is_multiple=True)
    place = axis("@facility", {"a": 20, "b": 20})
    met = {("usual", "a"): 19, ("usual", "b"): 19, ("near", "a"): 10, ("near", "b"): 10}

    found = crossed_masked(wishes, place, met)

    assert [[cell.count for cell in line.cells] for line in found.lines] == [[None, None], [10, 10]]
    assert found.lines[0].total is None


def test_three_anonymous_answers_say_nothing() -> None:
    few = axis("q1", {"yes": 2, "no": 1}).masked()

    assert all(group.is_hidden for group in few.groups)


def test_a_hidden_group_leaves_the_base_of_percentages_as_it_is_known() -> None:
    many = axis("q1", {"yes": 60, "no": 30, NONE: 2}).masked()

    assert [group.is_hidden for group in many.groups] == [False, True, True]
    assert many.base == 92
