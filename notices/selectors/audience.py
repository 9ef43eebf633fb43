"""Who a notice would reach: the tree of facilities and classes, and the counts before sending."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from facilities.calendar import last_day, school_year_of
from facilities.models import Classroom
from facilities.selectors.enrolment import classrooms_reachable, is_april
from notices.models import Notice, NoticeClassroom, Scope

# The classes as an array, whose length the planner knows: a subquery it takes for one row, and loops for ever.
CLASSES = "SELECT unnest(%(classes)s::uuid[]) AS classroom_id"

# Guardians with a live, unblocked right in `classes(classroom_id)`. An emergency also goes to those who may not
# look but are called; parameters: emergency and those of `classes_and_days`.
AUDIENCE = """
SELECT e.facility_id, e.classroom_id, g.household_id, g.id AS guardian_id,
       p.user_id IS NOT NULL AS has_push,
       g.email <> '' AND g.email_failed_at IS NULL AS has_mail, g.user_id IS NOT NULL AS has_joined
FROM facilities_enrolment e
JOIN classes c ON c.classroom_id = e.classroom_id
JOIN facilities_grant gr ON gr.child_id = e.child_id
JOIN facilities_guardian g ON g.id = gr.guardian_id
LEFT JOIN (SELECT DISTINCT user_id FROM notices_pushsubscription WHERE died_at IS NULL) p ON p.user_id = g.user_id
WHERE (e.starts_on <= %(today)s AND (e.ends_on IS NULL OR e.ends_on >= %(today)s)
       OR e.classroom_id = ANY(%(past)s::uuid[])
          AND e.starts_on <= %(past_day)s AND (e.ends_on IS NULL OR e.ends_on >= %(past_day)s))
  AND gr.starts_on <= %(today)s AND (gr.ends_on IS NULL OR gr.ends_on >= %(today)s)
  AND NOT gr.is_blocked AND (gr.can_view OR (%(emergency)s AND gr.is_emergency_contact))
  AND NOT EXISTS (SELECT 1 FROM facilities_grant b
                  WHERE b.is_blocked AND b.guardian_id = gr.guardian_id AND b.child_id = gr.child_id
                    AND b.starts_on <= %(today)s AND (b.ends_on IS NULL OR b.ends_on >= %(today)s))
"""


@dataclass(frozen=True)
class AudienceCount:
    """What the sender is told before sending. `silent` households have neither push nor mail."""

    facilities: int
    households: int
    guardians: int
    silent: int


def chosen_classrooms(notice: Notice, day: date | None = None) -> QuerySet[Classroom]:
    """The classes of this school year that the notice's scopes and ages choose; in April also last year's by name."""
    day = day or timezone.localdate()
    year = school_year_of(day)
    named = Scope.objects.filter(notice=notice, classroom=OuterRef("pk"), is_excluded=False)
    of_year = Q(school_year=year)
    if is_april(day):
        of_year |= Q(Exists(named), school_year=year - 1)
    lines = Scope.objects.filter(
        Q(facility__isnull=True)
        | Q(facility=OuterRef("facility"), classroom__isnull=True)
        | Q(classroom=OuterRef("pk")),
        notice=notice,
    )
    classrooms = Classroom.objects.filter(
        Exists(lines.filter(is_excluded=False)),
        ~Exists(lines.filter(is_excluded=True)),
        of_year,
        facility__organisation=notice.organisation_id,
        facility__is_active=True,
    )
    if notice.facility_id:
        classrooms = classrooms.filter(facility=notice.facility_id)
    return classrooms.filter(age__in=notice.ages) if notice.ages else classrooms


def count_audience(notice: Notice) -> AudienceCount:
    """Count households, guardians and households without a working channel, by the rule of publishing itself."""
    parameters = _parameters(chosen_classrooms(notice), emergency=notice.is_emergency)
    row = _one(
        f"""
        WITH classes AS ({CLASSES}), audience AS ({AUDIENCE}),
        households AS (SELECT facility_id, household_id, bool_or(has_push OR has_mail) AS heard
                       FROM audience GROUP BY facility_id, household_id)
        SELECT (SELECT count(DISTINCT facility_id) FROM households),
               (SELECT count(DISTINCT household_id) FROM households),
               (SELECT count(DISTINCT guardian_id) FROM audience),
               (SELECT count(DISTINCT household_id) FROM households WHERE NOT heard)
        """,  # noqa: S608 - both parts are our own text
        parameters,
    )
    return AudienceCount(*row)


def reaches_anybody(notice: Notice) -> bool:
    """Is there at least one household? Stops at the first."""
    parameters = _parameters(chosen_classrooms(notice), emergency=notice.is_emergency)
    row = _one(
        f"WITH classes AS ({CLASSES}) SELECT EXISTS ({AUDIENCE})",
        parameters,
    )
    return bool(row[0])


def households_by_classroom(
    organisation_id: UUID, facility_id: UUID | None = None
) -> dict[UUID, dict[UUID, int]]:
    """Households of every class that can be reached, as {facility: {classroom: households}}, for the tree."""
    classrooms = classrooms_reachable().filter(facility__organisation=organisation_id)
    if facility_id:
        classrooms = classrooms.filter(facility=facility_id)
    parameters = _parameters(classrooms, emergency=True)
    counts: dict[UUID, dict[UUID, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH classes AS ({CLASSES}), audience AS ({AUDIENCE}) "  # noqa: S608 - both parts are our own text
            "SELECT facility_id, classroom_id, count(DISTINCT household_id) FROM audience GROUP BY 1, 2",
            parameters,
        )
        for facility, classroom, households in cursor.fetchall():
            counts.setdefault(facility, {})[classroom] = households
    return counts


def households_by_facility(organisation_id: UUID, only: Iterable[UUID] | None = None) -> dict[UUID, int]:
    """Households of every facility (or of some) today; a family of two classes counts once."""
    rooms = Classroom.objects.filter(
        facility__organisation=organisation_id, school_year=school_year_of(timezone.localdate())
    )
    chosen = rooms if only is None else rooms.filter(facility__in=list(only))
    parameters = _parameters(chosen, emergency=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH classes AS ({CLASSES}), audience AS ({AUDIENCE}) "  # noqa: S608 - both parts are our own text
            "SELECT facility_id, count(DISTINCT household_id) FROM audience GROUP BY 1",
            parameters,
        )
        return dict(cursor.fetchall())


def registered_by_facility(facilities: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """{facility: (households, those where an adult has an account)} of today."""
    rooms = Classroom.objects.filter(
        facility__in=list(facilities), school_year=school_year_of(timezone.localdate())
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH classes AS ({CLASSES}), audience AS ({AUDIENCE}),
            households AS (SELECT facility_id, household_id, bool_or(has_joined) AS joined
                           FROM audience GROUP BY facility_id, household_id)
            SELECT facility_id, count(*), count(*) FILTER (WHERE joined) FROM households GROUP BY facility_id
            """,  # noqa: S608 - both parts are our own text
            _parameters(rooms, emergency=False),
        )
        return {facility: (households, joined) for facility, households, joined in cursor.fetchall()}


