"""One variable counted, or two crossed: counts, shares, and which of them may be shown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from surveys.masking import LEAST, hidden_cells, hidden_groups, is_hidden_part
from surveys.statistics import Association, association

NONE, SKIPPED = "none", "skipped"  # shown and left empty; a branch led past it
EVERYBODY = "*"
CELLS_MOST = 600  # of a masked table: beyond that nearly every cell would be hidden
Pairs = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Group:
    """Those who gave one answer; `is_hidden` says that their number may not be told."""

    key: str
    label: str
    count: int
    is_hidden: bool = False

    @property
    def is_answer(self) -> bool:
        return self.key not in (NONE, SKIPPED)


@dataclass(frozen=True)
class Axis:
    """A variable with its groups. Of several choices one person may be in many groups; `whole` counts people."""

    key: str
    label: str
    groups: tuple[Group, ...]
    whole: int
    is_multiple: bool = False

    @property
    def answers(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.is_answer)

    @property
    def apart(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if not group.is_answer)

    @property
    def base(self) -> int:
        """Whom percentages count: everybody but those led past the question, where that may be told."""
        past = (group.count for group in self.groups if group.key == SKIPPED and not group.is_hidden)
        return self.whole - sum(past)

    def masked(self) -> "Axis":
        """With small groups hidden, and what would give them away."""
        if self.whole < LEAST:
            return self.hidden()
        if not self.is_multiple:
            return self._hiding(set(hidden_groups([group.count for group in self.groups])))
        outside = [index for index, group in enumerate(self.groups) if not group.is_answer]
        away = sum(self.groups[index].count for index in outside)
        parts = [self.whole - away, *(self.groups[index].count for index in outside)]
        kept_back = hidden_groups(parts)
        hidden = {index for place, index in enumerate(outside, 1) if place in kept_back}
        known = self.whole - sum(self.groups[index].count for index in outside if index not in hidden)
        return self._hiding(
            hidden
            | {
                index
                for index, group in enumerate(self.groups)
                if group.is_answer
                and (is_hidden_part(group.count, known) or is_hidden_part(group.count, self.whole - away))
            }
        )

    def hidden(self) -> "Axis":
        """Nothing of it is told."""
        return self._hiding(set(range(len(self.groups))))

    def without(self, groups: tuple[Group, ...]) -> "Axis":
        """As if these people had not been there."""
        kept = tuple(group for group in self.groups if group not in groups)
        return replace(self, groups=kept, whole=self.whole - sum(group.count for group in groups))

    def with_groups(self, groups: tuple[Group, ...]) -> "Axis":
        """And these people again."""
        return replace(
            self,
            groups=(*self.groups, *groups),
            whole=self.whole + sum(group.count for group in groups),
        )

    def _hiding(self, hidden: set[int]) -> "Axis":
        return replace(
            self,
            groups=tuple(
                replace(group, is_hidden=index in hidden) for index, group in enumerate(self.groups)
            ),
        )


@dataclass(frozen=True)
class Cell:
    """`count` is None where it is hidden; shares are of the row's and the column's people, 0 to 100."""

    count: int | None
    of_row: float | None = None
    of_column: float | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table; `total` is None where it is hidden."""

    label: str
    cells: tuple[Cell, ...]
    total: int | None


@dataclass(frozen=True)
class Standout:
    """The cell that differs most from everybody: `share` of the row against `overall`."""

    row: str
    column: str
    share: float
    overall: float

    @property
    def more(self) -> float:
        return self.share - self.overall


@dataclass(frozen=True)
class Crosstab:
    """Rows against columns; `foot` is everybody. `left_out` did not answer one of the two."""

    rows: Axis
    columns: Axis
    lines: tuple[Line, ...]
    foot: Line
    is_masked: bool
    left_out: int = 0

    @cached_property
    def has_hidden(self) -> bool:
        return any(cell.count is None for line in (*self.lines, self.foot) for cell in line.cells)

    @cached_property
    def association(self) -> Association | None:
        """Of complete rows of answers alone: a number about hidden cells would tell of them."""
        if self.rows.is_multiple or self.columns.is_multiple:
            return None
        kept = [index for index, group in enumerate(self.columns.groups) if group.is_answer]
        answered = [line for group, line in zip(self.rows.groups, self.lines, strict=True) if group.is_answer]
        whole = [
            [line.cells[index].count for index in kept]
            for line in answered
            if all(line.cells[index].count is not None for index in kept)
        ]
        return association([[count or 0 for count in row] for row in whole])

    @cached_property
    def standout(self) -> Standout | None:
        """By the standardised residual, among rows and columns of at least ten people."""
        found = max(self._residuals(), default=None, key=lambda pair: (round(pair[0], 6), pair[1].more))
        return found[1] if found and found[0] > 2 else None

    def _residuals(self) -> Iterator[tuple[float, Standout]]:
        for line, (place, column) in product(self.lines, enumerate(self.columns.groups)):
            total, cell, overall = line.total, line.cells[place], self.foot.cells[place].of_row
            if not total or total < 10 or cell.of_row is None or not overall or not column.is_answer:
                continue
            spread = (overall * (100 - overall) / total) ** 0.5
            if spread:
                yield (
                    abs(cell.of_row - overall) / spread,
                    Standout(line.label, column.label, cell.of_row, overall),
                )


