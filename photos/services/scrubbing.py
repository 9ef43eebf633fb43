"""Sealed originals read again, a part each night, so that a dying disk is noticed while a backup is still whole."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db.models.functions import Substr

from backend import files
from backend.derivatives import SIZES
from photos.files import clip_of, original_of, small_of
from photos.models import Photo
from photos.services.rebuilding import rebuild_photo

NIGHTS = 30
PIECE = 1024 * 1024
_STARTS = [f"{number:02x}" for number in range(256)]

logger = logging.getLogger(__name__)


class Lost(NamedTuple):
    """An original that is gone, or is not what came."""

    facility_id: UUID
    sha256: str
    is_gone: bool

    def __str__(self) -> str:
        how = "is gone" if self.is_gone else "is not what came"
        return f"{original_of(self.facility_id, self.sha256)} {how}"


@dataclass
class Scrubbed:
    """How many originals are whole, how many photos got their small files back, and what a backup must bring back."""

    whole: int = 0
    mended: int = 0
    lost: list[Lost] = field(default_factory=list)


def scrub_photos(*, day: date | None) -> Scrubbed:
    """Read the originals whose turn it is on this day, each once in NIGHTS days; without a day all. Twice is once."""
    found = Scrubbed()
    for photo in _turn(day):
        said = _hash_of(photo)
        if said != photo.sha256:
            found.lost.append(Lost(photo.facility_id, photo.sha256, is_gone=said is None))
            logger.error("photo.original_lost %s", found.lost[-1])
            continue
        found.whole += 1
        found.mended += _mended(photo)
    return found


def _turn(day: date | None) -> Iterator[Photo]:
    """One photo of each original."""
    rows = Photo.objects.exclude(state=Photo.State.REMOVED)
    if day is not None:
        turn = [start for start in _STARTS if int(start, 16) % NIGHTS == day.toordinal() % NIGHTS]
        rows = rows.alias(start=Substr("sha256", 1, 2)).filter(start__in=turn)
    return rows.order_by("facility", "sha256", "pk").distinct("facility", "sha256").iterator(chunk_size=200)


def _hash_of(photo: Photo) -> str | None:
    found = hashlib.sha256()
    try:
        with files.opened(original_of(photo.facility_id, photo.sha256)) as original:
            for piece in iter(partial(original.read, PIECE), b""):
                found.update(piece)
    except OSError:
        return None
    return found.hexdigest()


def _mended(photo: Photo) -> bool:
    """Were small files gone, and are they there again?"""
    names = [small_of(photo.facility_id, photo.content, size) for size in SIZES]
    if photo.plays:
        names.append(clip_of(photo.facility_id, photo.sha256))
    return not all(map(files.is_kept, names)) and rebuild_photo(photo=photo)
