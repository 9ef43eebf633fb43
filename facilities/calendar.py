"""The school year runs from 1 April to 31 March and is named after the year it begins in."""

from datetime import date


def school_year_of(day: date) -> int:
    """2026 for 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def first_day(school_year: int) -> date:
    """1 April 2026 for 2026."""
    return date(school_year, 4, 1)


def last_day(school_year: int) -> date:
    """31 March 2027 for 2026."""
    return date(school_year + 1, 3, 31)
