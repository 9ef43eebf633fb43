"""A growth chart as points of a drawing: the national reference behind, the child's line before it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import ceil, floor

from django.utils.translation import gettext as _

from contactbook.growth import PERCENTILES, curve

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 36, 26, 8, 24
SHORTEST = 12  # months
STEPS = (0.5, 1, 2, 5, 10, 20)
Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its number."""

    at: str
    text: str


@dataclass(frozen=True)
class Dot:
    """One measure: where it stands, and what it was."""

    x: str
    y: str


@dataclass(frozen=True)
class Chart:
    """SVG paths in a drawing of 360 by 240. `area` lies between the 3rd and the 97th percentile."""

    measure: str
    area: str
    lines: tuple[tuple[int, str, str], ...]
    path: str
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True)
class _Window:
    """What part of ages and values is drawn."""

    first: float
    last: float
    low: float
    high: float

    def x(self, months: float) -> str:
        return f"{LEFT + (months - self.first) / (self.last - self.first) * (WIDTH - LEFT - RIGHT):.1f}"

    def y(self, value: float) -> str:
        return (
            f"{HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM):.1f}"
        )

    def path(self, points: Pairs) -> str:
        return " ".join(f"{'L' if n else 'M'}{self.x(x)} {self.y(y)}" for n, (x, y) in enumerate(points))


def chart_of(own: Pairs, measure: str, sex: str) -> Chart | None:
    """From (months, value), the oldest first; None where this was never measured."""
    if not own:
        return None
    first = floor(own[0][0] / 12) * 12
    last = max(ceil(own[-1][0] / 12) * 12, first + SHORTEST)
    lines = {one: _part(curve(measure, sex, one), first, last) for one in PERCENTILES}
    lines = {one: points for one, points in lines.items() if points}
    window = _window(first, last, [value for line in (own, *lines.values()) for _months, value in line])
    outer = lines[97] + lines[3][::-1] if 97 in lines else []
    return Chart(
        measure=measure,
        area=window.path(outer) + " Z" if outer else "",
        lines=tuple((one, window.path(points), window.y(points[-1][1])) for one, points in lines.items()),
        path=window.path(own),
        dots=tuple(Dot(window.x(months), window.y(value)) for months, value in own),
        across=tuple(_ages(window)),
        up=tuple(_values(window)),
    )


def _part(points: Pairs, first: float, last: float) -> list[tuple[float, float]]:
    """The piece of a line between two ages, cut where they fall between two points."""
    inner = [point for point in points if first <= point[0] <= last]
    before = [point for point in points if point[0] < first]
    after = [point for point in points if point[0] > last]
    if inner and before:
        inner.insert(0, (first, _between(before[-1], inner[0], first)))
    if inner and after:
        inner.append((last, _between(inner[-1], after[0], last)))
    return inner


def _between(one: tuple[float, float], other: tuple[float, float], at: float) -> float:
    return one[1] + (other[1] - one[1]) * (at - one[0]) / (other[0] - one[0])


def _window(first: float, last: float, values: Sequence[float]) -> _Window:
    step = _step(max(values) - min(values))
    low, high = floor(min(values) / step) * step, ceil(max(values) / step) * step
    return _Window(first, last, low, high if high > low else low + step)


def _step(wide: float) -> float:
    return next((step for step in STEPS if wide / step <= 6), STEPS[-1])


def _values(window: _Window) -> list[Tick]:
    step = _step(window.high - window.low)
    numbers = takewhile(lambda one: one <= window.high, (window.low + n * step for n in range(50)))
    return [Tick(window.y(one), f"{one:g}") for one in numbers]


def _ages(window: _Window) -> list[Tick]:
    """Every half year of a short chart, every year of a long one."""
    months = range(int(window.first), int(window.last) + 1, 6 if window.last - window.first <= 24 else 12)
    return [Tick(window.x(one), _age(one)) for one in months]


def _age(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return _("%(years)s y %(months)s m") % {"years": years, "months": rest}
    return _("%(years)s y") % {"years": years}