def crossed(rows: Axis, columns: Axis, pairs: Pairs) -> Crosstab:
    """Of named answers: only those who answered both."""
    apart = [group.key for group in columns.apart]
    beside = [group.key for group in rows.apart]

    def of_rows(group: Group) -> int:
        return group.count - sum(pairs.get((group.key, key), 0) for key in apart)

    def of_columns(group: Group) -> int:
        return group.count - sum(pairs.get((key, group.key), 0) for key in beside)

    both = sum(pairs.get(pair, 0) for pair in product(beside, apart))
    left_out = sum(group.count for group in (*rows.apart, *columns.apart)) - both
    whole = rows.whole - left_out
    taken = [
        replace(
            axis,
            groups=tuple(replace(one, count=count(one)) for one in axis.answers),
            whole=whole,
        )
        for axis, count in ((rows, of_rows), (columns, of_columns))
    ]
    return _table(taken[0], taken[1], lambda a, b: pairs.get((a.key, b.key), 0), left_out=left_out)


def crossed_masked(rows: Axis, columns: Axis, pairs: Pairs) -> Crosstab:
    """Of anonymous answers: everybody is in the table, so that its totals are those already known."""
    rows, columns = _without_nobody(rows).masked(), _without_nobody(columns).masked()
    hidden = _hidden_pairs(rows, columns, pairs)

    def count(a: Group, b: Group) -> int | None:
        return None if (a.key, b.key) in hidden else pairs.get((a.key, b.key), 0)

    return _table(rows, columns, count, is_masked=True)


def is_too_fine(rows: Axis, columns: Axis) -> bool:
    """So many cells that a masked table of them would say nothing."""
    return len(rows.groups) * len(columns.groups) > CELLS_MOST


def _without_nobody(axis: Axis) -> Axis:
    return replace(axis, groups=tuple(group for group in axis.groups if group.count))


def _hidden_pairs(rows: Axis, columns: Axis, pairs: Pairs) -> set[tuple[str, str]]:
    """Part by part: a choice of several is a table of its own, of those who made it and those who did not."""
    hidden = {(a.key, b.key) for a in rows.groups for b in columns.groups if a.is_hidden or b.is_hidden}
    met = {**pairs, (EVERYBODY, EVERYBODY): rows.whole}
    met |= {(group.key, EVERYBODY): group.count for group in rows.groups}
    met |= {(EVERYBODY, group.key): group.count for group in columns.groups}
    for across, down in product(_parts(rows), _parts(columns)):
        if len(across) < 2 or len(down) < 2:
            continue
        closed = hidden_cells([[_met(a, b, met) for b in down] for a in across])
        hidden |= {(one, other) for r, c in closed for one in across[r] for other in down[c]}
    return hidden


_People = dict[str, int]  # keys of groups, counted in (1) or out (-1)


def _parts(axis: Axis) -> list[list[_People]]:
    """Ways to divide everybody: hidden groups as one; of several choices, each and those outside it."""
    seen = [group for group in axis.groups if not group.is_hidden]
    if axis.is_multiple:
        return [[{one.key: 1}, {EVERYBODY: 1, one.key: -1}] for one in seen if one.count < axis.whole]
    rest = {group.key: 1 for group in axis.groups if group.is_hidden}
    return [[{group.key: 1} for group in seen] + ([rest] if rest else [])]


def _met(a: _People, b: _People, met: Pairs) -> int:
    """How many are in both."""
    return sum(x * y * met.get((one, other), 0) for one, x in a.items() for other, y in b.items())


def _table(
    rows: Axis,
    columns: Axis,
    count: Callable[[Group, Group], int | None],
    *,
    is_masked: bool = False,
    left_out: int = 0,
) -> Crosstab:
    lines = tuple(
        Line(
            a.label,
            tuple(_cell(count(a, b), a.count, b.count) for b in columns.groups),
            None if a.is_hidden else a.count,
        )
        for a in rows.groups
    )
    foot = Line(
        "",
        tuple(_cell(None if b.is_hidden else b.count, rows.whole, b.count) for b in columns.groups),
        rows.whole,
    )
    return Crosstab(rows, columns, lines, foot, is_masked, left_out)


def _cell(count: int | None, of_row: int, of_column: int) -> Cell:
    if count is None:
        return Cell(None)
    return Cell(count, _share(count, of_row), _share(count, of_column))


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
