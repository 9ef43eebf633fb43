"""The office's first page: every facility in one line, and what needs a person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from attendance.selectors.totals import DayTotal, day_totals, sum_of
from facilities.policies import facilities_to_call, may_send
from mobile_web.http import PageRequest, number_or
from mobile_web.rooms import Workplace
from mobile_web.views.office.frame import page, place_of
from notices.selectors.dashboard import FacilityLine, Overview, overview

ROWS = 60


def days_of(facts: Overview) -> tuple[list[tuple[FacilityLine, DayTotal]], DayTotal]:
    """Each line with its facility's day, and all facilities together, shown or not; one more query."""
    found = day_totals(facts.places)
    return [(line, found[line.facility.pk]) for line in facts.lines], sum_of(found.values())


@require_GET
def dashboard(request: PageRequest) -> HttpResponse:
    """The page, or only what moves when a socket says so."""
    context = _context(request, place_of(request.user))
    if request.htmx and request.htmx.target:
        return render(request, "office/dashboard_live.html", context)
    return page(request, "office/dashboard.html", "office_dashboard", **context)


def _context(request: PageRequest, place: Workplace) -> dict[str, Any]:
    """As asked for in the address: an area, words, an order, so many rows."""
    limit = number_or(request.GET.get("rows", ""), ROWS, 2000)
    by_name = request.GET.get("sort") == "name"
    area, wanted = request.GET.get("area", ""), request.GET.get("q", "").strip()
    facts = overview(request.user, area=area, search=wanted, by_name=by_name, limit=limit)
    organisation = place.post.organisation_id
    days, whole_day = days_of(facts)
    return {
        "facts": facts,
        "days": days,
        "whole_day": whole_day,
        "by_name": by_name,
        "area": area,
        "q": wanted,
        "now": timezone.now(),
        "place": place,
        "rows": limit + 200 if facts.matching > limit else 0,
        "may_call": facilities_to_call(request.user, organisation) != [],
        "may_send": may_send(request.user, organisation, place.facility.pk if place.facility else None),
    }
