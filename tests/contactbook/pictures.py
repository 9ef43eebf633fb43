"""Photos as phones send them."""

from io import BytesIO

from PIL import ExifTags, Image


def jpeg(size: tuple[int, int] = (640, 480), *, orientation: int = 1, shade: int = 120) -> bytes:
    """With what a camera notes: its maker, the place and the time. The left half is darker than the right."""
    image = Image.new("RGB", size, (shade, 200, 200))
    image.paste((shade // 3, 20, 20), (0, 0, size[0] // 2, size[1]))
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = orientation
    notes[ExifTags.Base.Make] = "Camera"
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 10:30:00"
    out = BytesIO()
    image.save(out, "JPEG", exif=notes, comment=b"secret", icc_profile=None)
    return out.getvalue()


def noise(size: tuple[int, int]) -> bytes:
    """A JPEG that is as large as a camera's."""
    out = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def png(size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A PNG of any mode."""
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """To look at what came out."""
    return Image.open(BytesIO(content))
