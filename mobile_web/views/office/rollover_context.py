"""What the page of a facility's next school year shows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from facilities.models import Classroom, Facility, RolloverPlan, RolloverRow
from facilities.selectors.enrolment import facilities_kept_by
from facilities.selectors.rollover import (
    counts_of,
    has_begun,
    next_classes,
    plan_of,
    planning_year,
    rows_of,
)
from mobile_web.http import PageRequest

EVERYBODY, OPEN = "all", "open"


@dataclass(frozen=True)
class Flow:
    """A class of this year and where its children go: (words, tint, how many), most first."""

    classroom: Classroom
    children: int
    aims: tuple[tuple[str, str, int], ...]


def plan_context(request: PageRequest, facility: Facility) -> dict[str, Any]:
    """Everything about one facility; names only for who keeps its roster herself."""
    year = planning_year()
    plan = plan_of(facility, year)
    context: dict[str, Any] = {"facility": facility, "year": year, "plan": plan}
    if plan is None:
        return context
    rows = rows_of(plan)
    shows_names = facilities_kept_by(request.user).filter(pk=facility.pk).exists()
    chosen = request.POST.get("class", request.GET.get("class", ""))
    rooms = {str(row.enrolment.classroom_id): row.enrolment.classroom for row in rows}
    counts = counts_of([plan], year)[plan.pk]
    if chosen not in rooms and chosen != EVERYBODY and not (chosen == OPEN and counts.undecided):
        chosen = next(iter(rooms), EVERYBODY)
    return context | {
        "counts": counts,
        "flows": flows_of(rows),
        "next_rooms": next_classes([plan], year),
        "begun": has_begun(plan),
        "is_draft": plan.state == RolloverPlan.State.DRAFT,
        "shows_names": shows_names,
        "chosen": chosen,
        "rows": [row for row in rows if is_shown(row, chosen)] if shows_names else [],
        "hindered": [row for row in rows if row.hindered] if shows_names else [],
    }


def is_shown(row: RolloverRow, chosen: str) -> bool:
    """Is this child in the list that is open?"""
    if chosen == EVERYBODY:
        return True
    if chosen == OPEN:
        return row.action == RolloverRow.Action.UNDECIDED
    return str(row.enrolment.classroom_id) == chosen


def flows_of(rows: list[RolloverRow]) -> list[Flow]:
    """Class by class, in the order of the rows."""
    found: dict[Classroom, Counter[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row.enrolment.classroom, Counter())[_aim(row)] += 1
    return [
        Flow(room, aims.total(), tuple((words, tint, n) for (words, tint), n in aims.most_common()))
        for room, aims in found.items()
    ]


def _aim(row: RolloverRow) -> tuple[str, str]:
    if row.hindered:
        return (_("Left meanwhile") if row.hindered == "gone" else _("Has a place already")), ""
    if row.classroom:
        return row.classroom.name, row.classroom.tint
    return row.get_action_display(), ""
