"""One album at work: photos come in, children are named on them, some are thrown out."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError
from mobile_web.forms.photos import SentForm, TagForm
from mobile_web.http import PageRequest
from mobile_web.photo_marks import shown
from mobile_web.views.photos.frame import own_album, show
from photos import services
from photos.models import Album, Photo
from photos.policies import may_keep_albums
from photos.selectors.audience import children_to_tag
from photos.selectors.clips import takes_clips
from photos.selectors.staff import Tagged, balance_of, photos_of

if TYPE_CHECKING:
    File = UploadedFile[bytes]
MOST_HASHES = 100


@require_safe
def album(request: PageRequest, pk: UUID) -> HttpResponse:
    """Its photos with who is on them, its children with how many photos each, and what families may not see."""
    found = own_album(request, pk)
    context = {
        "album": found,
        "classes": [row.classroom for row in found.classrooms.select_related("classroom")],
        "keeps": may_keep_albums(request.user, found.facility),
        "most": services.MOST_BYTES,
        "clips": takes_clips(found.facility),
        **_photos(request, found),
        **_children(request, found),
    }
    return show(request, "photos/album.html", **context)


@require_POST
def known(request: PageRequest, pk: UUID) -> HttpResponse:
    """Which of these files need not be sent."""
    found = own_album(request, pk)
    asked = [
        word for word in request.POST.getlist("sha256")[:MOST_HASHES] if SentForm({"sha256": word}).is_valid()
    ]
    there = services.claim_photos(actor=request.user, album=found, hashes=filter(None, asked))
    return JsonResponse({"there": sorted(there)})


@require_POST
def add(request: PageRequest, pk: UUID) -> HttpResponse:
    """A script sends one file and hears of it; a plain form sends several and goes back to its page."""
    found = own_album(request, pk)
    form = SentForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    sent: list[File] = [*request.FILES.getlist("photo")]
    if not request.headers.get("Accept", "").startswith("application/json"):
        return _plain(request, found, sent)
    if len(sent) != 1:
        return JsonResponse(
            {"code": "nothing", "message": _("No photo arrived. Please try again.")}, status=422
        )
    try:
        kept = _add(request, found, sent[0], said)
    except DomainError as error:
        return JsonResponse(error.answer(), status=error.status)
    return JsonResponse({"id": str(kept.photo.pk), "new": kept.is_new})


@require_POST
def tag(request: PageRequest, pk: UUID) -> HttpResponse:
    """Name a child on the chosen photos, or take her name off where it stands on all; mark groups; throw out."""
    found = own_album(request, pk)
    rows = {str(one.photo.pk): one for one in photos_of(found)}
    form = TagForm(request.POST, photos=rows)
    if form.is_valid() and form.cleaned_data["act"] == "crop":
        return _to_crop(request, form.cleaned_data["photo"][0])
    if form.is_valid():
        chosen = [rows[key] for key in form.cleaned_data["photo"]]
        _done(request, found, chosen, form.cleaned_data)
    elif not request.POST.getlist("photo"):
        messages.info(request, _("Choose photos first."))
    if not request.headers.get("Accept", "").startswith("application/json"):
        return redirect("office_album", found.pk)
    asked = set(request.POST.getlist("photo"))
    return JsonResponse({"photos": [_told(one) for one in photos_of(found) if str(one.photo.pk) in asked]})


def _photos(request: PageRequest, album: Album) -> dict[str, Any]:
    """Each with its marks, and how many of them need a look before families see the album."""
    photos = photos_of(album)
    return {
        "photos": [(tagged, shown(request, tagged.photo)) for tagged in photos],
        "conflicts": [(tagged, shown(request, tagged.photo)) for tagged in photos if tagged.against],
        "cropped": [(tagged, shown(request, tagged.photo)) for tagged in photos if tagged.photo.crop],
        "held": sum(tagged.is_held for tagged in photos),
        "untagged": sum(tagged.is_untagged for tagged in photos),
        "new": sum(tagged.photo.state == Photo.State.NEW for tagged in photos),
    }


def _children(request: PageRequest, album: Album) -> dict[str, Any]:
    """Whom she may name: the album's children, then the others of the facility."""
    mine = children_to_tag(request.user, album)
    named = set(mine.values_list("pk", flat=True))
    shares = [share for share in balance_of(album) if share.child.pk in named]
    others = mine.exclude(pk__in=[share.child.pk for share in shares])
    return {"shares": shares, "others": others.order_by("family_kana", "given_kana", "pk")[:200]}


def _done(request: PageRequest, album: Album, chosen: list[Tagged], said: dict[str, Any]) -> None:
    keys = [one.photo.pk for one in chosen]
    who: dict[str, Any] = {"actor": request.user, "album": album, "photos": keys}
    if said["child"]:
        child = get_object_or_404(children_to_tag(request.user, album), pk=said["child"])
        is_off = all(child.pk in {row.pk for row in one.children} for one in chosen)
        services.tag_photos(**who, child=child, is_on=not is_off)
    elif said["act"] == "group":
        services.mark_group(**who, is_group=not all(one.photo.is_group for one in chosen))
    elif said["act"] == "remove":
        services.remove_photos(**who)


def _to_crop(request: PageRequest, key: str) -> HttpResponse:
    """The first of the chosen; a script is told where."""
    address = reverse("office_photo_crop", args=[key])
    is_script = request.headers.get("Accept", "").startswith("application/json")
    return JsonResponse({"go": address}) if is_script else redirect(address)


def _told(one: Tagged) -> dict[str, Any]:
    """What stands below a photo, for the script."""
    names = [{"name": child.given_name, "against": child.pk in one.against} for child in one.children]
    return {"id": str(one.photo.pk), "names": names, "group": one.photo.is_group}


def _plain(request: PageRequest, album: Album, sent: list[File]) -> HttpResponse:
    """What could be taken is taken; each of the others is named with its reason."""
    taken = 0
    for file in sent:
        try:
            taken += _add(request, album, file, {}).is_new
        except services.NotTaken as error:
            messages.error(request, f"{file.name}: {error.message}")
    if taken:
        messages.success(request, _("%(n)s photos arrived.") % {"n": taken})
    return redirect("office_album", album.pk)


def _add(request: PageRequest, album: Album, file: File, said: dict[str, Any]) -> services.Kept:
    """Large files lie on the disk already; small ones are written there, because another process opens them."""
    about: dict[str, Any] = {"sha256": said.get("sha256") or "", "taken_at": said.get("taken_at")}
    if isinstance(file, TemporaryUploadedFile):
        path = Path(file.temporary_file_path())
        return services.add_photo(actor=request.user, album=album, upload=services.Upload(path, **about))
    with NamedTemporaryFile(prefix="engawa-upload-") as whole:
        whole.write(file.read())
        whole.flush()
        upload = services.Upload(Path(whole.name), **about)
        return services.add_photo(actor=request.user, album=album, upload=upload)
