"""What a killed process left in the temporary folder: files that were arriving, folders of the darkroom."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import time

from django.conf import settings

OURS = ("engawa-darkroom-*", "engawa-photo-*", "engawa-upload-*", "tmp*.upload*")


def sweep_leftovers(*, older: timedelta) -> int:
    """Clear what is ours and was not touched for so long; a folder counts as its newest part. Gives how many."""
    before = time() - older.total_seconds()
    gone = 0
    for path in _left():
        try:
            if path.lstat().st_uid != os.getuid() or _touched(path) > before:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except OSError:  # somebody was quicker
            continue
        gone += 1
    return gone


def _left() -> Iterator[Path]:
    for folder in {tempfile.gettempdir(), settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()}:
        for pattern in OURS:
            yield from sorted(Path(folder).glob(pattern))


def _touched(path: Path) -> float:
    return max(one.lstat().st_mtime for one in (path, *path.rglob("*")))
