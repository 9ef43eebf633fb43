"""Files as strangers send them: each gets an answer in a sentence, and none stops the next."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from backend.darkroom import Spoilt, develop
from backend.derivatives import THUMB_BYTES, Developed
from tests.photos import making


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(side: int) -> bytes:
    """A PNG of a few kB that says it is a square of `side` points."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def saved(image: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def tried(folder: Path, content: bytes) -> Developed:
    return develop(making.on_disk(folder, content))


REFUSED = {
    "bomb": (lambda: bomb(20_000), "too_many_pixels"),
    "truncated png": (lambda: bomb(900), "damaged"),
    "half a jpeg": (lambda: making.picture()[:3000], "damaged"),
    "svg": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "not_a_photo",
    ),
    "html": (lambda: b"<html><script>alert(1)</script>", "not_a_photo"),
    "pdf": (lambda: b"%PDF-1.7\n", "not_a_photo"),
    "gif": (lambda: moving("GIF"), "not_a_photo"),
    "moving webp": (lambda: moving("WEBP"), "moves"),
    "moving png": (lambda: moving("PNG"), "moves"),
    "tiff": (lambda: making.picture(kind="TIFF"), "not_a_photo"),
    "noise": (lambda: bytes(range(256)) * 40, "not_a_photo"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    make, code = REFUSED[name]

    with pytest.raises(Spoilt) as spoilt:
        tried(tmp_path, make())

    assert str(spoilt.value) == code


TAKEN = {
    "cmyk": lambda: making.picture(mode="CMYK"),
    "grey": lambda: making.picture(mode="L"),
    "png with nothing behind": lambda: making.picture(kind="PNG", mode="RGBA"),
    "sixteen bits": lambda: saved(Image.new("I;16", (60, 40), 30_000), "PNG"),
    "palette": lambda: making.picture(kind="PNG", mode="P"),
    "webp": lambda: making.picture(kind="WEBP"),
    "one point": lambda: making.picture((1, 1)),
    "a line": lambda: making.picture((3000, 1)),
    "jpeg with a page behind": lambda: making.picture() + b"<script>alert(1)</script>%PDF-1.7",
}


@pytest.mark.parametrize("name", TAKEN)
def test_odd_photos_are_taken_as_plain_ones(name: str, tmp_path: Path) -> None:
    made = tried(tmp_path, TAKEN[name]())

    for content in made.files.values():
        assert b"script" not in content
        with Image.open(BytesIO(content)) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
    assert len(made.files["thumb"]) <= THUMB_BYTES


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_way_of_holding_a_camera_comes_out_upright(orientation: int, tmp_path: Path) -> None:
    upright_size = (480, 640) if orientation >= 5 else (640, 480)

    made = tried(tmp_path, making.from_camera(orientation))

    assert (made.width, made.height) == upright_size
    with Image.open(BytesIO(made.files["shown"])) as image:
        assert image.size == upright_size


def test_a_telephones_heic_is_taken(tmp_path: Path) -> None:
    pytest.importorskip("pi_heif")
    sample = Path(__file__).with_name("tiny.heic")

    made = develop(sample)

    assert made.media_type == "image/heic"


def test_after_a_hostile_one_the_next_is_taken(tmp_path: Path) -> None:
    for make, _code in REFUSED.values():
        with pytest.raises(Spoilt):
            tried(tmp_path, make())

    assert tried(tmp_path, making.picture()).media_type == "image/jpeg"


def test_the_grids_picture_is_small_however_lively_the_photo(tmp_path: Path) -> None:
    lively = Image.effect_noise((2400, 1800), 120).convert("RGB")

    made = tried(tmp_path, saved(lively, "JPEG"))

    assert len(made.files["thumb"]) <= THUMB_BYTES
    assert made.files["sample"] != made.files["shown"]
