"""One tar file: the dump, the media folder, and a manifest whose hashes prove a restore."""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from .database import CHUNK, BackupError, Database, differences, dump, load, require_room

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"


def back_up(database: Database, media: Path, target: Path) -> dict[str, Any]:
    """Write everything to `target`, which appears whole or not at all; give the manifest."""
    if target.exists():
        raise BackupError(f"{target} exists already; nothing was written.")
    half, dumped = target.with_name(f".{target.name}.half"), target.with_name(f".{target.name}.dump")
    try:
        with _private(dumped):
            manifest = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
            manifest |= dump(database, dumped)
        with _private(half) as sink:
            with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
                _fill(archive, dumped, media, manifest)
            sink.flush()
            os.fsync(sink.fileno())
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)
        dumped.unlink(missing_ok=True)
    return manifest


def restore(database: Database, media: Path, source: Path, *, overwrite: bool = False) -> dict[str, Any]:
    """Bring a backup back, then compare every table with its manifest.

    Nothing is touched before every byte of the archive has been checked; the database changes whole or
    not at all.
    """
    try:
        with tarfile.open(source, mode="r:") as archive:
            manifest = _checked_manifest(archive)
            require_room(database, manifest, overwrite)
            _require_empty(media, overwrite)
            _bring_back(database, media, archive, manifest, overwrite)
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"{source} cannot be read as a backup: {error}") from error
    faults = differences(manifest["tables"], database)
    if faults:
        raise BackupError("Restored, but not equal to the backup:\n" + "\n".join(faults))
    return manifest


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """Open a new file that only its owner reads: it holds every family's data."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b") as file:
        yield file


def _fill(archive: tarfile.TarFile, dumped: Path, media: Path, manifest: dict[str, Any]) -> None:
    manifest["files"] = {DUMP: _add(archive, dumped, DUMP)}
    for path in sorted(media.rglob("*")) if media.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            name = f"media/{path.relative_to(media).as_posix()}"
            with suppress(FileNotFoundError):  # deleted since the folder was read
                manifest["files"][name] = _add(archive, path, name)
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    archive.addfile(entry, io.BytesIO(text))


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        digest = _digest(file)
        file.seek(0)
        archive.addfile(archive.gettarinfo(fileobj=file, arcname=name), file)
    return digest


def _checked_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    entries = {entry.name: entry for entry in archive.getmembers()}
    member = archive.extractfile(entries.pop(MANIFEST)) if MANIFEST in entries else None
    if member is None:
        raise BackupError("This is no whole backup of Engawa: the manifest is missing. Nothing was changed.")
    manifest: dict[str, Any] = json.load(member)
    if manifest.get("format") != FORMAT:
        raise BackupError(f"Backup format {manifest.get('format')} is not {FORMAT}. Nothing was changed.")
    damaged = {*entries} ^ {*manifest["files"]}
    for name, entry in entries.items():
        content = archive.extractfile(entry) if entry.isreg() else None
        climbs = ".." in PurePosixPath(name).parts
        if content is None or climbs or _digest(content) != manifest["files"].get(name):
            damaged.add(name)
    if damaged:
        raise BackupError(f"The backup is damaged at {', '.join(sorted(damaged)[:10])}. Nothing was changed.")
    return manifest


def _require_empty(media: Path, overwrite: bool) -> None:
    if not overwrite and media.is_dir() and any(media.iterdir()):
        raise BackupError(f"{media} is not empty. Nothing was changed; --overwrite replaces its content.")


def _bring_back(
    database: Database, media: Path, archive: tarfile.TarFile, manifest: dict[str, Any], overwrite: bool
) -> None:
    """The files wait beside their place until the database is in."""
    waiting = media.with_name(f".{media.name}.restoring")
    shutil.rmtree(waiting, ignore_errors=True)
    try:
        waiting.mkdir(parents=True)
        for name in manifest["files"]:
            if name.startswith("media/"):
                _extract(archive, name, waiting / name.removeprefix("media/"))
        content = archive.extractfile(DUMP)
        if content is None:
            raise BackupError("The backup holds no database. Nothing was changed.")
        load(database, content, manifest, overwrite)
        _replace(media, waiting)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    content = archive.extractfile(name)
    if content is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file, CHUNK)


def _replace(media: Path, waiting: Path) -> None:
    old = media.with_name(f".{media.name}.replaced")
    shutil.rmtree(old, ignore_errors=True)
    if media.exists():
        media.rename(old)
    waiting.rename(media)
    shutil.rmtree(old, ignore_errors=True)


def _digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # IO names no readinto
