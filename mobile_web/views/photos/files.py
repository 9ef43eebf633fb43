"""The files of photos: only by an address signed for this browser and this minute, and looked at again each time."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from backend import files, passes
from backend.clips import CLIP, MEDIA_TYPE
from backend.derivatives import SIZES
from mobile_web.http import PageRequest
from mobile_web.parts import Whole, part_response
from mobile_web.photo_marks import browser_of, signed_address, thing_of
from mobile_web.placed import placed_photo
from photos.files import clip_of, small_of
from photos.models import Photo
from photos.selectors.sizes import may_fetch
from photos.services.looking import count_look

NAMED = (*SIZES, CLIP)
FROM_US = ("", "same-origin", "none")  # Sec-Fetch-Site; older browsers do not say


@require_safe
def door(request: PageRequest, pk: UUID, size: str) -> HttpResponse:
    """To a fresh address, for who may see the photo at this moment."""
    response = redirect(signed_address(request, _photo(request, pk, size), size))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def file(request: PageRequest, pk: UUID, size: str, signed: str) -> HttpResponseBase:
    """The picture or clip; a guess, an old address, another browser's and another facility's are the same answer."""
    if size not in NAMED or not passes.is_good(signed, thing_of(pk, size), browser_of(request)):
        raise Http404
    photo = _photo(request, pk, size)
    if size != "thumb":
        count_look(actor=request.user, photo=photo)
    response = _clip(request, photo) if size == CLIP else _small(photo, size)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _photo(request: PageRequest, pk: UUID, size: str) -> Photo:
    if size not in NAMED or request.headers.get("Sec-Fetch-Site", "") not in FROM_US:
        raise Http404
    rows = Photo.objects.visible_to(request.user).select_related("album")
    photo = rows.filter(pk=pk).first() or placed_photo(request.user, pk)
    if photo is None or not may_fetch(request.user, photo, size):
        raise Http404
    return photo


def _small(photo: Photo, size: str) -> HttpResponse:
    """By the web server where ENGAWA_ACCEL names its inner place, else by ourselves."""
    name = small_of(photo.facility_id, photo.content, size)
    if settings.ENGAWA_ACCEL:
        return _accelerated(name, "image/jpeg")
    content = files.read(name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg")


def _clip(request: PageRequest, photo: Photo) -> HttpResponseBase:
    """The same in parts, as players ask for it; the web server knows parts itself."""
    name = clip_of(photo.facility_id, photo.sha256)
    if settings.ENGAWA_ACCEL:
        return _accelerated(name, MEDIA_TYPE)
    try:
        size = files.size_of(name)
    except FileNotFoundError as error:
        raise Http404 from error
    whole = Whole(size, f"{photo.sha256[:32]}-{size:x}", MEDIA_TYPE, lambda *part: files.pieces(name, *part))
    return part_response(request, whole)


def _accelerated(name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content_type=media_type)
    response.headers["X-Accel-Redirect"] = f"{settings.ENGAWA_ACCEL}{name}"
    return response
