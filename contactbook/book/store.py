"""Where the files of bound books lie, below the media folder: parts by what they hold, books by their order."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


def part_file(facility: UUID, digest: str) -> Path:
    """A part that is set."""
    return _folder() / "parts" / str(facility) / digest[:2] / f"{digest}.pdf"


def book_file(order: UUID) -> Path:
    """A whole book."""
    return _folder() / "whole" / f"{order}.pdf"


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A file that is there whole or not at all, whenever the power goes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    os.close(handle)
    half = Path(name)
    try:
        yield half
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "books"


def files_but(known: set[str], before: datetime) -> list[Path]:
    """Files older than that which nobody knows by their names: half-written ones too."""
    files = (file for file in _folder().rglob("*") if file.is_file())
    return [file for file in files if file.stem not in known and file.stat().st_mtime < before.timestamp()]
