"""A class's contact book: children by items, written by taps while they sleep."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from backend.errors import NotVisible
from contactbook.policies import may_publish, require_class_writer
from contactbook.selectors.grid import phrases_of
from contactbook.selectors.templates import book_settings_of
from facilities.clock import moment_at, today_at
from facilities.models import Classroom
from facilities.selectors.board import classrooms_of
from mobile_web.book_words import grid_words
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.rooms import tablet_shell, workplace_of
from mobile_web.tablets import device_in
from mobile_web.templatetags.tiles import SOMEBODY
from mobile_web.views.teacher.book_rows import Grid, grid, item_data, line_data

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
    settings = book_settings_of(room.facility)
    is_later = bool(
        settings.publish_at and moment_at(room.facility, found.day, settings.publish_at) > timezone.now()
    )
    plan = {
        "may": may_publish(request.user, room),
        "approval": settings.needs_approval,
        "at": f"{settings.publish_at:%-H:%M}" if settings.publish_at and is_later else "",
    }
    data = _data(room, found) | {
        "plan": plan,
        "is_shared": device_in(request) is not None,
        "words": grid_words(),
    }
    return {"grid": found, "plan": plan, "data": data, "today": today_at(room.facility)}


def _data(room: Classroom, found: Grid) -> dict[str, Any]:
    day = found.day.isoformat()
    places = {
        "write": reverse("book_write", args=["nursery", room.facility_id, SOMEBODY, day]),
        "rows": reverse("teacher_book_rows", args=[room.pk]),
        "settle": reverse("book_settle", args=[SOMEBODY]),
        "publish": reverse("book_publish", args=[room.pk]),
        "seen": reverse("book_seen"),
        "correct": reverse("book_correct", args=[SOMEBODY]),
        "child": reverse("teacher_book_child", args=[SOMEBODY]),
        "notes": reverse("book_notes", args=[room.pk, SOMEBODY]),
    }
    return {
        "day": day,
        "classroom": room.pk,
        "is_today": found.day == today_at(room.facility),
        "urls": places,
        "columns": [item_data(item) for item in found.items],
        "phrases": phrases_of(room.facility),
        "rows": [line_data(line) for line in found.lines],
    }
