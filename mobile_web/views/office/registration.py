"""Who has joined: by facility, by class, and for one class every child with her adults."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import NotVisible
from facilities import services
from facilities.models import Child, Facility, Guardian
from facilities.policies import may_keep_roster
from facilities.selectors import registration
from facilities.selectors.board import classrooms_of
from mobile_web.http import PageRequest, number_or
from mobile_web.views.office.frame import page, place_of

ROWS = 60
ROOM = "office_registration"


@require_safe
def facilities(request: PageRequest) -> HttpResponse:
    """By facility; who works at one place is led to it."""
    place = place_of(request.user)
    if place.facility is not None:
        return redirect("office_registration_facility", place.facility.pk)
    area, wanted = request.GET.get("area", ""), request.GET.get("q", "").strip()
    first = number_or(request.GET.get("start", ""), 0)
    found = registration.facilities_of(request.user, area, wanted)
    shown = list(found[first : first + ROWS])
    rates = registration.rates_of_facilities([one.pk for one in shown])
    matching = found.count()
    context: dict[str, Any] = {
        "rows": [(one, rates.get(one.pk, registration.Rate())) for one in shown],
        "areas": registration.areas_of(request.user),
        "area": area,
        "q": wanted,
        "matching": matching,
        "following": first + ROWS if matching > first + ROWS else 0,
        "previous": max(0, first - ROWS) if first else None,
    }
    if request.htmx and request.htmx.target:
        return render(request, "office/registration_rows.html", context)
    return page(request, "office/registration.html", ROOM, place=place, **context)


@require_safe
def facility(request: PageRequest, pk: UUID) -> HttpResponse:
    """Its classes in counts; for who looks after its families also who has just joined."""
    place = place_of(request.user)
    found = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    rooms = registration.classrooms_in(found)
    rates = registration.rates_of_classes([room.pk for room in rooms])
    own = {room.pk for room in classrooms_of(request.user)}
    context: dict[str, Any] = {
        "facility": found,
        "whole": registration.rates_of_facilities([found.pk]).get(found.pk, registration.Rate()),
        "rows": [(room, rates.get(room.pk, registration.Rate()), room.pk in own) for room in rooms],
        "newest": registration.newest_joined(request.user, found),
        "may_keep": may_keep_roster(request.user, found.organisation_id, found.pk),
    }
    if request.htmx and request.htmx.target:
        return render(request, "office/registration_facility_live.html", context)
    return page(request, "office/registration_facility.html", ROOM, place=place, **context)


@require_safe
def classroom(request: PageRequest, pk: UUID) -> HttpResponse:
    """Every child of a class that is hers to look after."""
    room = next((one for one in classrooms_of(request.user) if one.pk == pk), None)
    if room is None:
        raise NotVisible
    context: dict[str, Any] = {
        "room": room,
        "pupils": registration.pupils_of(request.user, room),
        "may_keep": may_keep_roster(request.user, room.facility.organisation_id, room.facility_id),
    }
    if request.htmx and request.htmx.target:
        return render(request, "office/registration_pupils.html", context)
    return page(request, "office/registration_class.html", ROOM, **context)


@require_POST
def on_paper(request: PageRequest, pk: UUID, guardian: UUID) -> HttpResponse:
    """A family without a smartphone: paper and telephone, or no longer."""
    child = get_object_or_404(Child.objects.on_roster_of(request.user), pk=pk)
    adult = get_object_or_404(Guardian, pk=guardian, grants__child=child)
    wants = request.POST.get("wants", "1") == "1"
    services.reach_on_paper(actor=request.user, child=child, guardian=adult, wants_paper=wants)
    messages.success(request, _("Saved."))
    return redirect(_class_of(request, child))


def _class_of(request: PageRequest, child: Child) -> str:
    """The class page she came from; where no class of the child is hers, the first page."""
    for room in classrooms_of(request.user):
        if room.enrolments.filter(child=child).exists():
            return reverse("office_registration_class", args=[room.pk])
    return reverse(ROOM)
