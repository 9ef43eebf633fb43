"""The classes a child can be put into from now on, also those of facilities the keeper does not work in."""

from django.db.models import QuerySet
from django.utils import timezone

from backend.rowlevel import as_system
from facilities.calendar import school_year_of
from facilities.models import Classroom, Facility


def classes_ahead(facilities: QuerySet[Facility]) -> list[Classroom]:
    """This year's classes of these facilities, and those of the next year that exist already; by place and age."""
    year = school_year_of(timezone.localdate())
    rooms = Classroom.objects.filter(facility__in=facilities.values("pk"), school_year__in=(year, year + 1))
    order = ("facility__position", "facility__name_kana", "facility", "school_year", "age", "name")
    with as_system():
        return list(rooms.select_related("facility").order_by(*order))
