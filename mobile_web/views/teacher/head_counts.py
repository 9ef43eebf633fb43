"""Counting heads: before a walk, on the bus, back from the garden; then a second person says her number."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from attendance import services
from attendance.models import HeadCount
from attendance.selectors.head_counts import counts_today, groups_here, rooms_together
from attendance.selectors.missing import searched_facilities
from backend.errors import DomainError
from backend.ids import uuid7
from facilities.models import Classroom
from facilities.selectors.board import classrooms_of
from facilities.selectors.tablets import staff_at
from facilities.services import check_pin
from mobile_web.forms.head_counts import HeadsForm, SecondForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.tablets import device_in
from mobile_web.views.office.frame import page, place_of

SCENE_ICONS = {
    "walk_out": "walk", "walk_back": "arrow-back-up", "bus_on": "arrow-narrow-right", "bus_off": "arrow-back-up",
    "garden_out": "mood-smile", "garden_back": "arrow-back-up", "room": "home",
}  # fmt: skip


@require_GET
def board(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """A class, alone or with others: scenes, their children as large buttons, today's counts."""
    if place_of(request.user).facility is None:
        raise Http404
    rooms = classrooms_of(request.user)
    room = _room(request, rooms, pk)
    if request.htmx and room:
        return render(request, "teacher/counts/today.html", _today(request, room))
    context: dict[str, Any] = {"rooms": rooms, "room": room, "count_id": uuid7(), "now": timezone.now()}
    if room:
        context |= _going(request, room) | _today(request, room)
    return page(request, "teacher/counts/counts.html", "teacher_counts", **context)


@require_POST
def count(request: PageRequest, pk: UUID) -> HttpResponse:
    """Keep a count, now or when the network is back."""
    room = _class(request, pk)
    form = HeadsForm(request.POST)
    by_script = request.headers.get("X-Requested-With") == "outbox"
    if not form.is_valid():
        return _nowhere(is_script=by_script)
    services.count_heads(
        actor=request.user, facility=room.facility, heads=form.heads(),
        rooms=_together(request.POST, room), device=device_in(request),
    )  # fmt: skip
    return HttpResponse(status=204) if by_script else redirect("teacher_counts_class", room.pk)


@require_POST
@sensitive_post_parameters("pin")
def confirm(request: PageRequest, pk: UUID) -> HttpResponse:
    """The second person: signed in herself, or with her own PIN on the tablet that the first one holds."""
    row = _count(request, pk)
    room = _shown(request, row)
    try:
        _confirm(request, row)
    except DomainError as refusal:
        if not request.htmx:
            raise
        context = _today(request, room) | {"refused": row.pk, "message": refusal.message}
        return render(request, "teacher/counts/today.html", context, status=refusal.status)
    if request.htmx:
        return render(request, "teacher/counts/today.html", _today(request, room))
    if room in classrooms_of(request.user):
        return redirect("teacher_counts_class", room.pk)
    return redirect("teacher_counts")


def _confirm(request: PageRequest, row: HeadCount) -> None:
    form = SecondForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Type the number you counted. Nothing was saved."))
    second = _second(request, form)
    services.confirm_head_count(actor=second, count=row, number=form.cleaned_data["number"])


def _nowhere(*, is_script: bool) -> HttpResponse:
    """A count without a scene, to the script in its own words."""
    message = _("Choose where you go. Nothing was saved.")
    if is_script:
        return JsonResponse({"code": "invalid", "saved": False, "message": message}, status=422)
    raise DomainError(message)


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


def _going(request: PageRequest, room: Classroom) -> dict[str, Any]:
    """Who is here to go, with which classes, and where to."""
    chosen = _together(request.GET, room)
    groups = groups_here(room.facility, timezone.now(), chosen)
    return {
        "groups": groups,
        "expected": sum(len(children) for _room, children in groups),
        "together": _choices(room, chosen),
        "scenes": [(value, words, SCENE_ICONS[value]) for value, words in HeadCount.Scene.choices],
    }


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


def _together(asked: QueryDict, room: Classroom) -> list[Classroom]:
    """The class and those that go with it, in the order of the facility; another place's are not there."""
    wanted = {room.pk, *(uuid_or_none(text) for text in asked.getlist("with"))}
    found = [one for one in rooms_together(room) if one.pk in wanted]
    if len(found) != len(wanted):
        raise Http404
    return found


def _choices(room: Classroom, chosen: list[Classroom]) -> list[tuple[Classroom, bool, str]]:
    """Every other class: whether it goes along, and the query after a tap on it."""
    along = {one.pk for one in chosen} - {room.pk}
    return [
        (one, one.pk in along, urlencode([("with", pk) for pk in sorted(along ^ {one.pk})]))
        for one in rooms_together(room)
        if one != room
    ]


def _shown(request: PageRequest, row: HeadCount) -> Classroom:
    """The class whose page she looks at, where the count was of several."""
    asked = uuid_or_none(request.POST.get("room", ""))
    keys = row.room_ids
    pk = asked if asked in keys else next(iter(keys), None)
    return get_object_or_404(Classroom.objects.select_related("facility"), pk=pk)


def _room(request: PageRequest, rooms: list[Classroom], pk: UUID | None) -> Classroom | None:
    """The one asked for, else one of a count that is to be made again, else that of the tablet, else her first."""
    device = device_in(request)
    found = {room.pk: room for room in rooms}
    if pk and pk not in found:
        raise Http404
    here = device.classroom_id if device else None
    again = {uuid_or_none(text) for text in request.GET.getlist("with")}
    wanted = pk or next((key for key in found if key in again), here)
    return (found.get(wanted) if wanted else None) or (rooms[0] if rooms else None)


def _class(request: PageRequest, pk: UUID) -> Classroom:
    keys = [room.pk for room in classrooms_of(request.user)]
    return get_object_or_404(Classroom.objects.select_related("facility"), pk__in=keys, pk=pk)


def _count(request: PageRequest, pk: UUID) -> HeadCount:
    """Of a place where she works: the second person may be of another class."""
    rows = HeadCount.objects.filter(facility__in=searched_facilities(request.user))
    return get_object_or_404(rows.select_related("facility", "classroom__facility"), pk=pk)
