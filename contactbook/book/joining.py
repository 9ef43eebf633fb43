"""Parts become one file: in order, with an outline, page labels that need none, and the boxes a printer asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Page

BLEED = 3 / 25.4 * 72


@dataclass(frozen=True)
class Paper:
    """A part that is set: where it lies, its pages, and its line in the outline (may be empty)."""

    file: Path
    pages: int
    title: str


def join(papers: Sequence[Paper], target: Path, *, title: str, place: str) -> int:
    """Write the whole book; returns its pages.

    What fills the pages stays on the disk until it is written: a job of qpdf leaves it there, pikepdf's own
    `pages.extend` reads it all. pikepdf is loaded here, where only workers come.
    """
    from pikepdf import Job, ObjectStreamMode, OutlineItem

    parts = [{"file": str(paper.file)} for paper in papers]
    job = Job({"empty": "", "outputFile": str(target), "pages": parts})
    with job.create_pdf() as book:  # type: ignore[no-untyped-call] # pikepdf's stub forgot its answer
        with book.open_outline() as outline:
            outline.root.extend(OutlineItem(name, first) for name, first in _chapters(papers))
        for page in book.pages:
            _set_boxes(page)
        book.docinfo["/Title"], book.docinfo["/Author"], book.docinfo["/Producer"] = title, place, "Engawa"
        book.save(target, object_stream_mode=ObjectStreamMode.generate)
        return len(book.pages)


def _chapters(papers: Sequence[Paper]) -> Iterator[tuple[str, int]]:
    """(title, its first page from 0) for the outline."""
    first = 0
    for paper in papers:
        if paper.title:
            yield paper.title, first
        first += paper.pages


def _set_boxes(page: "Page") -> None:
    """Three millimetres around the trimmed page, where it was set with bleed."""
    from pikepdf import Rectangle

    trim = Rectangle(page.trimbox)
    if trim.width < Rectangle(page.mediabox).width:
        page.bleedbox = Rectangle(trim.llx - BLEED, trim.lly - BLEED, trim.urx + BLEED, trim.ury + BLEED)
