"""The points of a photo: upright, flat, small, in every screen's colours. Pure, and without Django."""

from contextlib import suppress
from datetime import datetime
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The same shape, never larger than it is."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def flat(image: Image.Image, longest: int, how: Image.Resampling = Image.Resampling.LANCZOS) -> Image.Image:
    """Small, in the colours of every screen, on white where it was transparent."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("RGB", "CMYK"):
        image = image.convert("RGB")
    small = image.resize(fitting(image.size, longest), how)
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


def upright(image: Image.Image, orientation: object) -> Image.Image:
    """Turned as the camera was held, and a new image, which carries no notes."""
    turn = TURNS.get(orientation)
    turned = image.transpose(turn) if turn is not None else image
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    return plain


def jpeg(image: Image.Image, quality: int, *, progressive: bool = True) -> bytes:
    """Pressed for the screen, with nothing but its points."""
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, progressive=progressive, optimize=True)
    return out.getvalue()


def taken(exif: Image.Exif) -> datetime | None:
    """When the camera says it was; nonsense is nothing."""
    with suppress(Exception):
        said = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        return datetime.strptime(str(said).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 # cameras have no zone
    return None
