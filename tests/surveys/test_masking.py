"""Linear programming tries to find what is hidden, from everything one table tells."""

from collections.abc import Iterator

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from scipy.optimize import linprog

from surveys.masking import LEAST, Cell, hidden_cells, hidden_groups, is_hidden_part

Table = list[list[int]]
NUMBERS = some.one_of(some.integers(0, 6), some.integers(0, 80))
CALM = settings(max_examples=60, deadline=None, derandomize=True)


@some.composite
def tables(draw: some.DrawFn) -> Table:
    """Whose rows and columns, and whose rest, are of five people at least: others are never crossed."""
    columns = draw(some.integers(2, 5))
    rows = draw(some.lists(some.lists(NUMBERS, min_size=columns, max_size=columns), min_size=2, max_size=5))
    totals = [*map(sum, rows), *map(sum, zip(*rows, strict=True))]
    assume(all(LEAST <= total <= sum(map(sum, rows)) - LEAST for total in totals))
    return rows


def ranges(table: Table, hidden: frozenset[Cell]) -> Iterator[tuple[Cell, float, float]]:
    """What each hidden cell may be, for somebody who knows the other cells and all totals."""
    cells = sorted(hidden)
    lines, sums = [], []
    for axis, length in ((0, len(table)), (1, len(table[0]))):
        for place in range(length):
            lines.append([float(cell[axis] == place) for cell in cells])
            sums.append(sum(table[r][c] for r, c in cells if (r, c)[axis] == place))
    for index, cell in enumerate(cells):
        aim = np.zeros(len(cells))
        aim[index] = 1
        low, high = (linprog(sign * aim, A_eq=lines, b_eq=sums).fun * sign for sign in (1, -1))
        yield cell, low, high


@CALM
@given(tables())
def test_no_program_narrows_a_hidden_cell_to_fewer_than_six_numbers(table: Table) -> None:
    for cell, low, high in ranges(table, hidden_cells(table)):
        assert high - low >= LEAST - 1e-6, (table, cell, low, high)


@CALM
@given(tables())
def test_every_small_cell_is_hidden_and_the_same_each_time(table: Table) -> None:
    hidden = hidden_cells(table)

    assert {(r, c) for r, row in enumerate(table) for c, count in enumerate(row) if count < LEAST} <= hidden
    assert hidden == hidden_cells(table)


@CALM
@given(tables())
def test_columns_first_hides_what_rows_first_hides(table: Table) -> None:
    """Turned round, a table may hide others beside, but never fewer people than five in a line."""
    turned = [list(line) for line in zip(*table, strict=True)]
    for r, row in enumerate(table):
        together = [count for c, count in enumerate(row) if (c, r) in hidden_cells(turned)]
        assert not together or (len(together) > 1 and sum(together) >= LEAST)


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert hidden_cells([[12, 30], [9, 41]]) == frozenset()


def test_one_small_cell_takes_a_rectangle_with_it() -> None:
    assert len(hidden_cells([[2, 30, 40], [25, 41, 30], [30, 30, 30]])) == 4


@CALM
@given(some.lists(NUMBERS, min_size=1, max_size=8))
def test_hidden_groups_hold_five_together_or_everybody(counts: list[int]) -> None:
    hidden = hidden_groups(counts)

    assert {index for index, count in enumerate(counts) if 0 < count < LEAST} <= hidden
    people = {index for index, count in enumerate(counts) if count}
    assert not hidden or hidden == people or sum(counts[index] for index in hidden) >= LEAST
    assert len(hidden) != 1 or len(people) == 1


def test_who_did_not_choose_is_protected_as_well() -> None:
    assert is_hidden_part(3, 40)
    assert is_hidden_part(37, 40)
    assert not is_hidden_part(20, 40)
    assert not is_hidden_part(0, 40)
