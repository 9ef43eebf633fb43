"""The school year runs from 1 April to 31 March and is named after the year it begins in."""

from datetime import date


def school_year_of(day: date) -> int:
    """2026 for 31 March 2027."""
    return day.year if day.month >= 4 else day.year - 1
