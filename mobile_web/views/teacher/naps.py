"""Nap time: the class as tiles with the minutes since the last look, and what is tapped there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.selectors.naps import nap_board
from backend.errors import DomainError
from facilities.models import Child, Classroom
from facilities.selectors.board import classrooms_of
from mobile_web.forms.naps import AirForm, LookForm, StampedForm, first_error
from mobile_web.http import PageRequest
from mobile_web.rooms import tablet_shell, workplace_of
from mobile_web.tablets import device_in

NAPS = "teacher_naps"


@require_GET
def board(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """Her class, or the one asked for; for htmx only what moves."""
    place = workplace_of(request.user)
    if place is None or place.facility is None:
        raise Http404
    rooms = classrooms_of(request.user)
    room = _room(request, rooms, pk)
    found = nap_board(room) if room else None
    context: dict[str, Any] = {"rooms": rooms, "board": found, "is_shared": device_in(request) is not None}
    if request.htmx:
        return render(request, "teacher/naps.html#live", context | {"is_partial": True})
    context |= {"shell": tablet_shell(request, place, NAPS), "odd": "odd" in request.GET}
    return render(request, "teacher/naps.html", context)


@require_POST
def sleep(request: PageRequest, pk: UUID) -> HttpResponse:
    """She fell asleep."""
    form = StampedForm(request.POST)
    return _act(
        request, pk, form, lambda who: services.start_nap(**who, id=form.cleaned_data["id"], at=_at(form))
    )


@require_POST
def check(request: PageRequest, pk: UUID) -> HttpResponse:
    """Somebody looked."""
    form = LookForm(request.POST)
    return _act(request, pk, form, lambda who: services.check_nap(**who, look=form.look()))


@require_POST
def wake(request: PageRequest, pk: UUID) -> HttpResponse:
    """She woke up."""
    form = StampedForm(request.POST)
    return _act(request, pk, form, lambda who: services.end_nap(**who, at=_at(form)))


@require_POST
def air(request: PageRequest, pk: UUID) -> HttpResponse:
    """How warm and moist the room is."""
    form = AirForm(request.POST)
    room = class_of(request, pk)
    if not form.is_valid():
        return _refused(request, form)
    services.note_room(actor=request.user, classroom=room, **form.cleaned_data)
    return _done(request, room)


def class_of(request: PageRequest, pk: UUID) -> Classroom:
    """One of her classes."""
    return get_object_or_404(Classroom.objects.select_related("facility"), pk__in=_keys(request), pk=pk)


def _act(
    request: PageRequest, pk: UUID, form: StampedForm, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    room = class_of(request, pk)
    if not form.is_valid():
        return _refused(request, form)
    child = get_object_or_404(Child.objects.visible_to(request.user), pk=form.cleaned_data["child"])
    act({"actor": request.user, "classroom": room, "child": child})
    return _done(request, room)


def _at(form: StampedForm) -> Any:
    return form.cleaned_data["at"]


def _keys(request: PageRequest) -> list[UUID]:
    return [room.pk for room in classrooms_of(request.user)]


def _room(request: PageRequest, rooms: list[Classroom], pk: UUID | None) -> Classroom | None:
    """The one asked for, else that of the tablet, else her first."""
    device = device_in(request)
    here = device.classroom_id if device else None
    found = {room.pk: room for room in rooms}
    wanted = pk or here
    if pk and pk not in found:
        raise Http404
    return (found.get(wanted) if wanted else None) or (rooms[0] if rooms else None)


def _done(request: PageRequest, room: Classroom) -> HttpResponse:
    """A script stays where it is; its region looks again."""
    if request.headers.get("X-Requested-With") == "outbox":
        return HttpResponse(status=204)
    return redirect(reverse("teacher_naps_class", args=[room.pk]))


def _refused(request: PageRequest, form: Any) -> HttpResponse:
    """What a script cannot send by itself; a person reads the sentence on the page of refusals."""
    if request.headers.get("X-Requested-With") != "outbox":
        raise DomainError(first_error(form))
    return JsonResponse({"code": "invalid", "saved": False, "message": first_error(form)}, status=422)
