"""A class's contact book: children by items, written by taps while they sleep."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from backend.errors import NotVisible
from backend.images import MOST_BYTES
from contactbook.policies import may_publish, require_class_writer
from contactbook.selectors.templates import book_settings_of
from facilities.clock import moment_at, today_at
from facilities.models import Classroom
from facilities.selectors.board import classrooms_of
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.rooms import tablet_shell, workplace_of
from mobile_web.tablets import device_in
from mobile_web.views.teacher.book_data import grid_data, line_data
from mobile_web.views.teacher.book_rows import grid
from photos.policies import may_take_photos

BOOK = "teacher_books"


@require_GET
def book(request: PageRequest, classroom: UUID | None = None) -> HttpResponse:
    """Her class, or the one asked for, today or on a day before."""
    place = workplace_of(request.user)
    if place is None or place.facility is None:
        raise Http404
    rooms = classrooms_of(request.user)
    room = room_of(request, rooms, classroom)
    context: dict[str, Any] = {"shell": tablet_shell(request, place, BOOK), "rooms": rooms, "room": room}
    if room:
        require_class_writer(request.user, room)
        context |= _context(request, room)
    return render(request, "teacher/book/book.html", context)


@require_GET
def rows(request: PageRequest, classroom: UUID) -> HttpResponse:
    """What the script of an open page asks again: all children, or those of `entries` that moved."""
    room = room_of(request, classrooms_of(request.user), classroom)
    if room is None:
        raise Http404
    require_class_writer(request.user, room)
    named = [found for text in request.GET.get("entries", "").split(",") if (found := uuid_or_none(text))]
    lines = grid(request.user, room, day_in(request, room), named).lines
    answer = JsonResponse({"rows": [line_data(line) for line in lines]})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def room_of(request: PageRequest, rooms: list[Classroom], pk: UUID | None) -> Classroom | None:
    """The one asked for, else that of the tablet, else her first."""
    device = device_in(request)
    found = {room.pk: room for room in rooms}
    if pk and pk not in found:
        raise NotVisible
    wanted = pk or (device.classroom_id if device else None)
    return (found.get(wanted) if wanted else None) or (rooms[0] if rooms else None)


def day_in(request: PageRequest, room: Classroom) -> date:
    """The day asked for; today where it is none or still to come."""
    today = today_at(room.facility)
    try:
        asked = date.fromisoformat(request.GET.get("day") or request.POST.get("day", ""))
    except ValueError:
        return today
    return min(asked, today)


def _context(request: PageRequest, room: Classroom) -> dict[str, Any]:
    found = grid(request.user, room, day_in(request, room))
    plan = _plan(request, room, found.day)
    data = grid_data(room, found) | {"plan": plan, "is_shared": device_in(request) is not None}
    return {
        "grid": found, "plan": plan, "data": data,
        "today": today_at(room.facility), "photos_most": MOST_BYTES,
        "takes_photos": may_take_photos(request.user, room.facility),
    }  # fmt: skip


def _plan(request: PageRequest, room: Classroom, day: date) -> dict[str, Any]:
    """What becomes of a page that is sent: approved first, read at an hour still to come, or at once."""
    settings = book_settings_of(room.facility)
    clock = settings.publish_at
    is_later = bool(clock and moment_at(room.facility, day, clock) > timezone.now())
    return {
        "may": may_publish(request.user, room),
        "approval": settings.needs_approval,
        "at": f"{clock:%-H:%M}" if clock and is_later else "",
    }
