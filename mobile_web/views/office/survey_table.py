"""The crossed table as it is drawn: shares or numbers, four steps of heat, and the sentences under it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.crosstab import Cell, Crosstab, Line
from surveys.statistics import Association, Finding

STEPS = ((60, 5), (25, 3), (10, 2))


@dataclass(frozen=True)
class Drawn:
    """A cell: `big` over `small`; both empty where it is hidden."""

    big: str
    small: str
    heat: int

    @property
    def is_hidden(self) -> bool:
        return not self.big


@dataclass(frozen=True)
class DrawnLine:
    label: str
    cells: tuple[Drawn, ...]
    total: str


@dataclass(frozen=True)
class Table:
    """What the template shows; `said` is the sentence in large, `finding` what chance has to do with it."""

    cross: Crosstab
    lines: tuple[DrawnLine, ...]
    foot: DrawnLine
    finding: str
    figures: str


def drawn(cross: Crosstab, show: str) -> Table:
    """`show` is row, column or count."""
    most = max((cell.count or 0 for line in cross.lines for cell in line.cells), default=0)
    known = cross.association
    return Table(
        cross,
        tuple(_line(line, show, most) for line in cross.lines),
        _line(cross.foot, "count" if show == "column" else show, 0),
        finding_of(cross),
        figures_of(known) if known else "",
    )


def finding_of(cross: Crosstab) -> str:
    """Plainly: is there a difference, or could it be chance?"""
    if cross.rows.is_multiple or cross.columns.is_multiple:
        return _("Several answers were allowed, so nothing is said of chance.")
    known = cross.association
    if known is None:
        return _("Because of hidden cells nothing is said of chance.") if cross.has_hidden else ""
    said = {
        Finding.CLEAR: _("There is a clear difference: it is hardly by chance."),
        Finding.LIKELY: _("There seems to be a difference; chance is not ruled out."),
        Finding.CHANCE: _("No more of a difference than chance alone makes."),
        Finding.TOO_FEW: _("Too few answers to say whether it is chance."),
    }[known.finding]
    if cross.has_hidden:
        return _("%(said)s Only rows without hidden cells were compared.") % {"said": said}
    return said


def figures_of(known: Association) -> str:
    """For those who want to know: χ²(9) = 163.2, p < 0.001, V = 0.22 (middling)."""
    names = {"weak": _("weak"), "middling": _("middling"), "strong": _("strong")}
    chance = "p < 0.001" if known.p < 0.001 else f"p = {known.p:.3f}"
    return _("χ²(%(degrees)s) = %(chi2)s, %(chance)s, Cramér's V = %(v)s (%(strength)s), n = %(n)s") % {
        "degrees": known.degrees,
        "chi2": f"{known.chi2:.1f}",
        "chance": chance,
        "v": f"{known.v:.2f}",
        "strength": names[known.strength],
        "n": f"{known.n:,}",
    }


def _line(line: Line, show: str, most: int) -> DrawnLine:
    total = "" if line.total is None else f"{line.total:,}"
    return DrawnLine(line.label, tuple(_cell(cell, show, most) for cell in line.cells), total)


def _cell(cell: Cell, show: str, most: int) -> Drawn:
    if cell.count is None:
        return Drawn("", "", 0)
    share = cell.of_column if show == "column" else cell.of_row
    words = "–" if share is None else f"{share:.0f}%"
    if show == "count":
        return Drawn(f"{cell.count:,}", words, _heat(100 * cell.count / most if most else 0))
    return Drawn(words, f"{cell.count:,}", _heat(share or 0))


def _heat(share: float) -> int:
    for least, step in STEPS:
        if share >= least:
            return step
    return 1
