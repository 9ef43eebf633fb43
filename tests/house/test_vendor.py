"""What we did not write is exactly what its makers published, and may be shipped."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = json.loads((ROOT / "scripts" / "vendor.json").read_text(encoding="utf-8"))
LICENCES = {"0BSD", "MIT", "ISC", "OFL-1.1", "Apache-2.0"}
RECORDS = sorted((ROOT / package["into"] / "VENDOR.json") for package in PLAN["packages"])
MODULES = sorted((ROOT / "mobile_web" / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.parent.name)
def test_a_vendored_file_has_the_hash_it_came_with(record: Path) -> None:
    hashes: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))["sha256"]

    found = {name: hashlib.sha256((record.parent / name).read_bytes()).hexdigest() for name in hashes}

    assert found == hashes


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.parent.name)
def test_a_vendored_package_brings_a_licence_that_lets_us_ship_it(record: Path) -> None:
    written = json.loads(record.read_text(encoding="utf-8"))

    licence = (record.parent / "LICENSE").read_text(encoding="utf-8")

    assert written["licence"] in LICENCES
    assert len(licence) > 400


def test_no_vendored_file_is_missing_from_the_records() -> None:
    folders = [ROOT / "mobile_web" / "static" / "vendor", ROOT / "fonts"]

    strangers = [
        path
        for folder in folders
        for path in folder.glob("*/*")
        if path.name != "VENDOR.json"
        and path.name not in json.loads((path.parent / "VENDOR.json").read_text(encoding="utf-8"))["sha256"]
    ]

    assert strangers == []


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    sprite = (ROOT / "mobile_web" / "static" / "icons.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    templates = (ROOT / "mobile_web" / "templates").rglob("*.html")

    named = {name for path in templates for name in re.findall(r'{% icon "([^"]+)"', path.read_text("utf-8"))}

    assert named - there == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_script_module_stays_small_enough_to_read(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 120


def test_nothing_in_a_page_asks_for_an_inline_style_or_script() -> None:
    # Set as a PDF, or read from a family's own disk: never sent to a browser by us.
    on_paper = {
        "card_sheets.html",
        "month_pdf.html",
        "packing.html",
        "paper.html",
        "receipt.html",
        "sheets.html",
        "takeout_book.html",
    }
    templates = [
        path
        for path in sorted((ROOT / "mobile_web" / "templates").rglob("*.html"))
        if path.name not in on_paper
    ]
    forbidden = re.compile(r"\sstyle=|\son[a-z]+=|<style|javascript:|hx-on|hx-vals=.js:", re.IGNORECASE)
    outside = re.compile(r"(?:src|href)=.https?://", re.IGNORECASE)

    wrong = [
        path.name
        for path in templates
        if forbidden.search(path.read_text("utf-8")) or outside.search(path.read_text("utf-8"))
    ]

    assert wrong == []
