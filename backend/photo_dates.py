"""When a photo was taken, put back into a JPEG that left without what the camera noted. Nothing is pressed again."""

import struct
from datetime import datetime

from PIL import ExifTags, Image

_START, _APP1 = b"\xff\xd8", b"\xff\xe1"


def dated(jpeg: bytes, at: datetime) -> bytes:
    """The same picture with DateTimeOriginal; what is no JPEG stays as it is."""
    if not jpeg.startswith(_START):
        return jpeg
    words = f"{at:%Y:%m:%d %H:%M:%S}"
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = words
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = words
    content = exif.tobytes()
    return _START + _APP1 + struct.pack(">H", len(content) + 2) + content + jpeg[2:]
