"""The files of one photo on the disk: all of them or none, whoever else works on the same photo."""

import errno
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar
from uuid import UUID

from django.db import connection

from backend import darkroom, files
from backend.derivatives import PART, SIZES, Developed
from photos.files import bought_of, clip_of, facts_of, original_of, small_of
from photos.models import Photo

Made = TypeVar("Made")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFull(Exception):  # it is an answer, not an accident
    """The photo does not fit any more; nothing of it is left."""


def alone_with(facility_id: UUID, sha256: str) -> None:
    """Until the end of the transaction nobody else of the facility brings this photo, or sweeps its files away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{facility_id}{sha256}"])


def in_darkroom(photo: Photo, task: Callable[[Path], Made]) -> Made | None:
    """What the darkroom makes of the sealed original; None where it is gone or cannot be opened any more."""
    content = files.read(original_of(photo.facility_id, photo.sha256))
    if content is None:
        return None
    with NamedTemporaryFile(prefix="engawa-photo-") as whole:
        whole.write(content)
        whole.flush()
        try:
            return task(Path(whole.name))
        except darkroom.Spoilt:
            return None


def keep_all(facility_id: UUID, sha256: str, source: Path, made: Developed) -> None:
    """For who is alone with it. What survived a crash before is written again."""
    try:
        files.keep_from(original_of(facility_id, sha256), source)
        for size, content in made.files.items():
            files.keep(small_of(facility_id, sha256, size), content)
    except OSError as error:
        forget_unused(facility_id, sha256)
        if error.errno in FULL:
            raise DiskFull from error
        raise


def forget_unused(facility_id: UUID, sha256: str) -> bool:
    """For who is alone with it: its files go where no photo of the facility needs them."""
    rows = Photo.objects.filter(facility=facility_id, sha256=sha256)
    if rows.with_files().exists():
        return False
    files.forget(original_of(facility_id, sha256))
    for content in {sha256, *(photo.content for photo in rows)}:
        forget_made(facility_id, content)
    files.forget(clip_of(facility_id, sha256))
    return True


def forget_made(facility_id: UUID, content: str) -> None:
    """What was made of a photo, or of the part that was kept of it."""
    for size in (*SIZES, PART):
        files.forget(small_of(facility_id, content, size))
    forget_bought(facility_id, content)


def forget_bought(facility_id: UUID, content: str) -> None:
    """The file for buyers: it is made again when it is fetched again."""
    files.forget(facts_of(facility_id, content))
    files.forget(bought_of(facility_id, content))
