import zlib

import pytest
from PIL import Image

from backend import images
from backend.images import NotAPicture, picture_of
from backend.pixels import fitting
from tests.contactbook.pictures import jpeg, opened, png

pytestmark = pytest.mark.usefixtures("_english")


def bomb() -> bytes:
    """A PNG of 30,000 by 30,000 points in some hundred kilobytes."""
    head = (30_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(30_001) * 3000)), (b"IEND", b"")]
    chunks = (
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_nothing_that_the_camera_noted_comes_out() -> None:
    picture = picture_of(jpeg((3000, 2000)))

    for content in (picture.large, picture.small):
        assert not dict(opened(content).getexif())
        assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(opened(content).info)
        assert b"secret" not in content
        assert b"Camera" not in content
    assert str(picture.taken) == "2026-11-20 10:30:00"


def test_it_comes_in_two_sizes_and_is_never_made_larger() -> None:
    large = picture_of(jpeg((3000, 2000)))
    small = picture_of(jpeg((300, 200)))

    assert (large.width, large.height, opened(large.small).size) == (1600, 1067, (480, 320))
    assert (small.width, small.height, opened(small.small).size) == (300, 200, (300, 200))


@pytest.mark.parametrize(
    ("orientation", "size", "dark"),
    [(1, (64, 48), (5, 20)), (3, (64, 48), (60, 20)), (6, (48, 64), (20, 5)), (8, (48, 64), (20, 60))],
)
def test_it_stands_upright(orientation: int, size: tuple[int, int], dark: tuple[int, int]) -> None:
    picture = picture_of(jpeg((64, 48), orientation=orientation))
    colour = opened(picture.large).getpixel(dark)

    assert (picture.width, picture.height) == size
    assert isinstance(colour, tuple)
    assert colour[1] < 100


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L", "P", "1", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    assert opened(picture_of(png(mode=mode)).large).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF and not a photo"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"GIF89a" + bytes(40), "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a photo"),
        (b"", "not a photo"),
        (jpeg()[:400], "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20 * 1024 * 1024), "larger than 20 MB"),
    ],
)
def test_what_is_no_photo_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(NotAPicture, match=sentence):
        picture_of(content)


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Image.Image, "load", boom)

    with pytest.raises(NotAPicture, match="more points"):
        picture_of(bomb())


def test_a_file_behind_a_photo_does_not_come_along() -> None:
    picture = picture_of(jpeg() + b"%PDF-1.7 <script>alert(1)</script>")

    assert b"script" not in picture.large + picture.small


def test_a_photo_of_twelve_million_points_is_made_small_while_it_is_decoded() -> None:
    with opened(jpeg((4032, 3024))) as image:
        image.draft("RGB", fitting(image.size, images.LARGE))

        assert image.size == (2016, 1512)
