"""Who was asked, who opened it, who has answered: counts for everybody who follows it, names for who may phone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from facilities.models import Facility, StaffMember
from notices.selectors.audience import chosen_classrooms
from surveys.models import Survey, Unit

# Children and guardians of the families asked: of a class it went to, seen by an adult whom nothing blocks.
FAMILIES = """
FROM notices_recipient r
JOIN facilities_guardian g ON g.household_id = r.household_id
JOIN facilities_grant gr ON gr.guardian_id = g.id
JOIN facilities_enrolment e ON e.child_id = gr.child_id AND e.facility_id = r.facility_id
JOIN notices_noticeclassroom nc ON nc.notice_id = r.notice_id AND nc.classroom_id = e.classroom_id
WHERE r.notice_id = %(notice)s
  AND e.starts_on <= %(day)s AND (e.ends_on IS NULL OR e.ends_on >= %(day)s)
  AND gr.starts_on <= %(day)s AND (gr.ends_on IS NULL OR gr.ends_on >= %(day)s)
  AND gr.can_view AND NOT gr.is_blocked
  AND NOT EXISTS (SELECT 1 FROM facilities_grant b
                  WHERE b.is_blocked AND b.guardian_id = gr.guardian_id AND b.child_id = gr.child_id
                    AND b.starts_on <= %(day)s AND (b.ends_on IS NULL OR b.ends_on >= %(day)s))
"""
NOBODY = "NULL::uuid"
# (facility, household, child, guardian, member, opened): one row for each who answers once, at each place.
UNITS = {
    Unit.HOUSEHOLD: f"""
        SELECT facility_id, household_id, {NOBODY} AS child_id, {NOBODY} AS guardian_id, {NOBODY} AS member_id,
               read_at IS NOT NULL AS opened
        FROM notices_recipient WHERE notice_id = %(notice)s""",  # noqa: S608 - our own text, as all of these
    Unit.CHILD: f"""
        SELECT DISTINCT r.facility_id, r.household_id, e.child_id, {NOBODY} AS guardian_id, {NOBODY} AS member_id,
               r.read_at IS NOT NULL AS opened {FAMILIES}""",
    Unit.GUARDIAN: f"""
        SELECT DISTINCT r.facility_id, r.household_id, {NOBODY} AS child_id, g.id AS guardian_id,
               {NOBODY} AS member_id, r.read_at IS NOT NULL AS opened {FAMILIES} AND gr.can_answer""",
    Unit.STAFF: f"""
        SELECT DISTINCT p.facility_id, {NOBODY} AS household_id, {NOBODY} AS child_id, {NOBODY} AS guardian_id,
               p.member_id, false AS opened
        FROM facilities_staffpost p
        WHERE p.facility_id = ANY(%(places)s)
          AND p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)""",  # noqa: S608
}
ANSWERED = """
SELECT u.*, p.id IS NOT NULL AS answered
FROM unit u
LEFT JOIN surveys_participation p ON p.survey_id = %(survey)s
    AND coalesce(p.household_id, p.member_id) = coalesce(u.household_id, u.member_id)
    AND coalesce(p.child_id, p.guardian_id, p.survey_id) = coalesce(u.child_id, u.guardian_id, p.survey_id)
WHERE %(facilities)s::uuid[] IS NULL OR u.facility_id = ANY(%(facilities)s)
"""
BY_FACILITY = """
SELECT facility_id, count(*), count(*) FILTER (WHERE opened OR answered), count(*) FILTER (WHERE answered)
FROM asked GROUP BY facility_id
"""
ALL = """
SELECT count(*), count(*) FILTER (WHERE opened OR answered), count(*) FILTER (WHERE answered)
FROM (SELECT household_id, child_id, guardian_id, member_id, bool_or(opened) AS opened, bool_or(answered) AS answered
      FROM asked GROUP BY 1, 2, 3, 4) once
"""


@dataclass(frozen=True)
class FacilityStanding:
    """One facility: how many answer once, how many of them opened it, how many answered."""

    facility_id: UUID
    facility: str
    area: str
    asked: int
    opened: int
    answered: int

    @property
    def silent(self) -> int:
        return self.asked - self.answered

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when everybody has answered."""
        return 100 * self.answered // self.asked if self.asked else 0


@dataclass(frozen=True)
class Standing:
    """The whole survey; a family of two facilities counts once. `facilities` has the most silent first."""

    asked: int
    opened: int
    answered: int
    facilities: tuple[FacilityStanding, ...]

    @property
    def silent(self) -> int:
        return self.asked - self.answered

    @property
    def unopened(self) -> int:
        return self.asked - self.opened

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when everybody has answered."""
        return 100 * self.answered // self.asked if self.asked else 0


def standing(survey: Survey, facilities: Iterable[UUID] | None = None) -> Standing:
    """Counts of the survey, or of these facilities alone; three queries. Before it is out nobody was asked."""
    if survey.published_at is None:
        return Standing(0, 0, 0, ())
    facilities = None if facilities is None else list(facilities)
    counts = {row[0]: row[1:] for row in _counted(survey, BY_FACILITY, facilities)}
    places = Facility.objects.filter(pk__in=counts).in_order().only("pk", "name", "area")
    bars = [FacilityStanding(one.pk, one.name, one.area, *counts[one.pk]) for one in places]
    bars.sort(key=lambda bar: -bar.silent)
    return replace(total_standing(survey, facilities), facilities=tuple(bars))


def total_standing(survey: Survey, facilities: Iterable[UUID] | None = None) -> Standing:
    """The same without its facilities, for lists; one query."""
    if survey.published_at is None:
        return Standing(0, 0, 0, ())
    asked, opened, answered = _counted(survey, ALL, facilities)[0]
    return Standing(asked, opened, answered, ())


def _counted(survey: Survey, question: str, facilities: Iterable[UUID] | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{asked_sql(survey)} {question}", asked_values(survey, facilities))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def asked_sql(survey: Survey) -> str:
    return f"WITH unit AS ({UNITS[Unit(survey.unit)]}), asked AS MATERIALIZED ({ANSWERED})"


def asked_values(survey: Survey, facilities: Iterable[UUID] | None) -> dict[str, Any]:
    return {
        "survey": survey.pk,
        "notice": survey.notice_id,
        "day": _day(survey),
        "places": places_asked(survey) if survey.unit == Unit.STAFF else [],
        "facilities": None if facilities is None else list(facilities),
    }


def _day(survey: Survey) -> date:
    """Who goes there today; of a survey that is over, on its last day."""
    return timezone.localdate(min(timezone.now(), survey.closes_at or timezone.now()))


def places_asked(survey: Survey) -> list[UUID]:
    """The facilities its tree chooses, for a survey of their staff."""
    notice = survey.notice
    if notice is None:
        return []
    return sorted(set(chosen_classrooms(notice).order_by().values_list("facility", flat=True)))


def staff_asked(survey: Survey) -> bool:
    """Is there anybody with a post there?"""
    posts = {"posts__facility__in": places_asked(survey)}
    return StaffMember.objects.filter(**posts).exists()
