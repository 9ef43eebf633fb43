"""Numbers and days as groups: each by itself where there are few, in bands or months where there are many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from surveys.crosstab import Group

ALONE = 10  # different values that are listed one by one
BANDS = 8
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Summary:
    """Of the numbers given; `low`, `high` and `median` are somebody's own answer and missing where that is secret."""

    n: int
    mean: Decimal
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None


def summary_of(counts: Mapping[Decimal, int], *, is_masked: bool) -> Summary | None:
    """None of no number at all."""
    n = sum(counts.values())
    if not n:
        return None
    mean = (sum((value * count for value, count in counts.items()), Decimal(0)) / n).quantize(Decimal("0.1"))
    if is_masked:
        return Summary(n, mean, None, None, None)
    ordered = [value for value in sorted(counts) for _ in range(counts[value])]
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Summary(n, mean, median, ordered[0], ordered[-1])


def numbers_in_groups(counts: Mapping[Decimal, int]) -> list[Group]:
    """Sorted; at most ten."""
    if len(counts) <= ALONE:
        return [Group(written(value), written(value), counts[value]) for value in sorted(counts)]
    low, high = min(counts), max(counts)
    width = _width(high - low)
    first = (low / width).to_integral_value(ROUND_FLOOR) * width
    bands: dict[Decimal, int] = {}
    for value, count in counts.items():
        start = first + ((value - first) / width).to_integral_value(ROUND_FLOOR) * width
        bands[start] = bands.get(start, 0) + count
    return [_band(start, start + width, bands[start]) for start in sorted(bands)]


def days_in_groups(counts: Mapping[date, int]) -> list[Group]:
    """Days, or months where there are many."""
    form = "%Y-%m-%d" if len(counts) <= ALONE else "%Y-%m"
    groups: dict[str, int] = {}
    for day in sorted(counts):
        key = day.strftime(form)
        groups[key] = groups.get(key, 0) + counts[day]
    return [Group(key, key, count) for key, count in groups.items()]


def written(value: Decimal) -> str:
    """38.50 as 38.5 and 40.00 as 40."""
    return f"{value.normalize():f}"


def _width(span: Decimal) -> Decimal:
    """1, 2 or 5 times a power of ten, so that there are at most eight bands."""
    wanted = span / BANDS
    power = Decimal(10) ** wanted.adjusted()
    return next((power * step for step in STEPS if power * step >= wanted), power * 10)


def _band(start: Decimal, end: Decimal, count: int) -> Group:
    return Group(written(start), f"{written(start)}–{written(end)}", count)
