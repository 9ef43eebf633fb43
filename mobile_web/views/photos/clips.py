"""A clip as those watch it who make the album, and whether the facility takes any."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.clips import is_possible
from mobile_web.http import PageRequest
from mobile_web.photo_marks import shown
from mobile_web.views.photos.frame import facility_of, show
from photos import services
from photos.models import Photo
from photos.policies import require_album_keeper
from photos.selectors.clips import takes_clips, why_refused
from photos.selectors.staff import tagged_of


@require_http_methods(["GET", "HEAD", "POST"])
def clip(request: PageRequest, pk: UUID) -> HttpResponse:
    """It plays here, or it says why not; what could not be made is tried again."""
    photos = Photo.objects.worked_on_by(request.user).select_related("album__facility")
    found = get_object_or_404(photos, pk=pk)
    if not found.is_clip:
        raise Http404
    if request.method == "POST":
        services.remake_clip(actor=request.user, photo=found)
        return redirect("office_album", found.album_id)
    about: dict[str, Any] = {"mark": shown(request, found), "why": why_refused(found)}
    return show(request, "photos/clip.html", tagged=tagged_of(found), **about)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: PageRequest) -> HttpResponse:
    """One switch, and whether this server could."""
    facility = facility_of(request)
    require_album_keeper(request.user, facility)
    if request.method == "POST":
        services.allow_clips(
            actor=request.user, facility=facility, is_allowed=request.POST.get("clips") == "on"
        )
        messages.success(request, _("Saved."))
        return redirect("office_photo_settings")
    takes, possible = takes_clips(facility), is_possible()
    return show(request, "photos/settings.html", facility=facility, takes=takes, possible=possible)
