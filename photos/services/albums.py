"""Albums: begun, changed, shown to families, taken back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Classroom, Facility
from facilities.policies import audit_in
from notices.services import notify
from photos.models import Album, AlbumClassroom, Photo
from photos.policies import require_album_keeper, require_photographer, require_worker
from photos.selectors.audience import guardians_of
from photos.services.tags import settle_purposes

SHOWN_KIND = "album"


@transaction.atomic
def make_album(
    *,
    actor: User,
    facility: Facility,
    title: str,
    kind: str,
    starts_on: date,
    ends_on: date,
    classrooms: Sequence[Classroom] = (),
) -> Album:
    """Begin an album; nobody outside sees it. Without classes it is for the whole facility."""
    require_photographer(actor, facility)
    _require_words(facility, title, starts_on, ends_on, classrooms)
    album = Album.objects.create(
        facility=facility, author=actor, title=title.strip(), kind=kind, starts_on=starts_on, ends_on=ends_on
    )
    _put_classrooms(album, classrooms)
    audit_in(actor, "album.make", "album", album)
    return album


@transaction.atomic
def change_album(
    *,
    actor: User,
    album: Album,
    title: str,
    kind: str,
    starts_on: date,
    ends_on: date,
    classrooms: Sequence[Classroom] = (),
) -> Album:
    """Other words, days or classes. Who may see a shown album is changed only by who shows albums."""
    require_worker(actor, album)
    _require_words(album.facility, title, starts_on, ends_on, classrooms)
    locked = _locked(album)
    if locked.is_shown:
        require_album_keeper(actor, locked.facility)
    locked.title, locked.kind = title.strip(), kind
    locked.starts_on, locked.ends_on = starts_on, ends_on
    locked.version += 1
    locked.save(update_fields=["title", "kind", "starts_on", "ends_on", "version"])
    locked.classrooms.all().delete()
    _put_classrooms(locked, classrooms)
    settle_purposes(locked)
    audit_in(actor, "album.change", "album", locked)
    return locked


@transaction.atomic
def publish_album(*, actor: User, album: Album) -> Album:
    """Show it to its families with what is new in it, and tell them the first time. Twice is once.

    What a family did not agree to stays hidden by itself, also when a consent is withdrawn later.
    """
    require_album_keeper(actor, album.facility)
    locked = _locked(album)
    if not locked.photos.filter(state__in=(Photo.State.NEW, Photo.State.READY)).exists():
        raise DomainError(
            _("There is no photo to show in this album yet. It was not published."), code="empty"
        )
    new = locked.photos.filter(state=Photo.State.NEW).update(state=Photo.State.READY)
    if locked.is_shown and not new:
        return locked
    locked.withdrawn_at = None
    locked.published_at = locked.published_at or timezone.now()
    locked.published_by = locked.published_by or actor
    locked.version += 1
    locked.save(update_fields=["withdrawn_at", "published_at", "published_by", "version"])
    audit_in(actor, "album.publish", "album", locked, photos=new)
    notify(
        guardians=guardians_of(locked),
        facility_id=locked.facility_id,
        kind=SHOWN_KIND,
        about=locked.pk,
        key=f"album:{locked.pk}",
    )
    return locked


@transaction.atomic
def withdraw_album(*, actor: User, album: Album) -> Album:
    """Take it back: from this moment no family sees it. Twice is once."""
    require_album_keeper(actor, album.facility)
    locked = _locked(album)
    if locked.published_at is None:
        raise Conflict(_("This album was not published yet. Nothing was changed."), code="unpublished")
    if locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
        audit_in(actor, "album.withdraw", "album", locked)
    return locked


def _locked(album: Album) -> Album:
    return Album.objects.select_for_update(of=("self",)).select_related("facility").get(pk=album.pk)


def _require_words(
    facility: Facility, title: str, starts_on: date, ends_on: date, classrooms: Sequence[Classroom]
) -> None:
    if not title.strip():
        raise DomainError(_("Give the album a title. Nothing was saved."), code="title")
    if ends_on < starts_on:
        raise DomainError(_("The last day is before the first. Nothing was saved."), code="days")
    if any(classroom.facility_id != facility.pk for classroom in classrooms):
        raise DomainError(_("A class of another facility was chosen. Nothing was saved."), code="classes")


def _put_classrooms(album: Album, classrooms: Sequence[Classroom]) -> None:
    AlbumClassroom.objects.bulk_create(
        AlbumClassroom(facility_id=album.facility_id, album=album, classroom=classroom)
        for classroom in sorted(set(classrooms), key=lambda row: row.pk)
    )
