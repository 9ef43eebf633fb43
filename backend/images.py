"""Photos from phones and cameras: told by what they are, upright, made small, without what the camera noted. Pure.

A photo in is JPEG, PNG or WebP of at most 20 MB; out come two JPEGs, 1600 and 480 pixels long, and nothing else of it.
"""

import hashlib
import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from backend.errors import DomainError
from backend.pixels import fitting, flat, jpeg, taken, upright

LARGE, SMALL = 1600, 480
MOST_BYTES = 20 * 1024 * 1024
# A JPEG is made smaller while it is decoded; the others stand in memory whole.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}
MOST_PIXELS_OTHERS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


@dataclass(frozen=True)
class Picture:
    """A photo as it is kept. `sha256` is that of `large`; `taken` is the camera's clock, without a zone."""

    large: bytes
    small: bytes
    width: int
    height: int
    sha256: str
    taken: datetime | None


class NotAPicture(DomainError):
    """The file cannot be taken, in a sentence that says what to do. 422."""

    code = "photo"


def picture_of(content: bytes) -> Picture:
    """The photo in its two sizes; NotAPicture for everything that is none, too large, or broken."""
    _require_known(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _read(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise NotAPicture(
            _("This photo is damaged and cannot be opened. It was not saved; please choose another."),
        ) from error


def _require_known(content: bytes) -> None:
    """By its first bytes; a name says nothing."""
    if len(content) > MOST_BYTES:
        raise NotAPicture(
            _("This photo is larger than 20 MB. It was not saved; please choose a smaller one.")
        )
    if content.startswith(STARTS) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return
    if content[4:8] == b"ftyp" and content[8:12] in HEIF:
        raise NotAPicture(
            _("This photo is in the HEIC format, which cannot be shown everywhere. It was not saved; "
              "on the iPhone choose Settings, Camera, Formats, “Most Compatible”, or send it as JPEG.")
        )  # fmt: skip
    if content.lstrip()[:5] == b"%PDF-":
        raise NotAPicture(_("This is a PDF and not a photo. It was not saved; please choose a photo."))
    raise NotAPicture(_("This is not a photo (JPEG, PNG or WebP). It was not saved; please choose a photo."))


def _read(content: bytes) -> Picture:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS_OTHERS):
            raise _too_many_pixels()
        exif = image.getexif()
        image.draft("RGB", fitting(image.size, LARGE))
        whole = upright(flat(image, LARGE), exif.get(ExifTags.Base.Orientation, 1))
    small = whole.resize(fitting(whole.size, SMALL), Image.Resampling.LANCZOS)
    large = jpeg(whole, 82)
    return Picture(
        large=large,
        small=jpeg(small, 80),
        width=whole.width,
        height=whole.height,
        sha256=hashlib.sha256(large).hexdigest(),
        taken=taken(exif),
    )


def _too_many_pixels() -> NotAPicture:
    return NotAPicture(
        _(
            "This photo has more points than can be opened here. It was not saved; please choose a smaller one."
        )
    )
