"""Counting heads: before a walk, on the bus, back from the garden; then a second person says her number."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from attendance import services
from attendance.models import HeadCount
from attendance.selectors.head_counts import children_here, counts_today
from attendance.selectors.missing import searched_facilities
from backend.errors import DomainError
from backend.ids import uuid7
from facilities.models import Child, Classroom
from facilities.selectors.board import classrooms_of
from facilities.selectors.tablets import staff_at
from facilities.services import check_pin
from mobile_web.forms.head_counts import HeadsForm, SecondForm
from mobile_web.http import PageRequest
from mobile_web.tablets import device_in
from mobile_web.views.office.frame import page, place_of

SCENE_ICONS = {
    "walk_out": "walk", "walk_back": "arrow-back-up", "bus_on": "arrow-narrow-right", "bus_off": "arrow-back-up",
    "garden_out": "mood-smile", "garden_back": "arrow-back-up", "room": "home",
}  # fmt: skip


@require_GET
def board(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """A class: scenes, its children as large buttons, today's counts."""
    if place_of(request.user).facility is None:
        raise Http404
    rooms = classrooms_of(request.user)
    room = _room(request, rooms, pk)
    if request.htmx and room:
        return render(request, "teacher/counts/today.html", _today(request, room))
    context: dict[str, Any] = {"rooms": rooms, "room": room, "count_id": uuid7(), "now": timezone.now()}
    if room:
        here = children_here(room.facility, timezone.now(), room)
        found = Child.objects.in_bulk(here)
        context |= {
            "children": [found[one] for one in here],
            "scenes": [(value, words, SCENE_ICONS[value]) for value, words in HeadCount.Scene.choices],
            **_today(request, room),
        }
    return page(request, "teacher/counts/counts.html", "teacher_counts", **context)


@require_POST
def count(request: PageRequest, pk: UUID) -> HttpResponse:
    """Keep a count, now or when the network is back."""
    room = _class(request, pk)
    form = HeadsForm(request.POST)
    by_script = request.headers.get("X-Requested-With") == "outbox"
    if not form.is_valid():
        message = _("Choose where you go. Nothing was saved.")
        if by_script:
            return JsonResponse({"code": "invalid", "saved": False, "message": message}, status=422)
        raise DomainError(message)
    services.count_heads(
        actor=request.user,
        facility=room.facility,
        heads=form.heads(),
        classroom=room,
        device=device_in(request),
    )
    return HttpResponse(status=204) if by_script else redirect("teacher_counts_class", room.pk)


@require_POST
@sensitive_post_parameters("pin")
def confirm(request: PageRequest, pk: UUID) -> HttpResponse:
    """The second person: signed in herself, or with her own PIN on the tablet that the first one holds."""
    row = _count(request, pk)
    room = row.classroom
    if room is None:
        raise Http404
    form = SecondForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(_("Type the number you counted. Nothing was saved."))
        second = _second(request, form)
        services.confirm_head_count(actor=second, count=row, number=form.cleaned_data["number"])
    except DomainError as refusal:
        if not request.htmx:
            raise
        context = _today(request, room) | {"refused": row.pk, "message": refusal.message}
        return render(request, "teacher/counts/today.html", context, status=refusal.status)
    if request.htmx:
        return render(request, "teacher/counts/today.html", _today(request, room))
    return redirect(reverse("teacher_counts_class", args=[room.pk]))


def _second(request: PageRequest, form: SecondForm) -> User:
    """Who signs: by PIN on a shared tablet, else the session's own person."""
    device = device_in(request)
    if device is None:
        return request.user
    member = (
        staff_at(device.facility_id).filter(pk=form.cleaned_data["member"]).select_related("user").first()
    )
    if member is None or member.user is None:
        raise DomainError(_("Choose your name. Nothing was saved."))
    check_pin(member=member, pin=form.cleaned_data["pin"])
    return member.user


def _today(request: PageRequest, room: Classroom) -> dict[str, Any]:
    device = device_in(request)
    colleagues = (
        staff_at(room.facility_id).exclude(user=request.user).order_by("kana", "name") if device else ()
    )
    return {
        "room": room,
        "counts": counts_today(room.facility, room),
        "colleagues": colleagues,
        "me": request.user,
    }


def _room(request: PageRequest, rooms: list[Classroom], pk: UUID | None) -> Classroom | None:
    """The one asked for, else that of the tablet, else her first."""
    device = device_in(request)
    found = {room.pk: room for room in rooms}
    if pk and pk not in found:
        raise Http404
    here = device.classroom_id if device else None
    wanted = pk or here
    return (found.get(wanted) if wanted else None) or (rooms[0] if rooms else None)


def _class(request: PageRequest, pk: UUID) -> Classroom:
    keys = [room.pk for room in classrooms_of(request.user)]
    return get_object_or_404(Classroom.objects.select_related("facility"), pk__in=keys, pk=pk)


def _count(request: PageRequest, pk: UUID) -> HeadCount:
    """Of a place where she works: the second person may be of another class."""
    rows = HeadCount.objects.filter(facility__in=searched_facilities(request.user))
    return get_object_or_404(rows.select_related("facility", "classroom__facility"), pk=pk)
