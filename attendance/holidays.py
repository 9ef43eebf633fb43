"""Japan's public holidays of a year (国民の祝日に関する法律), from the law's own rules: no list to keep up to date.

Days of one year alone (an enthronement, Olympic Games) are not here; an office enters them as its own days.
The equinoxes follow the formula of the National Astronomical Observatory, good for 1980 to 2099.
"""

from datetime import date, timedelta

FIRST, LAST = 2022, 2099
MONDAY, SUNDAY = 0, 6
FIXED = (
    (1, 1, "元日"),
    (2, 11, "建国記念の日"),
    (2, 23, "天皇誕生日"),
    (4, 29, "昭和の日"),
    (5, 3, "憲法記念日"),
    (5, 4, "みどりの日"),
    (5, 5, "こどもの日"),
    (8, 11, "山の日"),
    (11, 3, "文化の日"),
    (11, 23, "勤労感謝の日"),
)
MONDAYS = ((1, 2, "成人の日"), (7, 3, "海の日"), (9, 3, "敬老の日"), (10, 2, "スポーツの日"))


def public_holidays(year: int) -> dict[date, str]:
    """Days and their names, in order. ValueError outside FIRST to LAST."""
    if not FIRST <= year <= LAST:
        raise ValueError(year)
    named = {date(year, month, day): name for month, day, name in FIXED}
    named |= {_monday(year, month, nth): name for month, nth, name in MONDAYS}
    named |= {_equinox(year, 3, 20.8431): "春分の日", _equinox(year, 9, 23.2488): "秋分の日"}
    return dict(sorted((named | _instead(named) | _between(named)).items()))


def _monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7 + 7 * (nth - 1))


def _equinox(year: int, month: int, base: float) -> date:
    since = year - 1980
    return date(year, month, int(base + 0.242194 * since - since // 4))


def _instead(named: dict[date, str]) -> dict[date, str]:
    """A holiday on a Sunday moves to the next day that is none (第3条第2項)."""
    found: dict[date, str] = {}
    for sunday in (day for day in named if day.weekday() == SUNDAY):
        away = next(n for n in range(1, 8) if sunday + timedelta(days=n) not in named)
        found[sunday + timedelta(days=away)] = "振替休日"
    return found


def _between(named: dict[date, str]) -> dict[date, str]:
    """A day between two holidays is one (第3条第3項); it falls on a weekday only in September."""
    middle = (day + timedelta(days=1) for day in named if day + timedelta(days=2) in named)
    return {day: "国民の休日" for day in middle if day not in named and day.weekday() != SUNDAY}