def silent_by_facility(notice: Notice) -> list[tuple[UUID, str, str, int]]:
    """(facility, name, area, households without push and mail), most first: counts, never names."""
    parameters = _parameters(chosen_classrooms(notice), emergency=notice.is_emergency)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH classes AS ({CLASSES}), audience AS ({AUDIENCE}),
            quiet AS (SELECT facility_id, household_id FROM audience GROUP BY facility_id, household_id
                      HAVING NOT bool_or(has_push OR has_mail))
            SELECT f.id, f.name, f.area, count(*) FROM quiet q JOIN facilities_facility f ON f.id = q.facility_id
            GROUP BY f.id, f.name, f.area, f.position ORDER BY count(*) DESC, f.position, f.id
            """,  # noqa: S608 - both parts are our own text
            parameters,
        )
        rows: list[tuple[UUID, str, str, int]] = cursor.fetchall()
    return rows


def classes_and_days(classrooms: Iterable[UUID], day: date | None = None) -> dict[str, Any]:
    """What AUDIENCE is given: the children of a class of the last year are those of its last day."""
    ids, today = list(classrooms), day or timezone.localdate()
    year = school_year_of(today)
    past = Classroom.objects.filter(pk__in=ids, school_year__lt=year) if is_april(today) else None
    return {
        "classes": ids,
        "today": today,
        "past": [] if past is None else list(past.values_list("pk", flat=True)),
        "past_day": last_day(year - 1),
    }


def frozen_classes(notice: Notice) -> dict[str, Any]:
    """What AUDIENCE is given for a notice whose classes are frozen: as one text, never as a hundred thousand ids."""
    today = timezone.localdate(notice.published_at)
    year = school_year_of(today)
    rooms = NoticeClassroom.objects.filter(notice=notice)
    past = rooms.filter(classroom__school_year__lt=year) if is_april(today) else rooms.none()
    return {
        "classes": _as_text(rooms),
        "today": today,
        "past": _as_text(past),
        "past_day": last_day(year - 1),
    }


def _as_text(rooms: QuerySet[NoticeClassroom]) -> str:
    """An array as PostgreSQL writes it."""
    found = rooms.aggregate(ids=Cast(ArrayAgg("classroom"), TextField()))["ids"]
    return found or "{}"


def goes_to_everybody(notice: Notice) -> bool:
    """Does it choose all of the organisation, without an age or an exception?"""
    if notice.facility_id or notice.ages:
        return False
    excluded = {line.is_excluded for line in notice.scopes.all()}
    return excluded == {False} and notice.scopes.filter(facility=None, classroom=None).exists()


def _parameters(classrooms: QuerySet[Classroom], *, emergency: bool) -> dict[str, Any]:
    return classes_and_days(classrooms.order_by().values_list("pk", flat=True)) | {"emergency": emergency}


def _one(sql: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
