"""Albums and photos for tests: rows alone, or files as cameras and strangers send them."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from backend import files
from facilities.models import Child, Classroom, Facility, Guardian
from photos.files import original_of, small_of
from photos.models import Album, AlbumClassroom, Photo, PhotoConsent, PhotoTag, Purpose

_serial = count(1)
GPS, ORIENTATION = 0x8825, 0x0112


def make_album(
    facility: Facility, author: User, classrooms: Iterable[Classroom] = (), **fields: Any
) -> Album:
    """Of yesterday, not shown yet."""
    day = timezone.localdate() - timedelta(days=1)
    values = {"title": "秋の遠足", "starts_on": day, "ends_on": day, **fields}
    album = Album.objects.create(facility=facility, author=author, **values)
    for classroom in classrooms:
        AlbumClassroom.objects.create(facility=facility, album=album, classroom=classroom)
    return album


def show(album: Album) -> Album:
    """As if it had been published; nobody is told."""
    album.published_at = timezone.now()
    album.save(update_fields=["published_at"])
    album.photos.filter(state=Photo.State.NEW).update(state=Photo.State.READY)
    return album


def make_photo(
    album: Album, children: Iterable[Child] = (), *, with_files: bool = False, **fields: Any
) -> Photo:
    """A row, and without `with_files` no file; the children need to have agreed to other classes' albums."""
    number = next(_serial)
    values = {
        "sha256": sha256(f"{album.pk} {number}".encode()).hexdigest(),
        "media_type": "image/jpeg",
        "width": 4000,
        "height": 3000,
        "bytes": 4_000_000,
        "tone": "#c8b68a",
        "recipe": 1,
        "position": number,
        "uploaded_by": album.author,
        **fields,
    }
    photo = Photo.objects.create(facility=album.facility, album=album, **values)
    purpose = Purpose.CLASS_ALBUM if album.classrooms.count() == 1 else Purpose.OTHER_CLASSES
    for child in children:
        PhotoTag.objects.create(
            facility=album.facility, photo=photo, child=child, purpose=purpose, tagged_by=album.author
        )
    if with_files:
        keep_files(photo)
    return photo


def keep_files(photo: Photo) -> None:
    """Something on the disk in every size."""
    content = picture((64, 48))
    for size in ("thumb", "shown", "sample"):
        files.keep(small_of(photo.facility_id, photo.sha256, size), content)
    files.keep(original_of(photo.facility_id, photo.sha256), content)


def agree(guardian: Guardian, child: Child, *purposes: str, given: bool = True) -> None:
    """A word of her household."""
    assert guardian.user
    facility = child.enrolments.get().facility
    for purpose in purposes or Purpose.values:
        PhotoConsent.objects.create(
            facility=facility,
            child=child,
            household=guardian.household,
            purpose=purpose,
            given=given,
            since=timezone.localdate(),
            by=guardian.user,
            text_version="2026-1",
        )


def picture(
    size: tuple[int, int] = (640, 480), kind: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """A drawing: a red half and a blue one, no two alike."""
    image = Image.new("RGB", size, "#d04030")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0] // 2, size[1]), fill="#3050c0")
    number = next(_serial)
    draw.point([(number % size[0], number // size[0])], fill="#ffffff")
    out = BytesIO()
    image.convert(mode).save(out, kind, **({"quality": 97} | options if kind == "JPEG" else options))
    return out.getvalue()


def from_camera(orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG with what a camera notes: how it was held, when, and where."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 10:15:30"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (35.0, 40.0, 12.0)
    return picture(size, exif=exif, comment=b"secret place")


def on_disk(folder: Path, content: bytes) -> Path:
    """An upload as the server holds it."""
    path = folder / f"upload-{next(_serial)}"
    path.write_bytes(content)
    return path
