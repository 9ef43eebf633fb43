"""What a paired tablet shows while nobody acts on it: the room of today, first names only, and stamps.

The tablet keeps the page, so that a class comes and goes also without a network.
"""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from attendance.selectors.board import day_board
from facilities.selectors.tablets import room_board
from mobile_web.rooms import room_shell
from mobile_web.tablets import TabletRequest, for_tablets
from mobile_web.views.teacher.tiles import room_counts_of, room_tiles_of


@for_tablets
@cache_control(private=True, no_cache=True)
@require_GET
def board(request: TabletRequest, pk: UUID | None = None) -> HttpResponse:
    """Its room, or a class of the facility when it belongs to no room; a region that asks again gets what moves."""
    found = room_board(request.device, pk)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"board": found, "device": request.device, "now": timezone.now()}
    if found.classroom:
        day = day_board(request.device.facility, classroom_id=found.classroom.pk)
        tiles = room_tiles_of(day, found.children)
        context |= {"tiles": tiles, "counts": room_counts_of(tiles)}
    if request.htmx:
        return render(request, "teacher/board_live.html", context)
    context["shell"] = room_shell(request.device, "tablet_board")
    return render(request, "tablet/board.html", context)
