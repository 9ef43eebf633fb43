"""Photos from phones and cameras: told by what they are, upright, made small, without what the camera noted. Pure.

A photo in is JPEG, PNG or WebP of at most 20 MB; out come two JPEGs, 1600 and 480 pixels long, and nothing else of it.
"""

import hashlib
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

from backend.errors import DomainError

LARGE, SMALL = 1600, 480
MOST_BYTES = 20 * 1024 * 1024
# A JPEG is made smaller while it is decoded; the others stand in memory whole.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000}
MOST_PIXELS_OTHERS = 25_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
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
        image.draft("RGB", _fitting(image.size, LARGE))
        upright = _upright(_flat(image), exif.get(ExifTags.Base.Orientation, 1))
    small = upright.resize(_fitting(upright.size, SMALL), Image.Resampling.LANCZOS)
    large = _jpeg(upright, 82)
    return Picture(
        large=large,
        small=_jpeg(small, 80),
        width=upright.width,
        height=upright.height,
        sha256=hashlib.sha256(large).hexdigest(),
        taken=_taken(exif),
    )


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The same shape, never larger than it is."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _flat(image: Image.Image) -> Image.Image:
    """Small, in the colours of every screen, on white where it was transparent."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("RGB", "CMYK"):
        image = image.convert("RGB")
    small = image.resize(_fitting(image.size, LARGE), Image.Resampling.LANCZOS)
    if profile:
        small = _in_common_colours(small, profile)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        return paper
    return small.convert("RGB")


def _in_common_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """Without its profile a phone's photo would look pale; one that makes no sense is left out."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGB" if image.mode == "CMYK" else image.mode
        return (
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
        )
    return image


def _upright(image: Image.Image, orientation: object) -> Image.Image:
    """Turned as the camera was held, and a new image, which carries no notes."""
    turn = TURNS.get(orientation)
    turned = image.transpose(turn) if turn is not None else image
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    return plain


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
    return out.getvalue()


def _taken(exif: Image.Exif) -> datetime | None:
    """When the camera says it was; nonsense is nothing."""
    with suppress(Exception):
        said = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        return datetime.strptime(str(said).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 # cameras have no zone
    return None


def _too_many_pixels() -> NotAPicture:
    return NotAPicture(
        _(
            "This photo has more points than can be opened here. It was not saved; please choose a smaller one."
        )
    )
