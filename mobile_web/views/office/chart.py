"""The reach curve as points in percent: from the minute of sending to now, with ticks people would choose."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.selectors.reach import Reach

STEPS = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
TICKS = 4
MOST_POINTS = 240


@dataclass(frozen=True)
class Curve:
    """`points` are (x, y) with y upwards; `marks` and `hours` are (x, words)."""

    points: list[tuple[float, float]]
    marks: list[tuple[float, str]]
    hours: list[tuple[float, str]]
    label: str


def curve_of(reach: Reach, now: datetime) -> Curve | None:
    """None before anything was sent, and for a part of a notice."""
    start, total = reach.notice.published_at, reach.total.households
    if start is None or not total or not reach.curve:
        return None
    last = max(start, reach.curve[-1][0])
    end = now if now - start < 3 * (last - start) + timedelta(minutes=30) else last + (last - start) / 6
    step = _step(end - start)
    span = step * -(-(end - start) // step)

    def x(at: datetime) -> float:
        return min(100.0, max(0.0, 100 * (at - start) / span))

    points = [
        (0.0, 0.0),
        *((x(minute + timedelta(minutes=1)), 100 * n / total) for minute, n in _thin(reach)),
    ]
    points.append((max(points[-1][0], x(end)), points[-1][1]))
    hours = [(100 * (step * n) / span, _tick(start + step * n, span)) for n in range(int(span / step) + 1)]
    return Curve(points, _marks(reach, x, end), hours, _label(reach))


def _thin(reach: Reach) -> list[tuple[datetime, int]]:
    every = max(1, len(reach.curve) // MOST_POINTS)
    kept = list(reach.curve[::every])
    return kept if kept[-1] == reach.curve[-1] else [*kept, reach.curve[-1]]


def _step(span: timedelta) -> timedelta:
    minutes = span / timedelta(minutes=1)
    return timedelta(minutes=next((step for step in STEPS if minutes <= step * TICKS), STEPS[-1]))


def _tick(at: datetime, span: timedelta) -> str:
    local = timezone.localtime(at)
    return date_format(local, "G:i" if span <= timedelta(days=1) else "n/j")


def _marks(reach: Reach, x: object, end: datetime) -> list[tuple[float, str]]:
    notice = reach.notice
    if not (notice.remind_every and notice.published_at and callable(x)):
        return []
    times = [(n, notice.published_at + notice.remind_every * n) for n in range(1, notice.reminded + 1)]
    return [(x(at), _("Reminder") if n == 1 else _("No. %(n)s") % {"n": n}) for n, at in times if at <= end]


def _label(reach: Reach) -> str:
    said = []
    for share in (50, 90, 100):
        minutes = reach.minutes_to(share)
        if minutes is not None:
            said.append(_("%(share)s%% after %(n)s minutes") % {"share": share, "n": minutes})
    return ", ".join(said) or _("Share of households reached")
