"""A facility whose hour of the watch is now, whatever the clock says when the tests run."""

from attendance.models import AttendanceSettings
from facilities.models import Facility


def make_due(facility: Facility) -> None:
    """Open on every day, from three in the morning to the minute before the next; the watch asks at once."""
    type(facility).objects.filter(pk=facility.pk).update(opens_at="03:00", closes_at="02:59")
    facility.refresh_from_db()
    AttendanceSettings.objects.create(facility=facility, watch_at="03:00", weekdays=list(range(7)))
