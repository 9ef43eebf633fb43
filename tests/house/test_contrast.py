"""Everyone can read it: the contrast of pairs of roles, from theme.css by the formula of WCAG 2.2."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "mobile_web" / "static"
THEME = (STATIC / "css" / "theme.css").read_text(encoding="utf-8")
TOKENS = next((STATIC / "vendor").glob("design-tokens-*/tokens.css")).read_text(encoding="utf-8")

GROUNDS = ("paper", "surface", "floor")
INKS = ("ink", "ink-2", "ink-3", "accent-ink", "caution-ink", "emergency-ink")
READABLE = [(ink, ground) for ink in INKS for ground in GROUNDS] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-emergency", "emergency"),
    ("on-emergency", "emergency-deep"),
    ("accent-ink", "accent-soft"),
    ("ink", "accent-soft"),
    ("ink", "caution-soft"),
    ("ink-2", "caution-soft"),
    ("caution-ink", "caution-soft"),
    ("emergency-ink", "emergency-soft"),
    ("present-ink", "present-soft"),
    ("late-ink", "late-soft"),
    ("absent-ink", "absent-soft"),
    ("left-ink", "left-soft"),
    ("expected-ink", "surface"),
    ("expected-ink", "paper"),
    ("noshow-ink", "noshow-soft"),
    ("paper", "ink"),
    *[("tint-ink", f"tint-{name}") for name in ("hiyoko", "usagi", "risu", "kirin", "zou")],
]
VISIBLE = [("line-control", ground) for ground in GROUNDS] + [("focus", ground) for ground in GROUNDS]
VISIBLE += [("accent", "surface"), ("focus-gap", "focus"), ("accent-ink", "accent-soft")]

Colour = tuple[float, float, float]


def roles(scheme: str) -> dict[str, str]:
    """Role and token names with their values; dark overrides light."""
    light, dark = THEME.split("@media (prefers-color-scheme: dark)")
    declared = re.compile(r"--([\w-]+):\s*([^;]+);")
    values = dict(declared.findall(TOKENS)) | dict(declared.findall(light))
    return values | dict(declared.findall(dark)) if scheme == "dark" else values


def colour(name: str, values: dict[str, str]) -> Colour:
    """The colour behind a role, however many names lie between."""
    value = values[name].strip()
    while found := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = values[found[1]].strip()
    digits = value.removeprefix("#")
    assert re.fullmatch(r"[0-9a-fA-F]{6}", digits), f"--{name} is {value}, not a plain colour"
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def luminance(channels: Colour) -> float:
    """Relative luminance, WCAG 2.2."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, scheme: str) -> float:
    """1 is the same colour, 21 is black on white."""
    values = roles(scheme)
    low, high = sorted(luminance(colour(name, values)) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READABLE)
def test_words_can_be_read_on_their_ground(ink: str, ground: str, scheme: str) -> None:
    ratio = contrast(ink, ground, scheme)

    assert ratio >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), VISIBLE)
def test_edges_of_controls_can_be_seen(line: str, ground: str, scheme: str) -> None:
    ratio = contrast(line, ground, scheme)

    assert ratio >= 3


def test_components_use_roles_and_never_a_colour_token() -> None:
    sheets = [sheet for sheet in (STATIC / "css").glob("*.css") if sheet.name != "theme.css"]

    wrong = [sheet.name for sheet in sheets if "--color-" in sheet.read_text("utf-8")]

    assert wrong == []


@pytest.mark.parametrize("sheet", ["components", "components-phone", "screens-guardian", "screens-emergency"])
def test_no_words_are_smaller_than_fourteen_pixels(sheet: str) -> None:
    text = (STATIC / "css" / f"{sheet}.css").read_text(encoding="utf-8")

    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;]*?(\d+(?:\.\d+)?)px", text)]

    assert all(size >= 14 for size in sizes)
