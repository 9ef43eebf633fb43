"""Public holidays as the Cabinet Office published them."""

from datetime import date

import pytest

from attendance.holidays import public_holidays


def test_2026_is_what_the_cabinet_office_published() -> None:
    published = """01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23
        10-12 11-03 11-23"""

    assert " ".join(f"{day:%m-%d}" for day in public_holidays(2026)) == " ".join(published.split())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2023, 1, 2), "振替休日"),
        (date(2024, 2, 12), "振替休日"),
        (date(2024, 9, 22), "秋分の日"),
        (date(2025, 3, 20), "春分の日"),
        (date(2025, 5, 6), "振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2027, 3, 22), "振替休日"),
    ],
)
def test_days_that_move(day: date, name: str) -> None:
    assert public_holidays(day.year)[day] == name


def test_years_without_a_rule_are_refused() -> None:
    with pytest.raises(ValueError, match="2100"):
        public_holidays(2100)
