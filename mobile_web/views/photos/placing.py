"""Photos are chosen for a notice: what stands in it, whose families will not see which, and albums to choose from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Facility
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.photo_marks import Shown, shown
from mobile_web.placed import Kind
from mobile_web.placed_words import Words, summary, words_in_classes
from mobile_web.views.office.frame import notice_to_change
from mobile_web.views.photos.frame import show
from notices.models import Notice, State
from notices.selectors.audience import chosen_classrooms
from photos import services
from photos.models import Album, Photo, PhotoPlacement
from photos.policies import require_photographer
from photos.selectors.placed import doubts_for_classes, placed_at, to_choose
from photos.selectors.staff import Line, albums_of


@dataclass(frozen=True)
class Standing:
    """What the composer shows of a notice's photos. `said` are the sentences the writer is to read before sending."""

    marks: tuple[Shown, ...]
    elsewhere: int
    said: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.marks) + self.elsewhere


@dataclass(frozen=True)
class Choosing:
    """One notice or entry whose photos are chosen. `target` is its key, once there is one.

    `words` say of photos who will not see them; `put` and `out` ask whether she may, and do it.
    """

    kind: PhotoPlacement.Kind
    target: UUID | None
    facility: Facility
    title: str
    here: str
    back: str
    words: Callable[[Sequence[Photo]], dict[UUID, Words]]
    put: Callable[[Sequence[UUID]], int]
    out: Callable[[UUID], object]
    too_late: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def of_notice(request: PageRequest, pk: UUID) -> HttpResponse:
    """For a facility's own notice; what the central office writes goes to many facilities and takes none."""
    notice = notice_to_change(request, pk)
    place = place_of_notice(notice)
    if place is None:
        raise Http404
    require_photographer(request.user, place.facility)
    return answered(request, _of_notice(request.user, notice, place), albums_of(request.user))


def answered(request: PageRequest, choosing: Choosing, lines: Sequence[Line]) -> HttpResponse:
    """The page, or what it asks for."""
    if request.method == "POST":
        return _done(request, choosing)
    return show(request, "photos/place.html", **_context(request, choosing, lines))


def place_of_notice(notice: Notice) -> services.Place | None:
    """None where it takes no photos."""
    return services.Place(Kind.NOTICE, notice.pk, notice.facility) if notice.facility else None


def photos_of_notice(request: PageRequest, notice: Notice) -> Standing | None:
    """For its composer; None where it takes none."""
    if notice.facility_id is None:
        return None
    photos = list(placed_at(Kind.NOTICE, notice.pk))
    if not photos:
        return Standing((), 0, ())
    said = summary(list(_words_in(notice, photos).values()))
    marks = tuple(shown(request, photo) for photo in _hers(request, photos))
    return Standing(marks, len(photos) - len(marks), tuple(said))


def carry_photos(request: PageRequest, notice: Notice, correction: Notice) -> None:
    """A correction begins with the photos of what it corrects; one that was written at keeps what it has."""
    source, target = place_of_notice(notice), place_of_notice(correction)
    if source and target and correction.version == 0:
        services.carry_over(actor=request.user, source=source, target=target)


def forget_photos(request: PageRequest, notice: Notice) -> None:
    """Of a draft that was thrown away."""
    place = place_of_notice(notice)
    if place:
        services.clear_place(actor=request.user, place=place)


def _hers(request: PageRequest, photos: Sequence[Photo]) -> list[Photo]:
    """Of albums she works on: the others' files she may not fetch."""
    keys = [photo.pk for photo in photos]
    rows = Photo.objects.worked_on_by(request.user).filter(pk__in=keys)
    hers = set(rows.values_list("pk", flat=True))
    return [photo for photo in photos if photo.pk in hers]


def _of_notice(user: User, notice: Notice, place: services.Place) -> Choosing:
    late = _(
        "This notice is on its way or was sent. Photos can be taken out; to add some, write a correction."
    )

    def put(photos: Sequence[UUID]) -> int:
        if notice.state != State.DRAFT:
            raise Conflict(late, code="too_late")
        return services.place_photos(actor=user, place=place, photos=photos)

    return Choosing(
        Kind.NOTICE,
        notice.pk,
        place.facility,
        notice.title or _("Notice without a title"),
        reverse("office_notice_photos", args=[notice.pk]),
        reverse("office_notice", args=[notice.pk]),
        lambda photos: _words_in(notice, photos),
        put,
        lambda photo: services.take_out(actor=user, place=place, photo=photo),
        "" if notice.state == State.DRAFT else late,
    )


def _words_in(notice: Notice, photos: Sequence[Photo]) -> dict[UUID, Words]:
    """By its audience as it is chosen now."""
    classrooms = list(chosen_classrooms(notice).order_by("age", "name", "pk"))
    return words_in_classes(doubts_for_classes(photos, classrooms), classrooms)


def _done(request: PageRequest, choosing: Choosing) -> HttpResponse:
    removed = uuid_or_none(request.POST.get("remove", ""))
    try:
        if removed is not None:
            choosing.out(removed)
            messages.success(request, _("The photo was taken out. Nobody sees it there any more."))
        else:
            _put_in(request, choosing)
    except DomainError as error:
        if error.status not in (409, 422):
            raise
        messages.error(request, error.message)
    album = uuid_or_none(request.POST.get("album", ""))
    return redirect(f"{choosing.here}?album={album}" if album else choosing.here)


def _put_in(request: PageRequest, choosing: Choosing) -> None:
    chosen = [pk for text in request.POST.getlist("photo") if (pk := uuid_or_none(text))]
    if not chosen:
        messages.info(request, _("Choose photos first."))
        return
    n = choosing.put(chosen)
    messages.success(request, ngettext("%(n)s photo was put in.", "%(n)s photos were put in.", n) % {"n": n})


def _context(request: PageRequest, choosing: Choosing, lines: Sequence[Line]) -> dict[str, Any]:
    everything = list(placed_at(choosing.kind, choosing.target)) if choosing.target else []
    there = _hers(request, everything)
    albums = [line for line in lines if line.album.facility_id == choosing.facility.pk and line.photos]
    album = _album(request, albums)
    keys = {photo.pk for photo in everything}
    offered = [one for one in to_choose(request.user, album) if one.pk not in keys] if album else []
    words = choosing.words([*there, *offered])
    most = services.MOST_PLACED[choosing.kind]
    return {
        "choosing": choosing,
        "there": [(shown(request, photo), words[photo.pk]) for photo in there],
        "elsewhere": len(everything) - len(there),
        "albums": albums,
        "album": album,
        "offered": [(shown(request, photo), words[photo.pk]) for photo in offered],
        "most": most,
        "room": most - len(everything),
    }


def _album(request: PageRequest, albums: Sequence[Line]) -> Album | None:
    asked = uuid_or_none(request.GET.get("album", ""))
    found = [line.album for line in albums if line.album.pk == asked] if asked else []
    if asked and not found:
        raise Http404
    return found[0] if found else (albums[0].album if albums else None)
