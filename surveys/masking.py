"""Which numbers of an anonymous survey may be shown.

A count below five is hidden; so are others beside it, until no subtraction within the table narrows a hidden cell to
fewer than six possible numbers. A table with its row and column totals is a network, so the exact range of a hidden
cell is a flow through the other hidden ones: what linear programming would find out is known before it is shown.
Nothing is drawn by lot: the same answers give the same table, however often somebody asks.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

LEAST = 5  # people behind a number that is shown
Cell = tuple[int, int]
Counts = Sequence[Sequence[int]]
Place = TypeVar("Place", int, Cell)
_Flow = dict[tuple[int, int], float]


def hidden_cells(counts: Counts) -> frozenset[Cell]:
    """Cells to hide in a table whose totals are known and all five or more; nobody at all is few as well."""
    of = {(r, c): count for r, row in enumerate(counts) for c, count in enumerate(row)}
    hidden = {cell for cell, count in of.items() if count < LEAST}
    _close_lines(of, hidden)
    waiting = deque(sorted(hidden))
    while waiting:
        cell = waiting[0]
        if _width(of, hidden, cell) >= LEAST:
            waiting.popleft()
            continue
        before = set(hidden)
        if not _hide_beside(of, hidden, cell):
            return frozenset(of)
        _close_lines(of, hidden)
        waiting.extend(sorted(hidden - before))
    return frozenset(hidden)


def hidden_groups(counts: Sequence[int]) -> frozenset[int]:
    """Which groups of a whole whose size is known are hidden; that nobody is in a group may be said."""
    of = {index: count for index, count in enumerate(counts) if count}
    hidden = {index for index, count in of.items() if count < LEAST}
    _close(of, hidden)
    return frozenset(hidden)


def is_hidden_part(part: int, whole: int) -> bool:
    """Of those who chose something among several: too few did, or too few did not."""
    return 0 < part < LEAST or 0 < whole - part < LEAST


def _close(
    line: Mapping[Place, int], hidden: set[Place], rank: Callable[[Place], bool] = lambda _place: True
) -> None:
    """Where something of a line is hidden, at least two are, and at least five people are in them."""
    mine = [place for place in line if place in hidden]
    if not mine:
        return
    order = sorted((rank(place), line[place], place) for place in line if place not in hidden)
    together = sum(line[place] for place in mine)
    for _, count, place in order:
        if len(mine) > 1 and together >= LEAST:
            return
        mine.append(place)
        hidden.add(place)
        together += count


def _close_lines(of: Mapping[Cell, int], hidden: set[Cell]) -> None:
    """Columns and rows in turn until nothing is added; first where the line across has hidden cells already."""
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for axis in (1, 0):
            for line in _lines(of, axis):
                busy = {cell[1 - axis] for cell in hidden if cell not in line}
                _close(line, hidden, lambda cell: cell[1 - axis] not in busy)  # noqa: B023 # used at once


def _lines(of: Mapping[Cell, int], axis: int) -> Iterable[Mapping[Cell, int]]:
    lines: dict[int, dict[Cell, int]] = {}
    for cell, count in of.items():
        lines.setdefault(cell[axis], {})[cell] = count
    return lines.values()


def _hide_beside(of: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> bool:
    """Hide the smallest open one of its row or column, or of the table where there is none."""
    open_ones = [other for other in of if other not in hidden]
    near = [other for other in open_ones if other[0] == cell[0] or other[1] == cell[1]]
    if not open_ones:
        return False
    hidden.add(min(near or open_ones, key=lambda other: (of[other], other)))
    return True


def _width(of: Mapping[Cell, int], hidden: set[Cell], cell: Cell) -> int:
    """How far apart the least and the greatest number are that the cell might be, counted up to LEAST."""
    others = hidden - {cell}
    more = _flow(_edges(of, others, falls_from_row=True), cell, LEAST)
    if more >= LEAST:
        return more
    return more + _flow(_edges(of, others, falls_from_row=False), cell, min(of[cell], LEAST - more))


def _edges(of: Mapping[Cell, int], cells: Iterable[Cell], *, falls_from_row: bool) -> _Flow:
    """Rows are 0, 1, …, columns -1, -2, …; one way a cell grows without end, the other it falls to nothing."""
    edges: _Flow = {}
    for r, c in cells:
        there, back = (r, -c - 1), (-c - 1, r)
        edges[there if falls_from_row else back] = of[r, c]
        edges[back if falls_from_row else there] = LEAST
    return edges


def _flow(edges: _Flow, cell: Cell, wanted: int) -> int:
    """What can be passed from the row of a cell to its column, `wanted` at most."""
    start, end = cell[0], -cell[1] - 1
    beside: dict[int, list[int]] = {}
    for one, other in edges:
        beside.setdefault(one, []).append(other)
    passed = 0
    while passed < wanted:
        came = _path(edges, beside, start, end)
        if came is None:
            break
        step, node = wanted - passed, end
        while node != start:
            step, node = int(min(step, edges[came[node], node])), came[node]
        node = end
        while node != start:
            edges[came[node], node] -= step
            edges[node, came[node]] += step
            node = came[node]
        passed += step
    return passed


def _path(edges: _Flow, beside: Mapping[int, list[int]], start: int, end: int) -> dict[int, int] | None:
    came, waiting = {start: start}, deque([start])
    while waiting:
        node = waiting.popleft()
        for other in beside.get(node, ()):
            if other not in came and edges[node, other] > 0:
                came[other] = node
                if other == end:
                    return came
                waiting.append(other)
    return None
