"""Albums on the family's phone: her children's photos first, favourites, one photo after another."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError
from mobile_web.forms.photos import TakedownForm
from mobile_web.http import FamilyRequest, PageRequest, uuid_or_none
from mobile_web.photo_marks import shown
from mobile_web.placed import placed_photo, places_of
from mobile_web.views.guardian.frame import for_guardians
from mobile_web.views.guardian.frame import show as show_page
from mobile_web.views.photos.consents import ROOM, children_here, said_at_home
from photos import services
from photos.models import Album, Photo
from photos.selectors import family as asked
from photos.selectors.sales import on_sale_to
from photos.selectors.sizes import large_size

FIRST = 6


@dataclass(frozen=True)
class Filter:
    """One of the chips above the grid."""

    key: str
    label: str
    count: int
    url: str
    is_current: bool


@require_safe
@for_guardians
def albums(request: FamilyRequest) -> HttpResponse:
    """Newest days first."""
    rows = [
        (row, shown(request, row.cover) if row.cover else None) for row in asked.received_albums(request.user)
    ]
    unsaid = [child for child in children_here(request) if not said_at_home(request, child.pk)]
    return show_page(request, "guardian/photos/albums.html", ROOM, {"rows": rows, "unsaid": unsaid})


@require_safe
@for_guardians
def album(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Her children's photos first; all of them, favourites and one child's in pages."""
    found = _album(request, pk)
    counts = asked.counts_in(request.user, found)
    chosen = request.GET.get("show") or ("mine" if counts.mine else "all")
    context: dict[str, Any] = {"album": found, "counts": counts, "filters": _filters(found, counts, chosen)}
    context["sale"] = on_sale_to(request.user).filter(album=found).first()
    child = uuid_or_none(request.GET.get("child", ""))
    if chosen == "mine" and child is None:
        context |= {"children": _children(request, found)}
    else:
        context |= _paged(request, found, chosen, child)
    return show_page(request, "guardian/photos/album.html", ROOM, context)


@require_POST
@for_guardians
def like(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """A favourite, or none any more."""
    photo = get_object_or_404(Photo.objects.received_by(request.user), pk=pk)
    is_favourite = request.POST.get("on") == "1"
    services.set_favourite(actor=request.user, photo=photo, is_favourite=is_favourite)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"on": is_favourite})
    return redirect("guardian_album", photo.album_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def photo(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """One photo alone, and the wish that it be shown no longer; also one that only stands in a notice or a page."""
    rows = Photo.objects.received_by(request.user).select_related("album__facility")
    received = rows.filter(pk=pk).first()
    found = received or placed_photo(request.user, pk)
    if found is None:
        raise Http404
    back = reverse("guardian_album", args=[found.album_id]) if received else reverse("guardian_home")
    form = TakedownForm(request.POST or None)
    mark = shown(request, found, large_size(found.album))
    context = {"photo": found, "mark": mark, "form": form, "back": back, "is_placed": received is None}
    if request.method != "POST" or not form.is_valid():
        return show_page(request, "guardian/photos/photo.html", ROOM, context)
    try:
        wish = services.request_takedown(
            actor=request.user,
            photo=found,
            reason=form.cleaned_data["reason"],
            placements=places_of(request.user, found.pk),
        )
    except DomainError as error:
        form.refuse(error)
        return show_page(request, "guardian/photos/photo.html", ROOM, context)
    hidden = _("Your wish was sent. Until it is answered nobody sees the photo.")
    sent = _("Your wish was sent. The facility looks at it and answers.")
    messages.success(request, hidden if wish.hides else sent)
    return redirect(back)


def _album(request: PageRequest, pk: UUID) -> Album:
    return get_object_or_404(Album.objects.received_by(request.user).select_related("facility"), pk=pk)


def _filters(album: Album, counts: asked.Counts, chosen: str) -> list[Filter]:
    address = reverse("guardian_album", args=[album.pk])
    rows = (
        ("mine", _("My children"), counts.mine),
        ("liked", _("Favourites"), counts.favourites),
        ("all", _("All"), counts.all),
    )
    return [Filter(key, label, n, f"{address}?show={key}", key == chosen) for key, label, n in rows]


def _children(request: FamilyRequest, album: Album) -> list[tuple[asked.OfChild, list[Any]]]:
    children = [today.child for today in request.family.children]
    found = asked.by_child(request.user, album, children, FIRST)
    large = large_size(album)
    return [(one, [shown(request, photo, large) for photo in one.photos]) for one in found]


def _paged(request: FamilyRequest, album: Album, chosen: str, child: UUID | None) -> dict[str, Any]:
    rows = asked.photos_in(request.user, album)
    if child is not None:
        rows = rows.filter(
            tags__child__in=[row.child for row in request.family.children if row.child.pk == child]
        )
    elif chosen == "liked":
        rows = asked.liked_in(request.user, album)
    page, after = asked.page_after(rows, request.GET.get("after", ""))
    kept = {"show": chosen, **({"child": str(child)} if child else {})}
    more = (
        f"{reverse('guardian_album', args=[album.pk])}?{urlencode({**kept, 'after': after})}" if after else ""
    )
    large = large_size(album)
    return {"marks": [shown(request, photo, large) for photo in page], "more": more}
