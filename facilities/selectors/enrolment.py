"""Where a child goes and went, how far her past may be read, and which classes can be reached."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from backend.rowlevel import as_system
from facilities.calendar import first_day, last_day, school_year_of
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, StaffPost, Transfer
from facilities.models.families import ChildQuerySet
from facilities.models.roles import KEEPING_ROLES

LAST_YEARS_CLASSES_UNTIL = (4, 30)


def children_kept_by(user: User) -> ChildQuerySet:
    """Children whose places she may change on a page: those of her roster, and those who left her facility.

    Never her own. The central office changes places by number and date, and sees no name.
    """
    kept = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
    went = Enrolment.objects.filter(Exists(kept), child=OuterRef("pk"))
    own = Grant.objects.filter(guardian__user=user, child=OuterRef("pk"))
    return Child.objects.filter(Exists(went), ~Exists(own))


def facilities_kept_by(user: User) -> QuerySet[Facility]:
    """Facilities whose roster she keeps herself."""
    kept = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("pk"))
    return Facility.objects.filter(Exists(kept), is_active=True)


def history_places(child: Child, facility_id: UUID) -> dict[UUID, date | None]:
    """Facilities whose records of a child the staff of `facility_id` may read, each up to a day (None: no end).

    Its own always; a former one only where a guardian consented that the history goes along, and what that one
    had received in the same way.
    """
    consented = Transfer.objects.filter(child=child, cancelled_at__isnull=True, consented_at__isnull=False)
    with as_system():
        came = list(consented.order_by("-moves_on"))
    known: dict[UUID, date | None] = {facility_id: None}
    until: dict[UUID, date | None] = {facility_id: None}
    for row in came:
        limit = until.get(row.to_facility_id, date.min)
        if row.facility_id not in known and (limit is None or row.moves_on <= limit):
            known[row.facility_id] = until[row.facility_id] = row.moves_on - timedelta(days=1)
    return known


def history_visible_from(child: Child, facility_id: UUID) -> date | None:
    """The first day of the past that staff of a facility may read; None where she never went there."""
    rows = Enrolment.objects.filter(child=child)
    if not rows.filter(facility=facility_id).exists():
        return None
    seen = rows.filter(facility__in=history_places(child, facility_id)).order_by("starts_on")
    with as_system():
        return seen.values_list("starts_on", flat=True).first()


def enrolments_seen_by(user: User, child: Child) -> list[Enrolment]:
    """The rows of a child that a keeper of her places reads: her own facilities', and the past that came along."""
    every = Enrolment.objects.filter(child=child).select_related("classroom", "facility")
    with as_system():
        rows = list(every.order_by("-starts_on", "facility__position", "pk"))
    there = {row.facility_id for row in rows}
    kept = facilities_kept_by(user).filter(pk__in=there).values_list("pk", flat=True)
    until: dict[UUID, date | None] = {}
    for facility_id in kept:
        until |= {key: day for key, day in history_places(child, facility_id).items() if until.get(key, 1)}
    return [
        row
        for row in rows
        if row.facility_id in until and ((day := until[row.facility_id]) is None or row.starts_on <= day)
    ]


def classrooms_reachable(
    facilities: Iterable[UUID] | None = None, day: date | None = None
) -> QuerySet[Classroom]:
    """This year's classes of these facilities (or of all), and until 30 April those of the last school year."""
    day = day or timezone.localdate()
    year = school_year_of(day)
    rooms = Classroom.objects.filter(school_year__in=(year - 1, year) if is_april(day) else (year,))
    return rooms if facilities is None else rooms.filter(facility__in=list(facilities))


def is_april(day: date) -> bool:
    """Last year's classes can still be reached and the new year's plan still be reversed."""
    return first_day(school_year_of(day)) <= day <= date(school_year_of(day), *LAST_YEARS_CLASSES_UNTIL)


def day_counted(classroom: Classroom, day: date) -> date:
    """The day whose children a class has: of a class of the last year, its last day."""
    return min(day, last_day(classroom.school_year))
