"""Who writes a past month's days and who closes it wait for each other."""

from datetime import date

from django.db import connection

from facilities.clock import month_of, today_at
from facilities.models import Facility

SHARED, ALONE = "pg_advisory_xact_lock_shared", "pg_advisory_xact_lock"


def share_month(facility: Facility, day: date) -> None:
    """Many may write a month's days. The running month is not closed by anybody and costs nothing."""
    if month_of(day) != month_of(today_at(facility)):
        _lock(SHARED, facility, month_of(day))


def own_month(facility: Facility, month: date) -> None:
    """Nobody else writes or closes this month until the transaction ends."""
    _lock(ALONE, facility, month)


def _lock(function: str, facility: Facility, month: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"month {facility.pk} {month:%Y-%m}"])
