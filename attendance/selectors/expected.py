"""Who is expected on a day: enrolled, on a day the family has a place, and not reported absent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from attendance.models import CareContract, Report
from attendance.selectors.settings import is_open_on, settings_of
from facilities.models import Enrolment, Facility, on_day

STANDING_REPORTS = (Report.State.SENT, Report.State.CONFIRMED)


@dataclass(frozen=True)
class Place:
    """A child's place on a day: her class, what is agreed for her, and whether she has a place on this weekday."""

    enrolment: Enrolment
    contract: CareContract | None
    is_due: bool

    @property
    def child_id(self) -> UUID:
        return self.enrolment.child_id


def places_on(facility: Facility, day: date, *, classroom_id: UUID | None = None) -> list[Place]:
    """Every child enrolled on a day, by class and reading, one row a child. Four queries at most."""
    enrolments = Enrolment.objects.filter(on_day(day), facility=facility)
    if classroom_id:
        enrolments = enrolments.filter(classroom=classroom_id)
    rows = enrolments.select_related("child", "classroom").order_by(
        "classroom__age", "classroom__name", "child__family_kana", "child__given_kana", "child_id", "kind"
    )
    once = {row.child_id: row for row in reversed(list(rows))}
    is_open = is_open_on(settings_of(facility), day)
    contracts = contracts_on(facility, day, once)
    return [_place(once[pk], contracts.get(pk), day, is_open) for pk in reversed(once)]


def _place(enrolment: Enrolment, contract: CareContract | None, day: date, is_open: bool) -> Place:
    has_weekday = contract is None or not contract.weekdays or day.weekday() in contract.weekdays
    return Place(enrolment, contract, is_open and has_weekday)


def contracts_on(facility: Facility, day: date, children: Iterable[UUID]) -> dict[UUID, CareContract]:
    """What is agreed for these children on a day."""
    rows = CareContract.objects.filter(on_day(day), facility=facility, child__in=list(children))
    return {row.child_id: row for row in rows.select_related("picker")}


def holds(report: Report) -> bool:
    """Does it count? A wish to change what was confirmed counts when staff have accepted it."""
    return report.state == Report.State.CONFIRMED or report.replaces_id is None


def reports_on(
    facility: Facility, day: date, children: Iterable[UUID] | None = None
) -> dict[UUID, list[Report]]:
    """What families said of this day, the oldest word first; also wishes that do not hold yet."""
    rows = Report.objects.filter(
        facility=facility, starts_on__lte=day, ends_on__gte=day, state__in=STANDING_REPORTS
    )
    if children is not None:
        rows = rows.filter(child__in=list(children))
    found: dict[UUID, list[Report]] = {}
    for row in rows.select_related("picker", "guardian").order_by("sent_at", "pk"):
        found.setdefault(row.child_id, []).append(row)
    return found


def expected_on(facility: Facility, day: date) -> list[Place]:
    """Who should come: a place on that day and no word of absence."""
    places = [place for place in places_on(facility, day) if place.is_due]
    reports = reports_on(facility, day)
    return [
        place
        for place in places
        if not any(row.kind == Report.Kind.ABSENT and holds(row) for row in reports.get(place.child_id, ()))
    ]
