"""Drawings that stand for photos in the demo: hills, trees, a pond, children without faces. No real child is needed."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SKIES = (("#bfe0f2", "#f6efd8"), ("#f4cfae", "#f9efd9"), ("#d6dfe3", "#f1ede2"), ("#a9d3e8", "#eef4e4"))
GRASS = ("#a9c27a", "#c9b46a", "#8fb573", "#b9a86a")
CLOTHES = ("#d9774f", "#5b86b5", "#e0b345", "#7a9c5a", "#b5678a", "#6f6aa8")
HATS = ("#f2c94c", "#e98f8f", "#7fb3d8")
SIZE = (1280, 960)


def drawing(number: int) -> bytes:
    """The n-th drawing as a JPEG; always the same one."""
    chance = Random(number)  # noqa: S311 # it draws
    image = _sky(*chance.choice(SKIES))
    draw = ImageDraw.Draw(image)
    _sun(draw, chance)
    _hills(draw, chance)
    for _ in range(chance.randint(2, 5)):
        _tree(draw, chance)
    for place in range(chance.randint(1, 4)):
        _child(draw, chance, place)
    out = BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=88)
    return out.getvalue()


def _sky(top: str, bottom: str) -> Image.Image:
    height = SIZE[1]
    mask = Image.linear_gradient("L").resize((SIZE[0], height))
    return Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), mask)


def _sun(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    x, y, r = chance.randint(120, 1150), chance.randint(90, 260), chance.randint(50, 80)
    draw.ellipse((x - r, y - r, x + r, y + r), fill="#fbe6a2")


def _hills(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for top in (470, 560, 650):
        at = chance.randint(-300, 300)
        draw.ellipse((at - 500, top, at + 1900, top + 1400), fill=chance.choice(GRASS))


def _tree(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    x, y, r = chance.randint(40, 1240), chance.randint(380, 560), chance.randint(60, 110)
    draw.rectangle((x - 12, y, x + 12, y + r + 120), fill="#8a6b4a")
    leaves = chance.choice(("#6f9a55", "#d08a3c", "#c65f3f", "#88a95c"))
    for dx, dy in ((-r // 2, 0), (r // 2, 0), (0, -r // 2)):
        draw.ellipse((x + dx - r, y + dy - r, x + dx + r, y + dy + r), fill=leaves)


def _child(draw: ImageDraw.ImageDraw, chance: Random, place: int) -> None:
    x = 220 + place * 270 + chance.randint(-50, 50)
    y, s = chance.randint(640, 700), chance.randint(60, 76)
    draw.rounded_rectangle((x - s, y, x + s, y + int(s * 2.3)), 30, fill=chance.choice(CLOTHES))
    for side in (-1, 1):
        draw.line(
            (x + side * s // 2, y + int(s * 2.2), x + side * s // 2, y + s * 3), fill="#5d4a3a", width=24
        )
        draw.line(
            (x + side * s, y + 30, x + side * (s + 50), y + chance.randint(-40, 90)), fill="#f0cfae", width=22
        )
    draw.ellipse((x - s, y - int(s * 1.6), x + s, y + s // 3), fill="#f3d4b4")
    draw.pieslice((x - s - 6, y - int(s * 1.7), x + s + 6, y + s // 3), 180, 360, fill=chance.choice(HATS))
