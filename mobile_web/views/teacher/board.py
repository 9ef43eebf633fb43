"""The class board: the children of a class as tiles that never change place, with where each is now."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from attendance.policies import may_keep_words
from attendance.selectors.allergies import allergies_of
from attendance.selectors.board import DayBoard, day_board
from attendance.selectors.child_day import own_children
from attendance.selectors.medicine import doses_due
from facilities.selectors.board import ClassBoard, class_board
from mobile_web.http import PageRequest
from mobile_web.rooms import tablet_shell, workplace_of
from mobile_web.stampers import stamper_mark
from mobile_web.tablets import acting_in, device_in
from mobile_web.views.teacher.tiles import Health, counts_of, tiles_of


@require_GET
def board(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """Her first class, or the one asked for; a region that asks again gets what moves."""
    place = workplace_of(request.user)
    if place is None or place.facility is None:
        raise Http404
    found = class_board(request.user, pk)
    if pk and (found is None or found.classroom.pk != pk):
        raise Http404
    context = {"board": found, "now": timezone.now(), **(_tiles(request, found) if found else {})}
    if request.htmx:
        return render(request, "teacher/board_live.html", context)
    device = device_in(request)
    stamper = stamper_mark(device, acting_in(request)) if device else ""
    context |= {"shell": tablet_shell(request, place, "teacher_board"), "device": device, "stamper": stamper}
    return render(request, "teacher/board.html", context)


def _tiles(request: PageRequest, found: ClassBoard) -> dict[str, Any]:
    """The children of the class with where each is now."""
    facility = found.classroom.facility
    day = day_board(facility, classroom_id=found.classroom.pk)
    return {
        "day": day,
        "tiles": tiles_of(day, own=own_children(request.user), health=_health(day)),
        "counts": counts_of(day),
        "may_confirm": may_keep_words(request.user, facility),
    }


def _health(day: DayBoard) -> Health:
    """Allergies and the next medicine of the children on a board."""
    return Health(allergies_of(row.child.pk for row in day.rows), doses_due(day.facility))
