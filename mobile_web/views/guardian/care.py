"""Extended care as a family reads it: every day with times, minutes, yen, and the rule in words."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from attendance.selectors.care_child import child_care, months_amounts
from attendance.selectors.care_month import end_of_month
from backend.errors import NotVisible
from facilities.models import Child, Facility
from mobile_web.care_words import neighbours
from mobile_web.http import FamilyRequest
from mobile_web.month import month_of_text
from mobile_web.views.guardian.frame import for_guardians, show

MORE = "guardian_more"


@require_safe
@for_guardians
def children(request: FamilyRequest) -> HttpResponse:
    """Her children and what this month came to so far."""
    month = timezone.localdate().replace(day=1)
    own = {tile.child.pk: tile.child for tile in request.family.children}
    amounts = months_amounts(set(own), month)
    rows = [(child, amounts.get(pk, 0)) for pk, child in own.items()]
    return show(request, "guardian/care/children.html", MORE, {"rows": rows, "month": month})


@require_safe
@for_guardians
def child(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """A month of one child, facility by facility. Both households of a shared child read the same days."""
    found = _own(request, pk)
    today = timezone.localdate()
    month = month_of_text(request.GET.get("month", ""), today)
    facts = [child_care(place, found, month) for place in _places(request, pk, month)]
    before, after = neighbours(month, today)
    context = {
        "child": found, "facts": facts, "month": month, "before": before, "after": after,
        "amount": sum(one.amount for one in facts), "minutes": sum(one.minutes for one in facts),
        "has_drafts": any(one.has_drafts for one in facts),
    }  # fmt: skip
    return show(request, "guardian/care/child.html", MORE, context)


def _own(request: FamilyRequest, pk: UUID) -> Child:
    """One of the children she may view today; blocked and strangers find nothing."""
    for tile in request.family.children:
        if tile.child.pk == pk:
            return tile.child
    raise NotVisible


def _places(request: FamilyRequest, pk: UUID, month: date) -> list[Facility]:
    """The facilities she went to in that month, the last one first."""
    last = end_of_month(month)
    rows = [
        row
        for row in request.family.enrolments
        if row.child_id == pk and row.starts_on <= last and (row.ends_on is None or row.ends_on >= month)
    ]
    return list({row.facility_id: row.facility for row in reversed(rows)}.values())
