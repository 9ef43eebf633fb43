"""Setting up meetings: teachers and rooms, then the times of the days, looked at before they are made."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError
from facilities.calendar import school_year_of
from facilities.clock import zone_of
from mobile_web.forms.meetings import LaneForm, TimesForm
from mobile_web.http import PageRequest
from mobile_web.views.office.meeting_frame import period_to_change, show
from surveys import services
from surveys.models import MeetingPeriod
from surveys.selectors.meeting_plan import days_of, lanes_in_order
from surveys.selectors.meetings import children_of


@require_safe
def setup(request: PageRequest, pk: UUID) -> HttpResponse:
    """Teachers, times, and how many there are."""
    return _page(request, period_to_change(request, pk))


@require_POST
def add_lane(request: PageRequest, pk: UUID) -> HttpResponse:
    """A teacher in a room; the same again is the one that is there."""
    period = period_to_change(request, pk)
    form = LaneForm(request.POST, **_of(period))
    if not form.is_valid():
        return _page(request, period, status=422, lane_form=form)
    try:
        services.add_lane(actor=request.user, period=period, **form.cleaned_data)
    except DomainError as error:
        return _page(request, period, status=form.refuse(error), lane_form=form)
    return redirect("office_meeting_setup", pk)


@require_POST
def remove_lane(request: PageRequest, pk: UUID, lane: UUID) -> HttpResponse:
    """With the times that nobody used."""
    period = period_to_change(request, pk)
    try:
        services.remove_lane(actor=request.user, lane=get_object_or_404(period.lanes, pk=lane))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
    return redirect("office_meeting_setup", pk)


@require_POST
def times(request: PageRequest, pk: UUID) -> HttpResponse:
    """Look at what would come out, or make it."""
    period = period_to_change(request, pk)
    form = TimesForm(request.POST, period=period, lanes=lanes_in_order(period))
    if not form.is_valid():
        return _page(request, period, status=422, times_form=form)
    openings = form.openings()
    try:
        if "look" in request.POST:
            coming = _by_day(period, list(services.spans_of(period, openings)))
            return _page(request, period, times_form=form, coming=coming)
        lanes = list(form.cleaned_data["lanes"])
        made = services.lay_out(actor=request.user, period=period, lanes=lanes, openings=openings)
    except DomainError as error:
        return _page(request, period, status=form.refuse(error), times_form=form)
    messages.success(request, ngettext("%(n)s time was made.", "%(n)s times were made.", made) % {"n": made})
    return redirect("office_meeting_setup", pk)


def _page(request: PageRequest, period: MeetingPeriod, *, status: int = 200, **more: Any) -> HttpResponse:
    lanes, days = lanes_in_order(period), days_of(period)
    context: dict[str, Any] = {
        "period": period,
        "lanes": lanes,
        "days": days,
        "times": sum(day.times for day in days),
        "children": children_of(period).count(),
        "lane_form": LaneForm(**_of(period)),
        "times_form": TimesForm(period=period, lanes=lanes),
    }
    return show(request, "office/meetings/setup.html", status=status, **context | more)


def _of(period: MeetingPeriod) -> dict[str, Any]:
    return {"facility": period.facility, "school_year": school_year_of(period.starts_on)}


def _by_day(
    period: MeetingPeriod, spans: Sequence[tuple[datetime, datetime]]
) -> list[tuple[date, list[datetime]]]:
    """What would come out, day by day."""
    zone = zone_of(period.facility)
    found: dict[date, list[datetime]] = defaultdict(list)
    for begins, _ends in spans:
        found[timezone.localtime(begins, zone).date()].append(begins)
    return sorted(found.items())
