"""Days as people and Excel write them: 2023/4/1, 令和5年4月1日, R5.4.1, 20230401, 45017."""

import re
from datetime import date, timedelta

from facilities.rosters.problems import Problem, problem
from facilities.rosters.values import narrow

ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
EXCEL_DAY_0 = date(1899, 12, 30)
EXCEL_SERIALS = range(20_000, 80_000)
OLDEST = 20
_ERA = re.compile(r"(令和|平成|昭和|[rhs])\s*(元|\d{1,2})[年./\- ]+(\d{1,2})[月./\- ]+(\d{1,2})日?", re.I)
_YEAR = re.compile(r"(\d{4})\s*[年./\- ]\s*(\d{1,2})\s*[月./\- ]\s*(\d{1,2})\s*日?(?:[ t].*)?", re.I)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WESTERN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def parts_of(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as written, possible or not; None for what is no date at all."""
    plain = narrow(text)
    if found := _ERA.fullmatch(plain):
        era, year, month, day = found.groups()
        return ERAS[era.lower()] + (1 if year == "元" else int(year)), int(month), int(day)
    for pattern in (_YEAR, _DIGITS):
        if found := pattern.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups()[:3])
            return year, month, day
    if plain.isdecimal() and int(plain) in EXCEL_SERIALS:
        at = EXCEL_DAY_0 + timedelta(days=int(plain))
        return at.year, at.month, at.day
    if found := _WESTERN.fullmatch(plain):
        month, day, year = (int(part) for part in found.groups())
        return year, month, day
    return None


def birthday(text: str, today: date) -> date | Problem:
    """A child's birthday, or what is wrong with it."""
    parts = parts_of(text)
    if parts is None:
        return problem("not_a_date", text=text)
    year, month, day = parts
    if not 1 <= month <= 12:
        return problem("no_such_month", text=text, month=month, example=_example(year, day))
    try:
        born = date(year, month, day)
    except ValueError:
        return problem("no_such_day", text=text, example=f"{year}/{month:02}/28")
    if born > today:
        return problem("born_in_future", text=text)
    return problem("born_long_ago", text=text) if born.year < today.year - OLDEST else born


def _example(year: int, day: int) -> str:
    return f"{year}/12/{min(max(day, 1), 28):02}"
