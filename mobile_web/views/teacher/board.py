"""The class board: the children of a class as tiles that never change place."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from facilities.selectors.board import class_board
from mobile_web.http import PageRequest
from mobile_web.rooms import tablet_shell, workplace_of


@require_GET
def board(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """Her first class, or the one asked for."""
    place = workplace_of(request.user)
    if place is None or place.facility is None:
        raise Http404
    found = class_board(request.user, pk)
    if pk and (found is None or found.classroom.pk != pk):
        raise Http404
    context = {"shell": tablet_shell(request, place, "teacher_board"), "board": found, "now": timezone.now()}
    return render(request, "teacher/board.html", context)
