"""Photos of an entry: looked at, made small, kept on the disk, and only then said to be there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend import files
from backend.errors import Conflict, DomainError, NotVisible
from backend.images import Picture, picture_of
from contactbook.items import Item, items_of, text_of
from contactbook.merge import CellWrite
from contactbook.models import Entry, EntryPhoto, Side, State
from contactbook.photo_files import SIZES, name_of
from contactbook.services.writing import Page, lock_entry, note_change, put_cell, require_page, tell_of
from facilities.clock import zone_of
from facilities.models import Classroom, Facility, Household
from facilities.policies import audit_row

MOST, MOST_OF_CLASS = 10, 30
NOBODYS = UUID(int=0)


@dataclass(frozen=True)
class Upload:
    """A photo on its way in. The page makes `id`: a second upload is the first."""

    id: UUID
    content: bytes
    caption: str = ""
    taken_at: datetime | None = None


def add_photo(*, actor: User, page: Page, upload: Upload) -> EntryPhoto:
    """Put a photo into an entry. What it returns is on the disk and in the database."""
    classroom, household = require_page(actor, page)
    known = EntryPhoto.objects.filter(pk=upload.id).select_related("entry").first()
    if known is not None:
        return _first(known, page, household)
    caption = " ".join(text_of(upload.caption, 100).split())
    picture = picture_of(upload.content)
    with transaction.atomic():
        return _added(actor, page, (classroom, household), upload, picture, caption)


@transaction.atomic
def remove_photo(*, actor: User, photo: EntryPhoto) -> EntryPhoto:
    """Take a photo out of an entry, also one that families have seen. Twice is once.

    Its files go when no other entry shows the same photo.
    """
    entry = photo.entry
    page = Page(entry.facility, entry.day, entry.side, child=entry.child, classroom=entry.classroom)
    classroom, household = require_page(actor, page)
    if entry.household_id != (household.pk if household else None):
        raise NotVisible
    locked = lock_entry(page, classroom, household)
    current = EntryPhoto.objects.select_for_update().get(pk=photo.pk)
    if current.removed_at is not None:
        return current
    current.removed_at = timezone.now()
    current.save(update_fields=["removed_at"])
    is_last = not locked.photos.filter(removed_at__isnull=True).exists()
    if locked.state != State.PUBLISHED:
        _note(actor, locked, value=None if is_last else True)
    audit_row(actor, "entry.photo_remove", "entry", locked)
    tell_of(locked, families=locked.state == State.PUBLISHED)
    transaction.on_commit(partial(_forget, locked.facility, current.sha256))
    return current


@transaction.atomic
def mark_photos(*, actor: User, page: Page, are_there: bool, are_new: bool = False) -> Entry:
    """An album's photos are about to stand in an entry, or none does any more: what is approved is looked at again."""
    entry = lock_entry(page, *require_page(actor, page))
    if are_new:
        _require_open(entry)
    has_own = entry.photos.filter(removed_at__isnull=True).exists()
    if entry.state != State.PUBLISHED:
        _note(actor, entry, value=True if are_there or has_own else None)
    tell_of(entry, families=entry.state == State.PUBLISHED)
    return entry


def _added(
    actor: User,
    page: Page,
    place: tuple[Classroom, Household | None],
    upload: Upload,
    picture: Picture,
    caption: str,
) -> EntryPhoto:
    _alone_with(page.facility, picture.sha256)
    entry = lock_entry(page, *place)
    known = EntryPhoto.objects.filter(pk=upload.id).select_related("entry").first()
    if known is not None:
        return _first(known, page, place[1])
    _require_room(entry)
    for size in SIZES:
        files.keep(name_of(page.facility.pk, picture.sha256, size), getattr(picture, size))
    photo = EntryPhoto.objects.create(
        pk=upload.id,
        facility=page.facility,
        entry=entry,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        size=len(picture.large),
        caption=caption,
        taken_at=_taken(picture, upload, page.facility),
        added_by=actor,
    )
    _note(actor, entry, value=True)
    audit_row(actor, "entry.photo_add", "entry", entry)
    tell_of(entry)
    return photo


def _first(photo: EntryPhoto, page: Page, household: Household | None) -> EntryPhoto:
    """What an upload sent twice answers; the key of another entry's photo is no key here."""
    entry = photo.entry
    whose = (entry.facility_id, entry.day, entry.side, entry.child_id, entry.household_id)
    child = page.child.pk if page.child else None
    asked = (page.facility.pk, page.day, page.side, child, household.pk if household else None)
    same_class = page.child is not None or (page.classroom and page.classroom.pk == entry.classroom_id)
    if whose != asked or not same_class:
        raise NotVisible
    return photo


def _require_open(entry: Entry) -> None:
    if entry.state == State.PUBLISHED:
        raise Conflict(
            _("Families read this already. The photo was not saved; use “Correct” to change the entry."),
            code="published",
        )
    if _photos_item(items_of(entry.template.items)) is None:
        raise DomainError(_("This form has no place for photos. The photo was not saved."), code="no_photos")


def _require_room(entry: Entry) -> None:
    _require_open(entry)
    most = MOST_OF_CLASS if entry.side == Side.CLASS else MOST
    if entry.photos.filter(removed_at__isnull=True).count() >= most:
        raise DomainError(
            _("%(most)s photos fit. This one was not saved; take another out first.") % {"most": most},
            code="too_many",
        )


def _photos_item(items: Sequence[Item]) -> Item | None:
    return next((item for item in items if item.kind == "photos"), None)


def _note(actor: User, entry: Entry, *, value: bool | None) -> None:
    """The cell says that there are photos, and its revision that they changed: who approves looks again."""
    item = _photos_item(items_of(entry.template.items))
    if item is not None:
        put_cell(entry, CellWrite(item.key, value), NOBODYS)
    note_change(entry, actor)


def _taken(picture: Picture, upload: Upload, facility: Facility) -> datetime | None:
    """The camera's word, else the telephone's; what has not come yet is nothing."""
    zone = zone_of(facility)
    at = picture.taken.replace(tzinfo=zone) if picture.taken else upload.taken_at
    return at if at is not None and at <= timezone.now() else None


def _alone_with(facility: Facility, sha256: str) -> None:
    """Until the end of the transaction nobody else brings or throws away these files."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [name_of(facility.pk, sha256, "large")]
        )


@transaction.atomic
def _forget(facility: Facility, sha256: str) -> None:
    """The files go, unless another entry shows the same photo."""
    _alone_with(facility, sha256)
    if EntryPhoto.objects.filter(facility=facility, sha256=sha256, removed_at__isnull=True).exists():
        return
    for size in SIZES:
        files.forget(name_of(facility.pk, sha256, size))
