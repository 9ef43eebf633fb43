"""A photo as it was taken, without what the camera noted: no place, no serial number, no preview. Pure.

A JPEG keeps its very points (its notes are cut out, how it was held stays); others are pressed as a JPEG anew, which
means opening them: backend.darkroom does that in a process of its own.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from struct import pack, unpack

from PIL import ExifTags, Image

from backend.pixels import flat, jpeg, upright

START, SCAN, END = 0xD8, 0xDA, 0xD9
KEPT_NOTES = (0xE0, 0xEE)  # JFIF and Adobe: how the colours are meant
ICC = b"ICC_PROFILE\0"
QUALITY = 95


def is_jpeg(content: bytes) -> bool:
    """By its first bytes."""
    return content.startswith(b"\xff\xd8\xff")


def pressed(source: Path) -> bytes:
    """A photo of another kind as a JPEG; its points are read."""
    with Image.open(source, formats=("PNG", "WEBP", "HEIF")) as image:
        turn = 1 if image.format == "HEIF" else image.getexif().get(ExifTags.Base.Orientation, 1)
        return jpeg(upright(flat(image, max(image.size)), turn), QUALITY)


def cut(content: bytes) -> bytes:
    """Of a JPEG only what draws it; whatever hangs behind its end (a film, a second picture) is left out."""
    with Image.open(BytesIO(content), formats=("JPEG",)) as image:  # its head alone
        turn = image.getexif().get(ExifTags.Base.Orientation, 1)
    parts = [b"\xff\xd8", _held(turn if isinstance(turn, int) else 1)]
    parts += (segment for marker, segment in _segments(content) if _draws(marker, segment))
    return b"".join(parts)


def _draws(marker: int, segment: bytes) -> bool:
    if marker == 0xE2:
        return segment[4:].startswith(ICC)
    is_note = 0xE0 <= marker <= 0xEF or marker == 0xFE
    return not is_note or marker in KEPT_NOTES


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each part; a scan with the points that follow it."""
    at = 2
    while at < len(content) - 1:
        marker = content[at + 1]
        if marker == END:
            yield marker, b"\xff\xd9"
            return
        if marker == 0xFF:  # filling
            at += 1
            continue
        after = at + 2 + unpack(">H", content[at + 2 : at + 4])[0]
        if marker == SCAN:
            after = _end_of_points(content, after)
        yield marker, content[at:after]
        at = after
    yield END, b"\xff\xd9"


def _end_of_points(content: bytes, at: int) -> int:
    """The next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
            continue
        return at


def _held(turn: int) -> bytes:
    """How the camera was held, as the only note; nothing where it was upright."""
    if not 2 <= turn <= 8:
        return b""
    note = b"Exif\0\0MM\0*\0\0\0\x08" + pack(">HHHIHHI", 1, 0x0112, 3, 1, turn, 0, 0)
    return b"\xff\xe1" + pack(">H", len(note) + 2) + note
