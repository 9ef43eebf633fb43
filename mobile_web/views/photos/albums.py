"""Albums of a facility: the list, beginning and changing one, showing it and taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError
from facilities.calendar import school_year_of
from mobile_web.forms.photos import AlbumForm
from mobile_web.http import PageRequest
from mobile_web.photo_marks import shown
from mobile_web.views.photos.frame import facility_of, own_album, show
from photos import services
from photos.models import Album
from photos.policies import may_keep_albums
from photos.selectors.staff import albums_of, wishes_of

ACTS = {
    "publish": (services.publish_album, _("Families see the album now.")),
    "withdraw": (services.withdraw_album, _("The album was taken back. No family sees it any more.")),
}


@require_safe
def albums(request: PageRequest) -> HttpResponse:
    """Newest days first, with a picture of each; wishes that wait stand above."""
    facility = facility_of(request)
    lines = [(line, shown(request, line.cover) if line.cover else None) for line in albums_of(request.user)]
    keeps = may_keep_albums(request.user, facility)
    waiting = len(wishes_of(request.user)) if keeps else 0
    return show(request, "photos/albums.html", lines=lines, facility=facility, keeps=keeps, waiting=waiting)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Begin an album."""
    facility = facility_of(request)
    today = timezone.localdate()
    about: dict[str, Any] = {"facility": facility, "school_year": school_year_of(today)}
    if request.method != "POST":
        return show(request, "photos/edit.html", form=AlbumForm(initial={"starts_on": today}, **about))
    return _saved(request, AlbumForm(request.POST, **about), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, pk: UUID) -> HttpResponse:
    """Its words, days and classes."""
    album = own_album(request, pk)
    about: dict[str, Any] = {
        "facility": album.facility,
        "school_year": school_year_of(album.starts_on),
        "album": album,
    }
    if request.method != "POST":
        return show(request, "photos/edit.html", form=AlbumForm(**about), album=album)
    return _saved(request, AlbumForm(request.POST, **about), album)


@require_POST
def act(request: PageRequest, pk: UUID) -> HttpResponse:
    """Show it to families, or take it back."""
    album = own_album(request, pk)
    service, done = ACTS.get(request.POST.get("act", ""), (None, ""))
    if service is None:
        return redirect("office_album", album.pk)
    try:
        service(actor=request.user, album=album)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(done))
    return redirect("office_album", album.pk)


def _saved(request: PageRequest, form: AlbumForm, album: Album | None) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            if album is None:
                made = services.make_album(actor=request.user, facility=facility_of(request), **form.values())
            else:
                made = services.change_album(actor=request.user, album=album, **form.values())
            return redirect("office_album", made.pk)
        except DomainError as error:
            status = form.refuse(error)
    return show(request, "photos/edit.html", status=status, form=form, album=album)
