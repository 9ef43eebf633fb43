"""The audience tree of the composer, loaded branch by branch, and how many nobody can reach."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mobile_web.http import PageRequest
from mobile_web.views.office.counted import tree_counts
from mobile_web.views.office.frame import own_notice, page
from notices.models import Notice
from notices.selectors import tree
from notices.selectors.audience import households_by_classroom, silent_by_facility

SEARCHED = 60


def tree_context(notice: Notice) -> dict[str, Any]:
    """The trunk: facilities, or areas where there are too many."""
    facilities, chosen = tree.facilities_of(notice), tree.choices(notice)
    counts = tree_counts(notice.organisation_id)
    grouped = len(facilities) > tree.FLAT
    nodes = tree.area_nodes if grouped else tree.facility_nodes
    return {
        "tree_grouped": grouped,
        "tree_nodes": nodes(facilities, chosen, counts),
        "tree_state": tree.state_of(one.state for one in chosen.values()),
        "tree_total": len(facilities),
        "single": facilities[0] if notice.facility_id and facilities else None,
    }


@require_GET
def branch(request: PageRequest, pk: UUID) -> HttpResponse:
    """The facilities of an area or of a search."""
    notice = own_notice(request, pk)
    facilities, chosen = tree.facilities_of(notice), tree.choices(notice)
    wanted = request.GET.get("q", "").strip()
    if wanted:
        facilities = [one for one in facilities if wanted in one.name or wanted in one.area][:SEARCHED]
    elif "area" in request.GET:
        facilities = [one for one in facilities if one.area == request.GET["area"]]
    else:
        return render(request, "office/audience.html#trunk", {"notice": notice} | tree_context(notice))
    counts = tree_counts(notice.organisation_id)
    context = {
        "notice": notice,
        "nodes": tree.facility_nodes(facilities, chosen, counts),
        "searched": bool(wanted),
    }
    return render(request, "office/audience.html#branch", context)


@require_GET
def classes(request: PageRequest, pk: UUID, facility: UUID) -> HttpResponse:
    """The classes of one facility."""
    notice = own_notice(request, pk)
    chosen = tree.choices(notice).get(facility)
    if chosen is None:
        raise Http404
    rooms = tree.classes_shown(facility)
    counts = households_by_classroom(notice.organisation_id, facility).get(facility, {})
    context = {"notice": notice, "key": facility, "nodes": tree.class_nodes(rooms, chosen, counts)}
    return render(request, "office/audience.html#classes", context)


@require_GET
def silent(request: PageRequest, pk: UUID) -> HttpResponse:
    """How many households of each facility have neither push nor mail; names are for the call desk."""
    notice = own_notice(request, pk)
    rows = silent_by_facility(notice)
    return page(request, "office/silent.html", "office_notices", notice=notice, rows=rows)
