"""A part of the book as HTML, which says everything it depends on, and as PDF."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from backend.paper import Read, set_html
from contactbook.book.plan import Book, title_of


@dataclass(frozen=True)
class Manuscript:
    """A part before it is set. The same `digest` is the same paper."""

    html: str

    @property
    def digest(self) -> str:
        return sha256(self.html.encode()).hexdigest()


def manuscript(book: Book, key: str, part: Any, *, before: int, bleed: bool) -> Manuscript:
    """A part whose first page is `before` + 1; an odd page lies on the right."""
    kind = key if key.isalpha() else "month"
    context = {
        "book": book, "part": part, "kind": kind, "inside": f"book/{kind}.html", "heading": title_of(key),
        "first": before + 1, "first_is_left": before % 2 == 1, "bleed": bleed, "lang": get_language(),
    }  # fmt: skip
    return Manuscript(render_to_string("book/part.html", context))


def set_manuscript(written: Manuscript, target: Path, read: Read) -> int:
    """Set it into a file; returns its pages. Equal work at another time gives an equal book, not equal bytes."""
    document = set_html(written.html, read).render()
    document.write_pdf(target, dpi=300, jpeg_quality=88)
    return len(document.pages)
