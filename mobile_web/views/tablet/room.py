"""What a paired tablet shows while nobody acts on it: the room of today, first names only."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from facilities.selectors.tablets import room_board
from mobile_web.rooms import room_shell
from mobile_web.tablets import TabletRequest, for_tablets


@for_tablets
@require_GET
def board(request: TabletRequest, pk: UUID | None = None) -> HttpResponse:
    """Its room, or a class of the facility when it belongs to no room."""
    found = room_board(request.device, pk)
    if found is None:
        raise Http404
    context = {
        "shell": room_shell(request.device, "tablet_board"),
        "board": found,
        "device": request.device,
        "now": timezone.now(),
    }
    return render(request, "tablet/board.html", context)
