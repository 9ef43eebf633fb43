"""Files that nobody reaches but through a view: kept under MEDIA_ROOT or in the storage that stands for it.

What `keep` has returned from survives a power cut.
"""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def keep(name: str, content: bytes) -> None:
    """Write it whole or not at all; a file of that name is replaced."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # not on a disk of ours: the storage answers when it has it
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        _write(half, content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    _sync_folder(path.parent)


def read(name: str) -> bytes | None:
    """Its content, or None where it is gone."""
    with suppress(FileNotFoundError), default_storage.open(name) as file:
        return bytes(file.read())
    return None


def forget(name: str) -> None:
    """Twice is once."""
    default_storage.delete(name)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A new name is safe when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
