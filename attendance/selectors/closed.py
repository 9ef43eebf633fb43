"""Days on which nobody comes, with their names."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from attendance.holidays import FIRST, LAST, public_holidays
from attendance.models import ClosedDay
from attendance.selectors.settings import settings_of
from facilities.models import Facility


def closed_between(facility: Facility | None, first: date, last: date) -> dict[date, str]:
    """{day: why}: public holidays, and of a facility its own days and its closed days of the week."""
    years = [year for year in range(first.year, last.year + 1) if FIRST <= year <= LAST]
    found = {day: name for year in years for day, name in public_holidays(year).items()}
    if facility is not None:
        weekdays = settings_of(facility).weekdays
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        found = {
            day: _("Closed that day of the week") for day in days if day.weekday() not in weekdays
        } | found
        rows = ClosedDay.objects.filter(facility=facility, day__range=(first, last))
        found |= {day: name or _("Closed") for day, name in rows.values_list("day", "name")}
    return {day: why for day, why in found.items() if first <= day <= last}
