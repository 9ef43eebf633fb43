"""The plan of meetings: a day as teachers by times, one time taken up by hand, and the plan on paper."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.pdf import pdf_of
from mobile_web.views.office.meeting_context import paper_context, plan_context, slot_day
from mobile_web.views.office.meeting_frame import may_keep, seen_period, show
from mobile_web.views.office.meeting_slot import SLOT_ACTS
from surveys.selectors.meeting_plan import lanes_in_order, slots_of


@require_safe
def plan(request: PageRequest, pk: UUID) -> HttpResponse:
    """The day asked for, else the next with times; beside it the time that was chosen, and who has none."""
    period = seen_period(request, pk)
    asked = uuid_or_none(request.GET.get("slot", ""))
    slot = slots_of(period).filter(pk=asked).first() if asked else None
    context = plan_context(request, period, _day(request.GET.get("day", "")), slot)
    return show(request, "office/meetings/plan.html", **context)


@require_POST
def slot(request: PageRequest, pk: UUID, slot: UUID) -> HttpResponse:
    """Give it to a family, give it back, move it, block it, free it."""
    period = seen_period(request, pk)
    row = get_object_or_404(slots_of(period).select_related("period__facility", "facility"), pk=slot)
    chosen = SLOT_ACTS.get(request.POST.get("act", ""))
    if chosen:
        try:
            row = chosen(request, row) or row
        except DomainError as error:
            if error.status in (403, 404):
                raise
            messages.error(request, str(error.message))
    address = reverse("office_meeting", args=[pk])
    return redirect(f"{address}?day={slot_day(row)}&slot={row.pk}#slot")


@require_safe
def paper(request: PageRequest, pk: UUID) -> HttpResponse:
    """A page for each teacher, or of one lane alone; A4."""
    period = seen_period(request, pk)
    asked = uuid_or_none(request.GET.get("lane", ""))
    lanes = [lane for lane in lanes_in_order(period) if asked in (None, lane.pk)]
    context: dict[str, Any] = paper_context(request, period, lanes)
    document = pdf_of("office/meetings/paper.html", context | {"may_keep": may_keep(request, period)})
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="meetings-{period.starts_on}.pdf"'
    return response


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
