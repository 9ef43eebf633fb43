"""Growth against the national reference of Japan. Pure; the source of every figure stands in data/growth.csv."""

import csv
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _

from backend.errors import DomainError

MEASURES = ("height", "weight", "head", "chest")
PERCENTILES = (3, 10, 25, 50, 75, 90, 97)
# What a child from birth to 12 years can measure: (from, to, decimal places).
RANGES = {"height": (35, 180, 1), "weight": (1, 90, 2), "head": (25, 60, 1), "chest": (20, 95, 1)}
_DATA = Path(__file__).parent / "data" / "growth.csv"
_DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Point:
    """The percentiles at an age; those the survey does not give are None."""

    months: float
    values: tuple[float | None, ...]


@cache
def reference(measure: str, sex: str) -> tuple[Point, ...]:
    """The survey's age classes by their middle, youngest first; none for an unknown sex."""
    with _DATA.open(encoding="utf-8", newline="") as source:
        lines = csv.DictReader(line for line in source if not line.startswith("#"))
        return tuple(
            Point(
                float(row["months"]),
                tuple(float(row[f"p{n}"]) if row[f"p{n}"] else None for n in PERCENTILES),
            )
            for row in lines
            if (row["measure"], row["sex"]) == (measure, sex)
        )


def months_between(born_on: date, day: date) -> float:
    """Age in months of 30.4 days."""
    return (day - born_on).days / _DAYS_A_MONTH


def curve(measure: str, sex: str, percentile: int) -> list[tuple[float, float]]:
    """(months, value) of one percentile line."""
    place = PERCENTILES.index(percentile)
    found = ((point.months, point.values[place]) for point in reference(measure, sex))
    return [(months, value) for months, value in found if value is not None]


def band_of(measure: str, sex: str, months: float, value: float) -> tuple[int | None, int | None] | None:
    """Between which percentiles a value lies at an age: (25, 50), (None, 3) below, (97, None) above.

    None where the survey says nothing: outside its ages, or a measure it gives no percentiles of. Between two ages
    the lines are straight.
    """
    points = reference(measure, sex)
    if not points or None in points[0].values or not points[0].months <= months <= points[-1].months:
        return None
    lines = [value_at(curve(measure, sex, one), months) for one in PERCENTILES]
    place = bisect_left(lines, value)
    return (
        PERCENTILES[place - 1] if place else None,
        PERCENTILES[place] if place < len(PERCENTILES) else None,
    )


def measure_of(measure: str, raw: object) -> Decimal | None:
    """82.4 from ８２．４ or 82,4; empty is not measured. A weight in grams (9240) is understood."""
    text = unicodedata.normalize("NFKC", str(raw or "")).strip().lower()
    text = (
        re.sub(r"(cm|kg|g|センチ|キロ)$", "", text)
        .strip()
        .replace(",", ".")
        .replace("、", ".")
        .replace("。", ".")
    )
    if not text:
        return None
    low, high, places = RANGES[measure]
    value = Decimal(text) if re.fullmatch(r"\d{1,5}(\.\d{1,3})?", text) else Decimal(0)
    if measure == "weight" and 1_000 <= value < 90_000:
        value /= 1_000
    if not low <= value <= high:
        raise DomainError(
            _("%(text)s cannot be right: it must be from %(low)s to %(high)s. Nothing was saved.")
            % {"text": str(raw)[:12], "low": low, "high": high},
            code="measure",
        )
    return round(value, places)


def value_at(line: list[tuple[float, float]], months: float) -> float:
    """Where a percentile line is at an age; straight between two ages, level after the last."""
    for (start, low), (end, high) in pairwise(line):
        if start <= months <= end:
            return low + (high - low) * (months - start) / (end - start)
    return line[-1][1]
