"""All small files of a photo of 12 million points beside opening it at half its scale, and beside the naive way.

Synthetic: soft clouds, edges and the noise of a sensor; medians of the CPU of one process.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from backend.derivatives import files_of, made_small
from tests.bench.registry import Row, measure, row

SIZE, ROUNDS = (4032, 3024), 5
CEILING, FASTER = 3.5, 2.5


@measure("photos")
def photos() -> Iterator[Row]:
    """The goal of facts D1: at most 3.5 times the half decode, and at least 2.5 times as fast as the naive way."""
    content = _photo()
    half, ours, naive = (_cpu(act, content) for act in (_half, _ours, _naive))
    load = round(os.getloadavg()[0], 1)
    yield row(n=ROUNDS, measured=ours, ceiling=half, unit="s", goal=CEILING, what="small files", load=load,
              kb=len(content) // 1024)  # fmt: skip
    yield row(n=ROUNDS, measured=naive, ceiling=ours, unit="s", goal=FASTER, better="higher",
              what="naive", load=load)  # fmt: skip


def _photo() -> bytes:
    image = Image.effect_noise((504, 378), 90).resize(SIZE, Image.Resampling.BICUBIC).convert("RGB")
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    image = Image.blend(image, grain, 0.35)
    draw = ImageDraw.Draw(image)
    for at in range(0, SIZE[0], 300):
        draw.rectangle((at, at % 1700, at + 160, at % 1700 + 900), fill=(at % 255, 120, 200 - at % 180))
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    image.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def _half(content: bytes) -> object:
    with Image.open(BytesIO(content)) as image:
        image.draft("RGB", (SIZE[0] // 2, SIZE[1] // 2))
        image.load()
        return image.size


def _ours(content: bytes) -> object:
    with Image.open(BytesIO(content)) as image:
        return files_of(made_small(image))


def _naive(content: bytes) -> object:
    """Everything from the whole picture, as one would write it first."""
    with Image.open(BytesIO(content)) as image:
        whole = ImageOps.exif_transpose(image).convert("RGBA")
    mark = Image.new("RGBA", whole.size, (255, 255, 255, 0))
    ImageDraw.Draw(mark).text((500, 500), "SAMPLE", fill=(255, 255, 255, 110), font_size=400)
    marked = Image.alpha_composite(whole, mark)
    files = []
    for picture, longest, quality in ((whole, 1600, 82), (marked, 800, 72), (whole, 400, 80)):
        small = picture.convert("RGB")
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=None)
        out = BytesIO()
        small.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
        files.append(out.getvalue())
    return files


def _cpu(act: Callable[[bytes], object], content: bytes) -> float:
    spent = []
    for number in range(ROUNDS + 1):
        began = time.process_time()
        assert act(content)
        if number:
            spent.append(time.process_time() - began)
    return statistics.median(spent)
