"""What the pages of albums begin with: her facility, and the album she works on."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from facilities.models import Facility
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell, place_of
from photos.models import Album
from photos.policies import require_photographer

ROOM = "office_albums"


def facility_of(request: PageRequest) -> Facility:
    """The facility she works at, where she takes photos; the central office has none."""
    facility = place_of(request.user).facility
    if facility is None:
        raise Http404
    require_photographer(request.user, facility)
    return facility


def own_album(request: PageRequest, pk: UUID) -> Album:
    """An album she works on."""
    return get_object_or_404(Album.objects.worked_on_by(request.user).select_related("facility"), pk=pk)


def show(request: PageRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page in her room: tablet or PC."""
    frame = either_shell(request, tablet=ROOM, office=ROOM)
    return render(request, template, {**frame, **context}, status=status)
