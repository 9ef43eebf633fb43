"""How a facility runs its days."""

from datetime import date
from uuid import UUID

from attendance.models import AttendanceSettings, ClosedDay, MonthClose
from backend.prepared import Prepared
from facilities.clock import month_of
from facilities.models import Facility

STORED = Prepared(lambda facility: AttendanceSettings.objects.filter(pk=facility), facility=UUID(int=1))


def settings_of(facility: Facility | UUID) -> AttendanceSettings:
    """Its settings, or the defaults, which are not stored until somebody changes one."""
    pk = facility.pk if isinstance(facility, Facility) else facility
    found = STORED.fetch(facility=pk)
    return found[0] if found else AttendanceSettings(facility_id=pk)


def is_open_on(settings: AttendanceSettings, day: date) -> bool:
    """Does the facility open on this day?"""
    if day.weekday() not in settings.weekdays:
        return False
    return not ClosedDay.objects.filter(facility=settings.facility_id, day=day).exists()


def is_closed_month(facility: Facility | UUID, day: date) -> bool:
    """Is the month of this day closed, so that its days no longer change?"""
    pk = facility.pk if isinstance(facility, Facility) else facility
    closes = MonthClose.objects.filter(facility=pk, month=month_of(day), reopened_at__isnull=True)
    return closes.exists()
