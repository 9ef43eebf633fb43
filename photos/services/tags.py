"""Who is on a photo, and which consent showing it takes."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Child
from facilities.policies import audit_children
from photos.models import Album, Photo, PhotoTag, Purpose
from photos.policies import require_worker
from photos.selectors.audience import children_of, children_to_tag


@transaction.atomic
def tag_photos(
    *, actor: User, album: Album, photos: Iterable[UUID], child: Child, is_on: bool = True
) -> list[Photo]:
    """Say that a child is on these photos of the album, or is not. Twice is once; returns the photos."""
    require_worker(actor, album)
    if not children_to_tag(actor, album).filter(pk=child.pk).exists():
        raise NotVisible
    rows = _locked(album, photos)
    if is_on:
        purpose = purpose_of(album, child.pk)
        PhotoTag.objects.bulk_create(
            [
                PhotoTag(
                    facility_id=album.facility_id, photo=photo, child=child, purpose=purpose, tagged_by=actor
                )
                for photo in rows
            ],
            ignore_conflicts=True,
        )
    else:
        PhotoTag.objects.filter(photo__in=rows, child=child).delete()
    place = album.facility
    audit_children(
        actor,
        "photo.tag" if is_on else "photo.untag",
        [child.pk],
        organisation=place.organisation_id,
        facility=place.pk,
        about=("album", album.pk),
    )
    return rows


@transaction.atomic
def mark_group(*, actor: User, album: Album, photos: Iterable[UUID], is_group: bool) -> list[Photo]:
    """A photo of the whole group needs no names to count as looked at."""
    require_worker(actor, album)
    rows = _locked(album, photos)
    Photo.objects.filter(pk__in=[photo.pk for photo in rows]).update(is_group=is_group)
    return rows


def purpose_of(album: Album, child: UUID) -> str:
    """What her family must have agreed to: of the one class the album is for, or of an album others see too."""
    only_class = album.classrooms.count() == 1
    in_it = only_class and children_of(album).filter(pk=child).exists()
    return Purpose.CLASS_ALBUM if in_it else Purpose.OTHER_CLASSES


def settle_purposes(album: Album) -> None:
    """After its classes or days changed."""
    tags = PhotoTag.objects.filter(photo__album=album)
    tags.update(purpose=Purpose.OTHER_CLASSES)
    if album.classrooms.count() == 1:
        own: Sequence[UUID] = list(children_of(album).values_list("pk", flat=True))
        tags.filter(child__in=own).update(purpose=Purpose.CLASS_ALBUM)


def _locked(album: Album, photos: Iterable[UUID]) -> list[Photo]:
    """Those of the ids that are photos of this album, in the order of their keys."""
    rows = album.photos.exclude(state=Photo.State.REMOVED).filter(pk__in=list(photos))
    return list(rows.select_for_update().order_by("pk"))
