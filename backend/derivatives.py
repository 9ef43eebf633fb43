"""The small files of a photo: for the grid, for the screen, and a sample to choose by. Pure, and without Django.

From files that are hostile until shown otherwise: it runs in a process of its own (backend/darkroom.py).
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw, ImageFont, UnidentifiedImageError

from backend.crops import Crop
from backend.pixels import fitting, flat, jpeg, taken, upright

RECIPE = 1  # raise it with every change below: `manage.py rebuild_photos` makes the older ones anew
SIZES = ("thumb", "shown", "sample")
PART = (
    "part"  # of a cropped photo: what is left of it with all its points; no page asks for a size of this name
)
PART_QUALITY = 95
SHOWN, SAMPLE, THUMB = 1600, 800, 400
THUMB_BYTES = 30_000
MOST_PIXELS = 50_000_000
MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
FONT = Path(__file__).resolve().parents[1] / "fonts/biz-udpgothic-0.4.2/BIZUDPGothic-Bold.ttf"
WORD = "見本"
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError, RuntimeError)


class Refused(Exception):  # it is an answer, not an accident
    """Why the file is not taken, as a code: not_a_photo, too_many_pixels, moves, damaged."""


@dataclass(frozen=True)
class Developed:
    """What became of a photo. `taken` is the camera's clock without a zone, `tone` a colour to wait with.

    `seconds` is a clip's length, whose `taken` has a zone, and whose files are its poster's.
    """

    files: dict[str, bytes]
    media_type: str
    width: int
    height: int
    taken: str
    tone: str
    seconds: int | None = None


def developed(source: Path) -> Developed:
    """Its small files; Refused for what is no photo, too large, or broken."""
    with _refusing():
        return _made(source)


def cropped(source: Path, crop: Crop) -> dict[str, bytes]:
    """The files of a part of it: the small ones, and PART with all its points. Refused as above."""
    with _refusing(), Image.open(source, formats=FORMATS) as image:
        _require_fitting(image)
        whole = upright(flat(image, max(image.size)), _turn_of(image))
        part = whole.crop(crop.box(whole.size))
    shown = part.resize(fitting(part.size, SHOWN), Image.Resampling.BICUBIC)
    return {**files_of(shown), PART: jpeg(part, PART_QUALITY, progressive=False)}


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise Refused("not_a_photo") from error
    except BROKEN as error:
        raise Refused("damaged") from error


def made_small(image: Image.Image) -> Image.Image:
    """Upright and at most as large as screens show it; a JPEG is made small while it is decoded."""
    turn = _turn_of(image)
    image.draft("RGB", fitting(image.size, SHOWN))
    return upright(flat(image, SHOWN, Image.Resampling.BICUBIC), turn)


def _turn_of(image: Image.Image) -> object:
    return 1 if image.format == "HEIF" else image.getexif().get(ExifTags.Base.Orientation, 1)


def files_of(shown: Image.Image) -> dict[str, bytes]:
    """All sizes from the one for the screen."""
    sample = shown.resize(fitting(shown.size, SAMPLE), Image.Resampling.HAMMING)
    thumb = sample.resize(fitting(sample.size, THUMB), Image.Resampling.HAMMING)
    files = {"shown": jpeg(shown, 82, progressive=False), "thumb": _within(thumb, THUMB_BYTES)}
    words = _watermark(sample.size)
    sample.paste("white", mask=words)
    return {**files, "sample": jpeg(sample, 72, progressive=False)}


def _made(source: Path) -> Developed:
    with Image.open(source, formats=FORMATS) as image:
        _require_fitting(image)
        format_, exif = image.format or "", image.getexif()
        width, height = image.size
        at = taken(exif)
        shown = made_small(image)
    if (shown.width > shown.height) != (width > height):
        width, height = height, width
    return Developed(
        files=files_of(shown),
        media_type=MEDIA_TYPES[format_],
        width=width,
        height=height,
        taken=at.isoformat() if at else "",
        tone="#{:02x}{:02x}{:02x}".format(*_mean(shown)),
    )


def _require_fitting(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise Refused("too_many_pixels")
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise Refused("moves")


def _mean(image: Image.Image) -> tuple[int, ...]:
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).split()
    return tuple(int(band.getextrema()[0]) for band in (red, green, blue))  # type: ignore[arg-type] # one band each


def _within(image: Image.Image, most: int) -> bytes:
    """As well as it fits."""
    content = b""
    for quality in (80, 68, 55, 42, 30, 18):
        content = jpeg(image, quality, progressive=False)
        if len(content) <= most:
            break
    return content


@lru_cache(maxsize=8)
def _watermark(size: tuple[int, int]) -> Image.Image:
    """The word all over the picture, slanting, so that none of it can be cut out clean."""
    step = max(16, max(size) // 4)
    font = ImageFont.truetype(str(FONT), max(12, step // 4))
    tile = Image.new("L", (step, step))
    ImageDraw.Draw(tile).text((step // 2, step // 2), WORD, font=font, fill=110, anchor="mm")
    tile = tile.rotate(30, Image.Resampling.BICUBIC)
    mask = Image.new("L", size)
    for place in _places(size, step):
        mask.paste(tile, place)
    return mask


def _places(size: tuple[int, int], step: int) -> Iterator[tuple[int, int]]:
    for row in range(ceil(size[1] / step)):
        for column in range(ceil(size[0] / step)):
            yield column * step, row * step
