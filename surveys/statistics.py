"""Whether two answers have to do with each other: chi-square, degrees of freedom, p and Cramér's V."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

Counts = Sequence[Sequence[int]]
EXPECTED_LEAST = 5  # Cochran: with smaller expected counts the chi-square of a table is unreliable
SMALL_SHARE = 0.2
CLEAR, LIKELY = 0.01, 0.05
WEAK, STRONG = 0.1, 0.3  # Cohen, for the smaller side of two


class Finding(Enum):
    """What a person may say of it."""

    CLEAR = "clear"
    LIKELY = "likely"
    CHANCE = "chance"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Association:
    """`chi2` on `degrees` with probability `p` under no relation; `v` from 0 (none) to 1 (one decides the other).

    `small` is the share of cells with an expected count below five.
    """

    n: int
    chi2: float
    degrees: int
    p: float
    v: float
    small: float
    least: float

    @property
    def is_reliable(self) -> bool:
        return self.small <= SMALL_SHARE and self.least >= 1

    @property
    def finding(self) -> Finding:
        if not self.is_reliable:
            return Finding.TOO_FEW
        if self.p < CLEAR:
            return Finding.CLEAR
        return Finding.LIKELY if self.p < LIKELY else Finding.CHANCE

    @property
    def strength(self) -> str:
        """weak, middling or strong, by Cramér's V."""
        return "weak" if self.v < WEAK else "strong" if self.v >= STRONG else "middling"


def association(counts: Counts) -> Association | None:
    """Of a table of counts; None where fewer than two rows or columns have anybody in them."""
    rows = [list(row) for row in counts if sum(row)]
    columns = [index for index in range(len(rows[0]) if rows else 0) if sum(row[index] for row in rows)]
    if len(rows) < 2 or len(columns) < 2:
        return None
    table = [[row[index] for index in columns] for row in rows]
    n = sum(map(sum, table))
    of_row = [sum(row) for row in table]
    of_column = [sum(row[index] for row in table) for index in range(len(columns))]
    expected = [[a * b / n for b in of_column] for a in of_row]
    pairs = [
        pair for row, wanted in zip(table, expected, strict=True) for pair in zip(row, wanted, strict=True)
    ]
    chi2 = sum((seen - wanted) ** 2 / wanted for seen, wanted in pairs)
    degrees = (len(rows) - 1) * (len(columns) - 1)
    return Association(
        n=n,
        chi2=chi2,
        degrees=degrees,
        p=_probability(chi2, degrees),
        v=sqrt(chi2 / (n * min(len(rows) - 1, len(columns) - 1))),
        small=sum(wanted < EXPECTED_LEAST for _, wanted in pairs) / len(pairs),
        least=min(wanted for _, wanted in pairs),
    )


def _probability(chi2: float, degrees: int) -> float:
    """Of a chi-square at least this large by chance alone.

    From `scipy.special` and not `scipy.stats`: the same number for half the memory; loaded at the first table.
    """
    from scipy.special import chdtrc

    return float(chdtrc(degrees, chi2))
