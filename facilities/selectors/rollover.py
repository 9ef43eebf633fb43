"""The plan of the next school year: which year is planned, whether it has begun, and what would change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from backend.rowlevel import as_system
from facilities.calendar import first_day, school_year_of
from facilities.models import Classroom, Facility, RolloverPlan, RolloverRow
from facilities.selectors.enrolment import is_april
from facilities.selectors.rollover_sql import STANDING

YearMark = Callable[[RolloverPlan], bool]
_marks: list[YearMark] = []

LINES = f"""
SELECT r.plan_id,
       count(*) FILTER (WHERE r.action = 'move' AND stands.good),
       count(*) FILTER (WHERE r.action = 'leave' AND stands.good),
       count(*) FILTER (WHERE r.action = 'graduate' AND stands.good),
       count(*) FILTER (WHERE r.action = 'undecided' AND stands.good),
       count(*) FILTER (WHERE s.is_gone),
       count(*) FILTER (WHERE s.is_placed AND NOT s.is_gone),
       count(*) FILTER (WHERE NOT r.is_applied AND stands.good)
FROM facilities_rolloverrow r
LEFT JOIN ({STANDING}) s ON s.id = r.id
CROSS JOIN LATERAL (SELECT r.is_applied OR NOT (s.is_gone OR s.is_placed) AS good) stands
WHERE r.plan_id = ANY(%(plans)s) GROUP BY r.plan_id
"""  # noqa: S608 - all parts are our own text

# Children of every class of the new year on its first day, as far as it is decided.
FILLED = f"""
SELECT classroom_id, count(*), count(*) FILTER (WHERE is_new) FROM (
    SELECT s.classroom_id, false AS is_new FROM ({STANDING}) s
    WHERE s.action = 'move' AND NOT s.is_gone AND NOT s.is_placed
    UNION ALL
    SELECT e.classroom_id, NOT EXISTS (SELECT 1 FROM facilities_rolloverrow r WHERE r.made_id = e.id)
    FROM facilities_classroom c JOIN facilities_enrolment e ON e.classroom_id = c.id
    WHERE c.facility_id = ANY(%(facilities)s) AND c.school_year = %(year)s
      AND e.starts_on <= %(first)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
) placed GROUP BY classroom_id
"""  # noqa: S608 - all parts are our own text

HINDERED = f"SELECT id, is_gone FROM ({STANDING}) s WHERE is_gone OR is_placed"  # noqa: S608 - all parts are our own text


@dataclass(frozen=True)
class PlanCounts:
    """What a plan says of its children. `gone` left meanwhile, `placed` have a place already; both stay untouched.

    `arriving` come from outside, `open` wait to be applied, `over` are classes with more children than places.
    """

    moving: int = 0
    leaving: int = 0
    graduating: int = 0
    undecided: int = 0
    gone: int = 0
    placed: int = 0
    open: int = 0
    arriving: int = 0
    over: int = 0

    @property
    def is_ready(self) -> bool:
        return self.open > 0 and not self.undecided


@dataclass(frozen=True)
class PlanLine:
    """One facility of the overview; without a plan nothing is planned yet."""

    facility: Facility
    plan: RolloverPlan | None
    counts: PlanCounts


@dataclass(frozen=True)
class NextClass:
    """A class of the new year with its children on 1 April; `arriving` of them come from outside."""

    classroom: Classroom
    children: int
    arriving: int

    @property
    def is_over(self) -> bool:
        return 0 < self.classroom.capacity < self.children


def planning_year(day: date | None = None) -> int:
    """The school year that is planned: the next one, and in April still the one that has just begun."""
    day = day or timezone.localdate()
    return school_year_of(day) if is_april(day) else school_year_of(day) + 1


def counts_as_begun(mark: YearMark) -> YearMark:
    """Register what shows that a plan's new year is in use, such as its first stamp."""
    _marks.append(mark)
    return mark


