"""Files that no photo needs: half written when the power went, thrown out a month ago, parts that are shown no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from backend import files, leftovers
from photos.models import Photo, PhotoQuerySet
from photos.services.keeping import alone_with, forget_bought, forget_made, forget_unused

FOLDERS = ("originals", "photos", "bought")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)  # longer than any request: others work in that folder just now
BOUGHT_FOR = timedelta(days=14)
HASH_LENGTH = 64


@dataclass
class Swept:
    """How many of each went."""

    halves: int = 0
    unnamed: int = 0
    parts: int = 0
    bought: int = 0
    left: int = 0


@dataclass(frozen=True)
class _File:
    folder: str
    name: str
    facility_id: UUID
    sha256: str
    at: datetime

    @property
    def content(self) -> str:
        """As Photo.content names it."""
        last = self.name.rpartition("/")[2]
        return last.rpartition("-" if self.folder == "photos" else ".")[0] or last

    @property
    def is_half(self) -> bool:
        return self.name.rpartition("/")[2].startswith(".")


def sweep_photos(*, older: timedelta = DAY) -> Swept:
    """Clear what is left since longer than `older`, and files for buyers made a fortnight ago. Twice is once."""
    swept, now, seen = Swept(), timezone.now(), set()
    for file in _files():
        if now - file.at < older:
            continue
        if file.is_half:
            files.forget(file.name)
            swept.halves += 1
        elif (file.facility_id, file.content) not in seen:
            seen.add((file.facility_id, file.content))
            swept.unnamed += _unnamed(file)
            swept.parts += _left_part(file)
        if file.folder == "bought" and now - file.at >= BOUGHT_FOR:
            swept.bought += _old(file)
    swept.left = leftovers.sweep_leftovers(older=max(older, HOUR))
    return swept


@transaction.atomic
def _unnamed(file: _File) -> bool:
    if _photos_of(file).exists():
        return False
    alone_with(file.facility_id, file.sha256)
    return forget_unused(file.facility_id, file.sha256)


def _left_part(file: _File) -> bool:
    """Of a photo that is shown whole again, or in another part."""
    part = file.content.removeprefix(file.sha256).lstrip("-")
    if not part or _photos_of(file).filter(crop=part).exists():
        return False
    forget_made(file.facility_id, file.content)
    return True


def _photos_of(file: _File) -> PhotoQuerySet:
    return Photo.objects.filter(facility=file.facility_id, sha256=file.sha256).with_files()


def _old(file: _File) -> bool:
    if not file.name.endswith(".jpg"):
        return False
    forget_bought(file.facility_id, file.content)
    return True


def _files() -> Iterator[_File]:
    """Of all photos: folder, facility, beginning of the hash, hash with its ending."""
    for folder in FOLDERS:
        for place in _under(folder)[0]:
            for start in _under(f"{folder}/{place}")[0]:
                for name in _under(f"{folder}/{place}/{start}")[1]:
                    found = _file(folder, place, f"{folder}/{place}/{start}/{name}")
                    if found:
                        yield found


def _file(folder: str, place: str, name: str) -> _File | None:
    """None for what is not ours, and for what went meanwhile."""
    sha256 = name.rpartition("/")[2].lstrip(".")[:HASH_LENGTH]
    try:
        return _File(folder, name, UUID(place), sha256, default_storage.get_modified_time(name))
    except (ValueError, FileNotFoundError):
        return None


def _under(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
