"""What is agreed for each child, three weeks of comings and goings, and a today that is alive at any hour."""

from datetime import timedelta

from backend.demo_data import attendance_sql as sql
from backend.demo_data.numbers import Plan, run
from backend.demo_data.places import Places

DAYS = 20


def make_attendance(plan: Plan, places: Places, *, days: int = DAYS) -> None:
    """Contracts, past days as the door recorded them, words of families for today, and who is here now."""
    values = {
        "facilities": [facility.pk for facility in places.facilities],
        "today": plan.today,
        "now": plan.now,
        "first": plan.today - timedelta(days=days),
    }
    run(sql.SETTINGS, facilities=values["facilities"])
    run(sql.CONTRACTS, **{name: values[name] for name in ("facilities", "today")})
    run(sql.PAST, **values)
    run(sql.WORDS, **{name: values[name] for name in ("today", "now")})
    run(sql.TODAY, **{name: values[name] for name in ("today", "now")})
    run(sql.STAMPS)
    run(sql.DAYS)
