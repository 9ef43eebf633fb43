"""Which template holds for a class on a day, and how a facility keeps its book."""

from datetime import date

from contactbook.defaults import band_of, default_items
from contactbook.items import rows_of
from contactbook.models import BookSettings, EntryTemplate, Side
from facilities.models import Classroom, Facility


def template_for(classroom: Classroom, side: str, day: date) -> EntryTemplate:
    """The newest template in force for the class's ages, or an unsaved one of the defaults."""
    band = band_of(classroom.age)
    rows = EntryTemplate.objects.filter(facility=classroom.facility_id, band=band, side=side)
    return rows.filter(starts_on__lte=day).order_by("-starts_on").first() or EntryTemplate(
        facility_id=classroom.facility_id,
        band=band,
        side=side,
        starts_on=date(2000, 1, 1),
        items=rows_of(default_items(band, Side(side))),
    )


def book_settings_of(facility: Facility) -> BookSettings:
    """Its settings, or the defaults without a row."""
    return BookSettings.objects.filter(facility=facility).first() or BookSettings(facility=facility)
