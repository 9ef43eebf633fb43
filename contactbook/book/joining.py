"""Parts become one file: in order, with an outline, page labels that need none, and the boxes a printer asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PageObject

BLEED = 3 / 25.4 * 72


@dataclass(frozen=True)
class Paper:
    """A part that is set: where it lies, and its line in the outline (may be empty)."""

    file: Path
    title: str


def join(papers: Sequence[Paper], target: Path, *, title: str, place: str) -> int:
    """Write the whole book; returns its pages. pypdf is loaded here, where only workers come."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for paper in papers:
        first = len(writer.pages)
        writer.append(PdfReader(paper.file), import_outline=False)
        if paper.title:
            writer.add_outline_item(title=paper.title, page_number=first)
    for page in writer.pages:
        _set_boxes(page)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=False)
    writer.add_metadata({"/Title": title, "/Author": place, "/Producer": "Engawa"})
    with target.open("wb") as file:
        writer.write(file)
    return len(writer.pages)


def _set_boxes(page: PageObject) -> None:
    """Three millimetres around the trimmed page, where it was set with bleed."""
    from pypdf.generic import RectangleObject

    trim = page.trimbox
    if trim.width < page.mediabox.width:
        page.bleedbox = RectangleObject(
            (trim.left - BLEED, trim.bottom - BLEED, trim.right + BLEED, trim.top + BLEED)
        )
