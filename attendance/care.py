"""Extended care worked out (延長保育): minutes beyond the hours, units, yen. Pure; what is shown is what is billed.

Times are whole minutes of the clock on the attendance day, so that half past midnight is 24:30. Seconds never count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

MORNING, EVENING = "morning", "evening"
THRESHOLD, DEDUCTION = "threshold", "deduction"
UP, DOWN, NEAREST = "up", "down", "nearest"

Minutes = tuple[int, int]  # from coming to going


@dataclass(frozen=True)
class Figures:
    """A rule's figures as a charge keeps them. Caps in yen; None: none."""

    side: str
    grace_minutes: int
    grace: str
    unit_minutes: int
    rounding: str
    price: int
    daily_cap: int | None = None
    monthly_cap: int | None = None
    monthly_flat: int | None = None

    def kept(self) -> dict[str, str | int | None]:
        """As JSON keeps them."""
        return asdict(self)


@dataclass(frozen=True)
class Result:
    """One side of one day. `beyond` is what the clock says, `minutes` what counts, `amount` before a month's cap."""

    beyond: int
    minutes: int
    units: int
    amount: int


def work_out(figures: Figures, edge: int, stays: Iterable[Minutes]) -> Result:
    """What a child's stays cost beyond the edge of her hours, on one side of the day."""
    beyond = beyond_edge(figures.side, edge, stays)
    minutes = counted(figures, beyond)
    units = units_of(figures, minutes)
    amount = units * figures.price
    if figures.daily_cap is not None:
        amount = min(amount, figures.daily_cap)
    return Result(beyond, minutes, units, amount)


def beyond_edge(side: str, edge: int, stays: Iterable[Minutes]) -> int:
    """Minutes she was here before the edge (morning) or after it (evening); time away in between does not count."""
    if side == MORNING:
        return sum(max(0, min(left, edge) - came) for came, left in stays)
    return sum(max(0, left - max(came, edge)) for came, left in stays)


def counted(figures: Figures, beyond: int) -> int:
    """A threshold is free up to it and then all counts; a deduction is always taken off."""
    if beyond <= figures.grace_minutes:
        return 0
    return beyond - figures.grace_minutes if figures.grace == DEDUCTION else beyond


def units_of(figures: Figures, minutes: int) -> int:
    """Whole units; half a unit is rounded up where the nearest is meant."""
    unit = figures.unit_minutes
    if figures.rounding == UP:
        return -(-minutes // unit)
    if figures.rounding == DOWN:
        return minutes // unit
    return (2 * minutes + unit) // (2 * unit)


def within_month(amounts: Sequence[tuple[int, int | None]], decided: int) -> list[int]:
    """Amounts in the order of days, each with the month's cap of its rule, cut where the cap is reached.

    What somebody has decided on already counts first, so that a month never costs more than its cap and working it
    out again after some days were confirmed gives the other days what they had.
    """
    spent, cut = decided, []
    for amount, cap in amounts:
        allowed = amount if cap is None else max(0, min(amount, cap - spent))
        cut.append(allowed)
        spent += allowed
    return cut


def clock(minutes: int) -> str:
    """1084 as "18:04"; past midnight the hours go on: "24:30"."""
    return f"{minutes // 60}:{minutes % 60:02d}"
