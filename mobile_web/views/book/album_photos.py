"""Photos of albums are chosen for a child's page of the contact book."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from contactbook import services as book
from contactbook.models import Entry, Side, State
from contactbook.services import Page
from contactbook.services.writing import require_page
from facilities.models import Child, Classroom
from mobile_web.http import PageRequest
from mobile_web.moments import day_words
from mobile_web.placed import Kind
from mobile_web.placed_words import words_beside
from mobile_web.views.book.write import page_of
from mobile_web.views.photos.placing import Choosing, answered
from photos import services
from photos.models import Album
from photos.policies import require_photographer
from photos.selectors.placed import doubts_for_child, placed_at
from photos.selectors.staff import Line, albums_of


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: PageRequest, facility: UUID, about: UUID, day: str) -> HttpResponse:
    """For who writes this child's page: albums of her class and of the whole house."""
    page = page_of(request, Side.NURSERY, facility, about, day)
    classroom, _household = require_page(request.user, page)
    require_photographer(request.user, page.facility)
    choosing = _choosing(request.user, page, classroom)
    return answered(request, choosing, _of_class(albums_of(request.user), classroom))


def _choosing(user: User, page: Page, classroom: Classroom) -> Choosing:
    child = child_of(page)
    entry = book.look_at(user, page)
    is_open = entry is None or entry.state != State.PUBLISHED
    return Choosing(
        Kind.ENTRY,
        entry.pk if entry else None,
        page.facility,
        f"{child}・{day_words(page.day)}",
        reverse("entry_album_photos", args=[page.facility.pk, child.pk, page.day]),
        f"{reverse('teacher_book', args=[classroom.pk])}?day={page.day}",
        lambda photos: words_beside(doubts_for_child(photos, child)),
        lambda photos: _put(user, page, photos),
        lambda photo: _out(user, page, photo),
        "" if is_open else _("Families read this page already. Photos can be taken out, and none be added."),
    )


def child_of(page: Page) -> Child:
    """Whose page it is; a journal of a class is nobody's."""
    if page.child is None:
        raise Http404
    return page.child


@transaction.atomic
def _put(user: User, page: Page, photos: Sequence[UUID]) -> int:
    """Both or neither: the page says that there are photos, and there are."""
    entry = book.mark_photos(actor=user, page=page, are_there=True, are_new=True)
    return services.place_photos(actor=user, place=_place(page, entry), photos=photos)


@transaction.atomic
def _out(user: User, page: Page, photo: UUID) -> bool:
    entry = book.look_at(user, page)
    if entry is None:
        return False
    place = _place(page, entry)
    if not services.take_out(actor=user, place=place, photo=photo):
        return False
    book.mark_photos(actor=user, page=page, are_there=placed_at(place.kind, place.pk).exists())
    return True


def _place(page: Page, entry: Entry) -> services.Place:
    return services.Place(Kind.ENTRY, entry.pk, page.facility, page.child)


def _of_class(lines: Sequence[Line], classroom: Classroom) -> list[Line]:
    """Albums of this class, and of the whole house."""
    rows = Album.objects.filter(pk__in=[line.album.pk for line in lines])
    named = Q(classrooms__classroom=classroom) | Q(classrooms__isnull=True)
    meant = set(rows.filter(named).values_list("pk", flat=True))
    return [line for line in lines if line.album.pk in meant]
