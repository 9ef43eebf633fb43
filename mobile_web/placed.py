"""Photos in notices and in the contact book: who reads those at this moment sees them, as far as consents go."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from contactbook.models import Entry, Side
from mobile_web.photo_marks import Shown, shown
from notices.models import SENT, Notice
from photos.models import Photo, PhotoPlacement
from photos.selectors.placed import shown_in, worked_on_in
from photos.selectors.sizes import large_size

Kind = PhotoPlacement.Kind


def placed_photo(user: User, pk: UUID) -> Photo | None:
    """One that she sees because of where it stands."""
    rows = Photo.objects.placed_for(user, places_of(user, pk)).select_related("album__facility")
    return rows.filter(pk=pk).first()


def places_of(user: User, photo: UUID) -> QuerySet[PhotoPlacement]:
    """Where a photo stands in what she reads as one of the family."""
    notices = Notice.objects.received_by(user).filter(state__in=SENT)
    entries = Entry.objects.read_by_family(user).filter(side=Side.NURSERY)
    return PhotoPlacement.objects.filter(photo=photo).beside(notices, entries)


def marks_for_staff(
    request: HttpRequest, user: User, kind: Kind, targets: Collection[UUID]
) -> dict[UUID, list[Shown]]:
    """The same for who works on the photos' albums."""
    found = worked_on_in(user, kind, targets)
    return {target: [shown(request, photo) for photo in photos] for target, photos in found.items()}


def marks_in(
    request: HttpRequest, user: User, kind: Kind, targets: Collection[UUID]
) -> dict[UUID, list[Shown]]:
    """{notice or entry of those she reads: its photos for this browser}."""
    found = shown_in(user, kind, targets)
    albums = {photo.album_id: photo.album for photos in found.values() for photo in photos}
    sizes = {pk: large_size(album) for pk, album in albums.items()}
    return {
        target: [shown(request, photo, sizes[photo.album_id]) for photo in photos]
        for target, photos in found.items()
    }