def has_begun(plan: RolloverPlan) -> bool:
    """May the plan no longer be applied or reversed? Never before 1 April; then from the first mark of the new year on.

    At the latest on 1 May.
    """
    today = timezone.localdate()
    if today < first_day(plan.school_year):
        return False
    return planning_year(today) != plan.school_year or any(mark(plan) for mark in _marks)


def plan_of(facility: Facility, school_year: int) -> RolloverPlan | None:
    """A facility's plan for a year."""
    return RolloverPlan.objects.filter(facility=facility, school_year=school_year).first()


def overview(facilities: QuerySet[Facility], school_year: int) -> list[PlanLine]:
    """All these facilities in order, with what would change; four statements however many children there are."""
    places = list(facilities.in_order())  # type: ignore[attr-defined] # every queryset of facilities has it
    plans = {
        plan.facility_id: plan
        for plan in RolloverPlan.objects.filter(facility__in=places, school_year=school_year)
    }
    counted = counts_of(list(plans.values()), school_year)
    return [
        PlanLine(place, plan, counted[plan.pk] if plan else PlanCounts())
        for place in places
        for plan in [plans.get(place.pk)]
    ]


def counts_of(plans: Sequence[RolloverPlan], school_year: int) -> dict[UUID, PlanCounts]:
    """{plan: its counts}; two statements and one for the classes."""
    values = parameters(plans, school_year)
    rows = {row[0]: PlanCounts(*row[1:]) for row in _fetch(LINES, values)}
    arriving: dict[UUID, int] = {}
    over: dict[UUID, int] = {}
    for one in next_classes(plans, school_year):
        place = one.classroom.facility_id
        arriving[place] = arriving.get(place, 0) + one.arriving
        over[place] = over.get(place, 0) + one.is_over
    return {
        plan.pk: replace(
            rows.get(plan.pk, PlanCounts()),
            arriving=arriving.get(plan.facility_id, 0),
            over=over.get(plan.facility_id, 0),
        )
        for plan in plans
    }


def next_classes(plans: Sequence[RolloverPlan], school_year: int) -> list[NextClass]:
    """The classes of the new year, youngest first, with how full they would be."""
    values = parameters(plans, school_year)
    filled = {row[0]: (row[1], row[2]) for row in _fetch(FILLED, values)}
    rooms = Classroom.objects.filter(facility__in=values["facilities"], school_year=school_year)
    return [
        NextClass(room, *filled.get(room.pk, (0, 0)))
        for room in rooms.order_by("facility", "age", "name", "pk")
    ]


def rows_of(plan: RolloverPlan, classroom: UUID | None = None) -> list[RolloverRow]:
    """The children of a plan by class and reading, of one class of this year or all; `stands` says what hinders.

    Two statements: '' where nothing does, 'gone' or 'placed'.
    """
    values = parameters([plan], plan.school_year)
    hindered = {row[0]: "gone" if row[1] else "placed" for row in _fetch(HINDERED, values)}
    rows = RolloverRow.objects.filter(plan=plan).select_related("child", "enrolment__classroom", "classroom")
    if classroom is not None:
        rows = rows.filter(enrolment__classroom=classroom)
    order = (
        "enrolment__kind",
        "enrolment__classroom__age",
        "enrolment__classroom__name",
        "child__family_kana",
        "child__given_kana",
        "pk",
    )
    found = list(rows.order_by(*order))
    for row in found:
        row.hindered = hindered.get(row.pk, "")
    return found


def parameters(plans: Iterable[RolloverPlan], school_year: int) -> dict[str, Any]:
    """What the statements are given."""
    chosen = list(plans)
    first = first_day(school_year)
    return {
        "plans": [plan.pk for plan in chosen],
        "facilities": [plan.facility_id for plan in chosen],
        "year": school_year,
        "first": first,
        "last": first - timedelta(days=1),
    }


def _fetch(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Inside the plans given; whether a child has a place elsewhere is asked beyond the keeper's own facility."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
