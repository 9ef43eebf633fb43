"""How far a notice has come, live: totals, curve, facilities, households still open, and the report at the end."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from facilities.policies import facilities_to_call, may_send
from mobile_web.http import PageRequest
from mobile_web.placed import Kind
from mobile_web.views.office.call_context import card_context, list_context
from mobile_web.views.office.chart import curve_of
from mobile_web.views.office.frame import followed_notice, page, phoned_notice
from notices.models import Notice, State
from notices.selectors.desk import households_of
from notices.selectors.reach import Reach, reach_of, seen_facilities
from photos.selectors.placed import counts_at

SHOWN = 200


@require_GET
def reach(request: PageRequest, pk: UUID) -> HttpResponse:
    """The whole page; its regions fetch themselves again."""
    notice = followed_notice(request, pk)
    if notice.published_at is None:
        return redirect("office_notice", notice.pk)
    found = _reach(request, notice)
    context = _now(notice, found) | _facilities(request, found) | _desk(request, notice)
    context["may_send"] = may_send(request.user, notice.organisation_id, notice.facility_id)
    context["photos"] = counts_at(Kind.NOTICE, [notice.pk]).get(notice.pk, 0) if notice.facility_id else 0
    context["is_writing"] = notice.state == State.PUBLISHING
    return page(request, "office/reach.html", "office_notices", **context)


@require_GET
def now(request: PageRequest, pk: UUID) -> HttpResponse:
    """Totals and curve."""
    notice = followed_notice(request, pk)
    found = _reach(request, notice)
    return render(request, "office/reach_now.html", _now(notice, found) | {"oob": True})


@require_GET
def facilities(request: PageRequest, pk: UUID) -> HttpResponse:
    """The bars, filtered."""
    notice = followed_notice(request, pk)
    found = reach_of(notice, seen_facilities(request.user, notice))
    return render(request, "office/reach_facilities.html", {"notice": notice, **_facilities(request, found)})


@require_GET
def households(request: PageRequest, pk: UUID) -> HttpResponse:
    """The list of the call desk."""
    notice = phoned_notice(request, pk)
    return render(request, "office/call_list.html", list_context(request, notice))


@require_GET
def report(request: PageRequest, pk: UUID) -> HttpResponse:
    """What remains to be filed: how many minutes to 50, 90 and 100 %, and every facility."""
    notice = followed_notice(request, pk)
    found = _reach(request, notice)
    shares = [(share, found.minutes_to(share)) for share in (50, 90, 100)]
    context = _now(notice, found) | {
        "shares": shares,
        "bars": sorted(found.bars, key=lambda bar: bar.facility),
    }
    return page(request, "office/report.html", "office_notices", **context)


def _reach(request: PageRequest, notice: Notice) -> Reach:
    """Bars from counters; the total of several facilities by household."""
    seen = seen_facilities(request.user, notice)
    found = reach_of(notice, seen)
    return replace(found, total=households_of(notice)) if seen is None and len(found.bars) > 1 else found


def _now(notice: Notice, found: Reach) -> dict[str, Any]:
    at = timezone.now()
    return {"notice": notice, "reach": found, "now": at, "curve": curve_of(found, at)}


def _facilities(request: PageRequest, found: Reach) -> dict[str, Any]:
    area, wanted = request.GET.get("area", ""), request.GET.get("q", "").strip()
    bars = [bar for bar in found.bars if (not area or bar.area == area) and wanted in bar.facility]
    shown = bars if "all" in request.GET else bars[:SHOWN]
    areas = sorted({bar.area for bar in found.bars})
    return {
        "reach": found,
        "bars": shown,
        "hidden": len(bars) - len(shown),
        "area": area,
        "q": wanted,
        "areas": areas if len(areas) > 1 else [],
        "is_filtered": len(found.bars) > 20,
    }


def _desk(request: PageRequest, notice: Notice) -> dict[str, Any]:
    """The list and the card beside it, for those who may phone."""
    may_call = notice.is_sent and facilities_to_call(request.user, notice.organisation_id) != []
    if not may_call:
        return {"may_call": False}
    return {"may_call": True, **list_context(request, notice), **card_context(request, notice)}
