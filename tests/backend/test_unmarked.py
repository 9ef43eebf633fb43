"""What is bought is the photo itself, and nothing the camera noted of it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image

from backend.darkroom import clean

GPS = 0x8825


def photo(format_: str = "JPEG", turn: int = 1, **options: Any) -> bytes:
    """A gradient with a place and a camera's name in its notes."""
    image = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRET-CAMERA"
    exif[ExifTags.Base.Orientation] = turn
    exif.get_ifd(GPS)[2] = (35.0, 40.0, 12.0)
    out = BytesIO()
    image.save(out, format_, exif=exif, **options)
    return out.getvalue()


def points(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        return image.convert("RGB").tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 100, "subsampling": 0}])
def test_a_jpeg_keeps_its_points_and_loses_its_notes(options: dict[str, Any]) -> None:
    content = photo(comment=b"SECRET-WORDS", **options)

    left = clean(content)

    assert b"SECRET" in content
    assert b"SECRET" not in left
    assert points(left) == points(content)
    with Image.open(BytesIO(left)) as image:
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize("turn", range(1, 9))
def test_how_it_was_held_stays(turn: int) -> None:
    with Image.open(BytesIO(clean(photo(turn=turn)))) as image:
        assert image.getexif().get(ExifTags.Base.Orientation, 1) == turn
        assert not image.getexif().get_ifd(GPS)


def test_what_hangs_behind_a_jpeg_is_left_out() -> None:
    assert b"SECRET-FILM" not in clean(photo() + b"SECRET-FILM" * 9)


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_others_become_a_jpeg_without_notes(format_: str) -> None:
    left = clean(photo(format_))

    assert left.startswith(b"\xff\xd8")
    assert b"SECRET" not in left
