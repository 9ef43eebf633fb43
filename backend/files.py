"""Files that nobody reaches but through a view: kept under MEDIA_ROOT or in the storage that stands for it.

What `keep` has returned from survives a power cut.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

PIECE = 256 * 1024


def keep(name: str, content: bytes) -> None:
    """Write it whole or not at all; a file of that name is replaced."""
    path = _path(name)
    if path is None:
        default_storage.save(name, ContentFile(content))
        return
    _replace(path, lambda file: file.write(content))


def keep_from(name: str, source: Path) -> None:
    """The same with the content of a file, which need not fit into memory."""
    path = _path(name)
    with source.open("rb") as whole:
        if path is not None:
            _replace(path, lambda file: shutil.copyfileobj(whole, file, 1024 * 1024))
        else:
            default_storage.save(name, File(whole))


def read(name: str) -> bytes | None:
    """Its content, or None where it is gone."""
    with suppress(FileNotFoundError), default_storage.open(name) as file:
        return bytes(file.read())
    return None


def opened(name: str) -> BinaryIO:
    """To be read a little at a time; FileNotFoundError where it is gone."""
    return cast("BinaryIO", default_storage.open(name))


def pieces(name: str, first: int, last: int) -> Iterator[bytes]:
    """Its bytes from first to last, a little at a time."""
    left = last - first + 1
    with opened(name) as file:
        file.seek(first)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def size_of(name: str) -> int:
    """In bytes; FileNotFoundError where it is gone."""
    return default_storage.size(name)


def is_kept(name: str) -> bool:
    """Is it there?"""
    return default_storage.exists(name)


def forget(name: str) -> None:
    """Twice is once."""
    default_storage.delete(name)


def _path(name: str) -> Path | None:
    """On a disk of ours; None where the storage answers only when it has it."""
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


def _replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is safe when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
