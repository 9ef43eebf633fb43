"""Which day a moment belongs to: the facility's own clock, and until three in the morning still the day before."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from facilities.models import Facility

DAY_BEGINS = time(3)
_NIGHT = timedelta(hours=DAY_BEGINS.hour)


def zone_of(facility: Facility) -> ZoneInfo:
    """The facility's time zone."""
    return ZoneInfo(facility.time_zone)


def day_of(at: datetime, facility: Facility) -> date:
    """The attendance day of a moment; a child fetched at half past midnight left on the day she came."""
    return (timezone.localtime(at, zone_of(facility)) - _NIGHT).date()


def today_at(facility: Facility) -> date:
    """The attendance day that runs now."""
    return day_of(timezone.now(), facility)


def moment_at(facility: Facility, day: date, clock: time) -> datetime:
    """A time of the clock on an attendance day; before three in the morning it is the next calendar day's."""
    calendar_day = day if clock >= DAY_BEGINS else day + timedelta(days=1)
    return datetime.combine(calendar_day, clock, zone_of(facility))


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)
