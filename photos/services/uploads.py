"""Photos and clips on their way in: looked at in a process of their own, kept, and only then said to be there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend import clips, darkroom, files
from backend.derivatives import RECIPE, Developed
from backend.errors import DomainError
from facilities.clock import zone_of
from facilities.policies import audit_in
from photos.files import original_of
from photos.models import Album, Photo, PhotoQuerySet
from photos.policies import require_photographer, require_worker
from photos.selectors.clips import takes_clips
from photos.services.clips import order_making, try_again
from photos.services.keeping import DiskFull, alone_with, keep_all

MOST_BYTES = 60 * 1024 * 1024
BEGINNING = 1_400_000_000  # positions are seconds after it, so that they fit
REFUSALS: dict[str, str | Promise] = {
    "empty": _("This file is empty. It was not saved; please choose it again."),
    "too_large": _("This photo is larger than 60 MB. It was not saved; please choose a smaller one."),
    "too_many_pixels": _(
        "This photo has more than 50 million points. It was not saved; please choose a smaller one."
    ),
    "not_a_photo": _(
        "This is not a photo (JPEG, PNG, WebP or HEIC). It was not saved; please choose a photo."
    ),
    "moves": _("This picture moves. It was not saved; please choose a still photo."),
    "damaged": _("This photo is damaged and cannot be opened. It was not saved; please choose another."),
    "too_hard": _(
        "This photo could not be opened in time. It was not saved; please try again or choose another."
    ),
    "full": _(
        "There is no room left for photos. This one was not saved; please tell the office, and send it again later."
    ),
    "changed": _("This photo did not arrive whole. It was not saved; please try again."),
    "neither": _(
        "This is neither a photo (JPEG, PNG, WebP or HEIC) nor a video clip (MP4, MOV or WebM). "
        "It was not saved; please choose another."
    ),
    "clips_off": _("Your facility takes no video clips. It was not saved; the office can allow them."),
    "too_large_clip": _("This clip is larger than 60 MB. It was not saved; please choose a shorter one."),
    "too_long": _("This clip is longer than 60 seconds. It was not saved; please cut it and send it again."),
    "too_fine": _("This clip has more points than 4K. It was not saved; please choose a smaller one."),
    "damaged_clip": _("This clip is damaged and cannot be played. It was not saved; please choose another."),
    "too_hard_clip": _(
        "This clip could not be read in time. It was not saved; please try again or choose another."
    ),
    "no_program": _(
        "This server cannot make clips: ffmpeg is missing. It was not saved; please tell who runs the server."
    ),
}


class NotTaken(DomainError):
    """The file cannot be taken, in a sentence that says what to do. 422."""


@dataclass(frozen=True)
class Upload:
    """A file on this machine; `sha256` is what the sender says it is, empty where it could not say."""

    path: Path
    sha256: str = ""
    taken_at: datetime | None = None


class Kept(NamedTuple):
    """The photo in the album, and was it there before?"""

    photo: Photo
    is_new: bool


def add_photo(*, actor: User, album: Album, upload: Upload) -> Kept:
    """Put a photo into an album. What it returns is on the disk and in the database; the same again is the first."""
    require_photographer(actor, album.facility)
    require_worker(actor, album)
    sha256 = _hash_of(upload)
    known = _known(album, [sha256]).first()
    if known is not None:
        return _again(known)
    made = _like(album, sha256) or _developed(album, upload.path)
    with transaction.atomic():
        alone_with(album.facility_id, sha256)
        like = _kept(album, upload.path, sha256, made) if isinstance(made, Developed) else made
        return _added(actor, album, upload, sha256, like)


def claim_photos(*, actor: User, album: Album, hashes: Iterable[str]) -> set[str]:
    """Which of these files need not be sent: those in the album, and those the facility has, which join it now."""
    require_photographer(actor, album.facility)
    require_worker(actor, album)
    asked = set(hashes)
    there = {_again(known).photo.sha256 for known in _known(album, asked)}
    for sha256 in sorted(asked - there):
        like = _like(album, sha256)
        if like is not None and (not like.is_clip or takes_clips(album.facility)):
            with transaction.atomic():
                alone_with(album.facility_id, sha256)
                _added(actor, album, Upload(Path(), taken_at=like.taken_at), sha256, like)
            there.add(sha256)
    return there


@transaction.atomic
def remove_photos(*, actor: User, album: Album, photos: Iterable[object]) -> int:
    """Throw photos out of the album; families see them no more. Twice is once. Their files go a month later."""
    require_worker(actor, album)
    rows = album.photos.exclude(state=Photo.State.REMOVED).filter(pk__in=list(photos))
    count = rows.update(state=Photo.State.REMOVED, removed_at=timezone.now())
    if count:
        audit_in(actor, "photo.remove", "album", album, photos=count)
    return count


def _hash_of(upload: Upload) -> str:
    size = upload.path.stat().st_size
    if size == 0:
        raise _refusal("empty")
    if size > MOST_BYTES:
        raise _refusal("too_large_clip" if _is_clip(upload.path) else "too_large")
    with upload.path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if upload.sha256 and upload.sha256 != found:
        raise _refusal("changed")
    return found


def _known(album: Album, hashes: Iterable[str]) -> PhotoQuerySet:
    return album.photos.exclude(state=Photo.State.REMOVED).filter(sha256__in=list(hashes))


def _like(album: Album, sha256: str) -> Photo | None:
    """The same photo elsewhere in the facility, where its files are: it is not developed again."""
    rows = Photo.objects.filter(facility=album.facility_id, sha256=sha256, recipe=RECIPE)
    found = rows.exclude(state=Photo.State.REMOVED).order_by("pk").first()
    if found is None or not files.is_kept(original_of(album.facility_id, sha256)):
        return None
    return found


@transaction.atomic
def _again(known: Photo) -> Kept:
    """What is there already; a clip that could not be made is tried once more."""
    try_again(known)
    return Kept(known, is_new=False)


def _developed(album: Album, path: Path) -> Developed:
    is_clip, takes = _is_clip(path), takes_clips(album.facility)
    if is_clip and not takes:
        raise _refusal("clips_off")
    try:
        return clips.look(path) if is_clip else darkroom.develop(path)
    except darkroom.Spoilt as spoilt:
        code = str(spoilt)
        raise _refusal("neither" if takes and code == "not_a_photo" else code) from spoilt


def _is_clip(path: Path) -> bool:
    with path.open("rb") as file:
        return clips.is_clip(file.read(12))


def _kept(album: Album, path: Path, sha256: str, made: Developed) -> Photo:
    """A row without an album yet; its files are on the disk."""
    try:
        keep_all(album.facility_id, sha256, path, made)
    except DiskFull as full:
        raise _refusal("full") from full
    taken = datetime.fromisoformat(made.taken) if made.taken else None
    if taken and taken.tzinfo is None:
        taken = taken.replace(tzinfo=zone_of(album.facility))
    return Photo(
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        bytes=path.stat().st_size,
        tone=made.tone,
        recipe=RECIPE,
        seconds=made.seconds,
        taken_at=taken,
    )


def _added(actor: User, album: Album, upload: Upload, sha256: str, like: Photo) -> Kept:
    known = _known(album, [sha256]).first()
    if known is not None:
        return Kept(known, is_new=False)
    now = timezone.now()
    taken = next((at for at in (like.taken_at, upload.taken_at) if at and at <= now), None)
    photo = Photo.objects.create(
        facility_id=album.facility_id,
        album=album,
        sha256=sha256,
        media_type=like.media_type,
        width=like.width,
        height=like.height,
        bytes=like.bytes,
        tone=like.tone,
        recipe=like.recipe,
        seconds=like.seconds,
        state=Photo.State.MAKING if like.is_clip else Photo.State.NEW,
        taken_at=taken,
        position=max(0, int((taken or now).timestamp()) - BEGINNING),
        uploaded_by=actor,
        uploaded_at=now,
    )
    if photo.is_clip:
        order_making(photo)
    audit_in(actor, "photo.add", "album", album, photos=1)
    return Kept(photo, is_new=True)


def _refusal(code: str) -> NotTaken:
    return NotTaken(REFUSALS[code], code=code)
