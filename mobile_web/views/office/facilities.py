"""All facilities as a list, and one facility: its classes and how the last notices came through."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from facilities.calendar import school_year_of
from facilities.models import Classroom, Facility, on_day
from mobile_web.http import PageRequest, number_or
from mobile_web.views.office.frame import page, place_of
from notices.models import FacilityReach
from notices.selectors.dashboard import overview
from notices.selectors.desk import followed_by

ROWS = 100


@require_GET
def facilities(request: PageRequest) -> HttpResponse:
    """By area and name; a hundred at once."""
    area, wanted = request.GET.get("area", ""), request.GET.get("q", "").strip()
    first = number_or(request.GET.get("start", ""), 0)
    every = list(Facility.objects.worked_in_by(request.user).filter(is_active=True).in_order())
    found = [
        one for one in every if (not area or one.area == area) and (wanted in one.name or wanted in one.area)
    ]
    areas = list(dict.fromkeys(one.area for one in every if one.area))
    return page(
        request,
        "office/facilities.html",
        "office_dashboard",
        found=found[first : first + ROWS],
        matching=len(found),
        areas=areas if len(areas) > 1 else [],
        area=area,
        q=wanted,
        total=len(every),
        following=first + ROWS if len(found) > first + ROWS else 0,
        previous=max(0, first - ROWS) if first else None,
    )


@require_GET
def facility(request: PageRequest, pk: UUID) -> HttpResponse:
    """Counts only."""
    place = place_of(request.user)
    found = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    today = timezone.localdate()
    rooms = Classroom.objects.filter(facility=found, school_year=school_year_of(today)).annotate(
        children=Count("enrolments__child", filter=Q(on_day(today, "enrolments__")), distinct=True)
    )
    sent = (
        FacilityReach.objects.filter(facility=found, notice__in=followed_by(request.user).values("pk"))
        .select_related("notice")
        .order_by("-notice__published_at")[:12]
    )
    return page(
        request,
        "office/facility.html",
        "office_dashboard",
        place=place,
        facility=found,
        rooms=rooms.order_by("age", "name"),
        sent=sent,
        facts=overview(request.user, only=found.pk),
        now=timezone.now(),
    )
