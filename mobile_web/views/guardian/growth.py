"""How a child grows: curves before the national reference, and every measure in words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contactbook import services
from contactbook.growth import MEASURES
from contactbook.growth_chart import Chart, chart_of
from contactbook.growth_words import UNITS, band_words, measure_words, value_words
from contactbook.models import GrowthCurve, GrowthRecord
from contactbook.selectors.growth import Growth, growth_of
from facilities.clock import today_at
from facilities.models import Child, Facility, Grant
from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.views.guardian.frame import for_guardians, show

MORE = "guardian_more"


@dataclass(frozen=True)
class Panel:
    """One measure: its chart, and the newest value in words."""

    chart: Chart
    title: str
    unit: str
    newest: str
    band: str


@require_GET
@for_guardians
def growth(request: FamilyRequest) -> HttpResponse:
    """The child asked for, else the youngest with measures."""
    children = list(_children(request))
    child = _chosen(request, children)
    found = growth_of(child, _records(request, child)) if child else None
    context = {
        "children": children,
        "child": child,
        "sex": found.sex if found else "",
        "sexes": GrowthCurve.Sex.choices,
        "panels": _panels(found) if found else [],
        "days": _days(found) if found else [],
        "may_choose": bool(child and _place(request, child)),
    }
    return show(request, "guardian/growth.html", MORE, context)


@require_POST
@for_guardians
def choose(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Girls' or boys' reference, or none."""
    child = get_object_or_404(_children(request), pk=pk)
    facility = _place(request, child)
    if facility:
        services.choose_curve(
            actor=request.user, child=child, facility=facility, sex=request.POST.get("sex", "")
        )
        messages.success(request, _("Saved."))
    response = redirect("guardian_growth")
    response["Location"] += f"?child={child.pk}"
    return response


def _children(request: FamilyRequest) -> QuerySet[Child]:
    return Child.objects.filter(pk__in={child for _g, _h, child in request.family.grants}).order_by(
        "-born_on", "pk"
    )


def _chosen(request: FamilyRequest, children: list[Child]) -> Child | None:
    asked = uuid_or_none(request.GET.get("child", ""))
    measured = set(GrowthRecord.objects.read_by_family(request.user).values_list("child", flat=True))
    by_wish = [child for child in children if child.pk == asked] or [
        one for one in children if one.pk in measured
    ]
    return next(iter(by_wish or children), None)


def _records(request: FamilyRequest, child: Child) -> QuerySet[GrowthRecord]:
    return GrowthRecord.objects.read_by_family(request.user).filter(child=child)


def _place(request: FamilyRequest, child: Child) -> Facility | None:
    """Where the child goes today, for a guardian who writes for her."""
    today = [row.facility_id for row in request.family.today if row.child_id == child.pk]
    facility = Facility.objects.filter(pk__in=today).order_by("pk").first()
    if facility is None:
        return None
    writes = Grant.objects.seen_by(request.user, today_at(facility)).filter(child=child, can_write=True)
    return facility if writes.exists() else None


def _panels(found: Growth) -> list[Panel]:
    panels = []
    for measure in MEASURES:
        chart, newest = chart_of(found.points(measure), measure, found.sex), found.newest(measure)
        if chart and newest:
            words = measure_words(measure), UNITS[measure], value_words(newest), band_words(newest.band)
            panels.append(Panel(chart, *words))
    return panels


def _days(found: Growth) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    """Newest first: the day and (measure, value, where it stands)."""
    return [
        (
            day.day,
            [(measure_words(one.measure), value_words(one), band_words(one.band)) for one in day.measures],
        )
        for day in reversed(found.days)
    ]
