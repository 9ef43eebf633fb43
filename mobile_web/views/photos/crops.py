"""A photo cropped: a rectangle by finger, mouse, keys or numbers; all of it again with one tap."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError
from mobile_web.forms.photos import CropForm
from mobile_web.http import PageRequest
from mobile_web.photo_marks import shown
from mobile_web.views.photos.frame import show
from photos import services
from photos.models import Photo
from photos.selectors.staff import Tagged, tagged_of


@require_http_methods(["GET", "HEAD", "POST"])
def crop(request: PageRequest, pk: UUID) -> HttpResponse:
    """The photo with the part that is kept of it."""
    photos = Photo.objects.worked_on_by(request.user).select_related("album__facility")
    tagged = tagged_of(get_object_or_404(photos, pk=pk))
    if tagged.photo.is_clip and request.method != "POST":
        messages.error(request, _("Clips cannot be cropped. Nothing was changed."))
        return _to_album(tagged.photo)
    if request.method != "POST":
        return _page(request, tagged, CropForm(tagged=tagged))
    if request.POST.get("act") == "undo":
        return _undone(request, tagged.photo)
    return _cropped(request, tagged, CropForm(request.POST, tagged=tagged))


def _page(request: PageRequest, tagged: Tagged, form: CropForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"tagged": tagged, "form": form, "mark": shown(request, tagged.photo)}
    return show(request, "photos/crop.html", status=status, **context)


def _cropped(request: PageRequest, tagged: Tagged, form: CropForm) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            services.crop_photo(
                actor=request.user,
                photo=tagged.photo,
                part=form.part(),
                cut_out=form.cleaned_data["cut_out"],
            )
        except DomainError as error:
            status = form.refuse(error)
        else:
            messages.success(request, _("The photo was cropped. The original stays, and you can undo it."))
            return _to_album(tagged.photo)
    return _page(request, tagged, form, status)


def _undone(request: PageRequest, photo: Photo) -> HttpResponse:
    try:
        services.uncrop_photo(actor=request.user, photo=photo)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("All of the photo is there again."))
    return _to_album(photo)


def _to_album(photo: Photo) -> HttpResponse:
    return redirect(f"{reverse('office_album', args=[photo.album_id])}#p-{photo.pk}")
