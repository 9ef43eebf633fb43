"""Photos of entries: brought singly by our script, several at once by a plain form; shown to who reads the entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend import files
from backend.errors import DomainError
from backend.ids import uuid7
from backend.images import MOST_BYTES
from contactbook import services
from contactbook.models import Entry, EntryPhoto
from contactbook.photo_files import SIZES, name_of
from contactbook.services import Page
from mobile_web.forms.book_photos import PhotoForm
from mobile_web.http import PageRequest
from mobile_web.views.book.write import page_of

if TYPE_CHECKING:
    File: TypeAlias = UploadedFile[bytes] | None


@require_POST
def add(request: PageRequest, side: str, facility: UUID, about: UUID, day: str) -> HttpResponse:
    """A script hears what became of its photo; a plain form goes back to its page."""
    page = page_of(request, side, facility, about, day)
    form = PhotoForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    sent: list[File] = [*request.FILES.getlist("photo")] or [None]
    return _answered(request, page, said, sent) if _is_script(request) else _plain(request, page, said, sent)


@require_POST
def remove(request: PageRequest, pk: UUID) -> HttpResponse:
    """Take a photo out again."""
    photo = services.remove_photo(actor=request.user, photo=_photo(request, pk, removed=True))
    if _is_script(request):
        return JsonResponse({"removed": str(photo.pk)})
    messages.success(request, _("The photo was taken out."))
    return redirect(_back(request))


@require_safe
def show(request: PageRequest, pk: UUID, size: str) -> HttpResponse:
    """One size of a photo, to who reads its entry at this moment; a copy on her device asks again each time."""
    if size not in SIZES:
        raise Http404
    photo = _photo(request, pk)
    etag = quote_etag(f"{photo.sha256}-{size}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = files.read(name_of(photo.facility_id, photo.sha256, size))
        if content is None:
            raise Http404
        response = HttpResponse(content, content_type="image/jpeg")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def shown(photo: EntryPhoto) -> dict[str, Any]:
    """What a page needs to show a photo."""
    small, large = (reverse("entry_photo", args=[photo.pk, size]) for size in ("small", "large"))
    remove_url = reverse("entry_photo_remove", args=[photo.pk])
    return {
        "id": str(photo.pk),
        "small": small,
        "large": large,
        "remove": remove_url,
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption,
    }


def _answered(request: PageRequest, page: Page, said: dict[str, Any], sent: list[File]) -> HttpResponse:
    try:
        kept = [_add(request, page, said, file, n) for n, file in enumerate(sent)]
    except DomainError as error:
        return JsonResponse(error.answer(), status=error.status)
    return JsonResponse({"photos": [shown(photo) for photo in kept]})


def _plain(request: PageRequest, page: Page, said: dict[str, Any], sent: list[File]) -> HttpResponse:
    """What could be taken is taken; each of the others is named with its reason."""
    refused = [_tried(request, page, said, file, n) for n, file in enumerate(sent)]
    for sentence in filter(None, refused):
        messages.error(request, sentence)
    if not all(refused):
        messages.success(request, _("The photos are in the book."))
    return redirect(_back(request))


def _tried(request: PageRequest, page: Page, said: dict[str, Any], file: File, n: int) -> str:
    """Empty where the photo is in the book; a page that is not hers is no matter of a photo."""
    try:
        _add(request, page, said, file, n)
    except DomainError as error:
        if error.status not in (409, 422):
            raise
        named = {"file": file.name if file else "", "sentence": error.message}
        return _("%(file)s: %(sentence)s") % named if file else str(error.message)
    return ""


def _add(request: PageRequest, page: Page, said: dict[str, Any], file: File, n: int) -> EntryPhoto:
    """No file is a file in which nothing stands: the service asks first whether she may write here at all."""
    first = said.get("id") or uuid7()
    upload = services.Upload(
        id=uuid5(first, str(n)) if n else first,
        content=file.read(MOST_BYTES + 1) if file else b"",
        caption=said.get("caption", ""),
        taken_at=said.get("taken_at"),
    )
    return services.add_photo(actor=request.user, page=page, upload=upload)


def _photo(request: PageRequest, pk: UUID, *, removed: bool = False) -> EntryPhoto:
    rows = EntryPhoto.objects.filter(entry__in=Entry.objects.visible_to(request.user))
    if not removed:
        rows = rows.filter(removed_at__isnull=True)
    return get_object_or_404(
        rows.select_related("entry__facility", "entry__child", "entry__classroom"), pk=pk
    )


def _is_script(request: PageRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _back(request: PageRequest) -> str:
    """The page the form stood on, when it is one of ours."""
    asked = request.POST.get("next", "")
    secure = request.is_secure()
    here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=secure)
    return asked if here else reverse("door")
