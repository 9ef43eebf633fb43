"""Dump, empty, restore, compare rows and hashes: with the commands themselves and a database beside ours."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from backend.backup import BackupError, Database, back_up, marks, restore
from facilities.models import Guardian

SMALL = """
    CREATE TABLE child (id uuid PRIMARY KEY, name text, at timestamptz, photo bytea, ratio float8);
    INSERT INTO child
    SELECT gen_random_uuid(), '髙橋' || n, now() - n * interval '1 h', '\\x00ff', n / 3.0
    FROM generate_series(1, 500) n
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def beside(django_db_setup: None) -> Iterator[Callable[[], Database]]:
    """Makes empty databases beside the one of the tests, on the same server."""
    ours = Database.of(connection.owner_settings())
    made: list[sql.Identifier] = []

    def make() -> Database:
        database = replace(ours, name=f"engawa_beside_{uuid4().hex[:12]}")
        made.append(sql.Identifier(database.name))
        with ours.connect() as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(made[-1]))
        return database

    yield make
    with ours.connect() as admin:
        for name in made:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def empty(beside: Callable[[], Database]) -> Database:
    return beside()


@pytest.fixture
def occupied(empty: Database) -> Database:
    """A database with a table of its own."""
    with empty.connect() as opened:
        opened.execute("CREATE TABLE kept AS SELECT '縁側'::text AS word")
    return empty


@pytest.fixture(scope="module")
def small(beside: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small database with times, numbers, bytes and text, and of one photo."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "media").mkdir()
    (folder / "media" / "遠足.jpg").write_bytes(os.urandom(100_000))
    database = beside()
    with database.connect() as opened:
        opened.execute(SMALL)
        opened.execute("CREATE TABLE empty_one (id int)")
    back_up(database, folder / "media", folder / "small.tar")
    return folder / "small.tar"


def marks_of(database: Database) -> dict[str, Any]:
    with database.connect() as opened:
        return marks(opened)


def manage(database: Database, var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """manage.py in a process of its own, pointed at another database and folder."""
    login = quote(database.user) + (f":{quote(database.password)}" if database.password else "")
    host = quote(database.host, safe="") + (f":{database.port}" if database.port else "")
    env = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{login}@{host}/{database.name}",
        "ENGAWA_VAR": str(var),
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_comes_back_row_by_row_and_byte_by_byte(
    guardian: Guardian, empty: Database, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    photo = Path(settings.MEDIA_ROOT) / "2026" / "遠足.jpg"  # type: ignore[attr-defined]
    photo.parent.mkdir(parents=True)
    photo.write_bytes(os.urandom(100_000))
    call_command("backup", str(tmp_path / "engawa.tar"))

    done = manage(empty, tmp_path / "there", "restore", str(tmp_path / "engawa.tar"), "--yes")

    assert "Restored and compared" in done.stdout, done.stderr
    assert done.returncode == 0
    assert marks_of(empty) == marks_of(Database.of(connection.owner_settings()))
    assert marks_of(empty)["facilities_guardian"]["rows"] == 1
    assert (tmp_path / "there" / "media" / "2026" / "遠足.jpg").read_bytes() == photo.read_bytes()
    with empty.connect() as opened, pytest.raises(psycopg.errors.RestrictViolation, match="only ever added"):
        opened.execute("DELETE FROM facilities_auditentry")


def test_without_yes_nothing_happens(small: Path) -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(small), "--overwrite")


def test_a_database_that_is_not_empty_is_left_alone(small: Path, occupied: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="not empty"):
        restore(occupied, tmp_path / "media", small)

    assert [*marks_of(occupied)] == ["kept"]


def test_a_media_folder_that_is_not_empty_is_left_alone(small: Path, empty: Database, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"kept")

    with pytest.raises(BackupError, match="not empty"):
        restore(empty, tmp_path, small)

    assert marks_of(empty) == {}
    assert (tmp_path / "photo.jpg").read_bytes() == b"kept"


def test_overwriting_replaces_database_and_media(small: Path, occupied: Database, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (media / "old.jpg").write_bytes(b"old")

    manifest = restore(occupied, media, small, overwrite=True)

    assert marks_of(occupied) == manifest["tables"]
    assert marks_of(occupied)["child"]["rows"] == 500
    assert [path.name for path in media.iterdir()] == ["遠足.jpg"]
    assert [path.name for path in tmp_path.iterdir()] == ["media"]


def test_a_restored_database_can_be_backed_up_and_restored_again(
    small: Path, occupied: Database, beside: Callable[[], Database], tmp_path: Path
) -> None:
    first = restore(occupied, tmp_path / "media", small, overwrite=True)
    back_up(occupied, tmp_path / "media", tmp_path / "again.tar")

    second = restore(beside(), tmp_path / "again", tmp_path / "again.tar")

    assert second["tables"] == first["tables"]


def test_a_damaged_byte_is_found_before_anything_is_touched(
    small: Path, empty: Database, tmp_path: Path
) -> None:
    content = bytearray(small.read_bytes())
    content[2000] ^= 1
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(content)

    with pytest.raises(BackupError, match=r"damaged at database\.dump"):
        restore(empty, tmp_path / "media", damaged)

    assert marks_of(empty) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["damaged.tar"]


def test_a_file_that_was_cut_off_is_refused(small: Path, empty: Database, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    cut.write_bytes(small.read_bytes()[:50_000])

    with pytest.raises(BackupError):
        restore(empty, tmp_path / "media", cut)

    assert marks_of(empty) == {}


def test_a_failing_load_leaves_what_was_there(small: Path, occupied: Database, tmp_path: Path) -> None:
    broken = with_manifest(small, tmp_path / "broken.tar", shorten=True)

    with pytest.raises(BackupError, match="left as it was"):
        restore(occupied, tmp_path / "media", broken, overwrite=True)

    assert [*marks_of(occupied)] == ["kept"]
    assert [path.name for path in tmp_path.iterdir()] == ["broken.tar"]


def test_a_table_that_differs_is_named(small: Path, empty: Database, tmp_path: Path) -> None:
    lying = with_manifest(small, tmp_path / "lying.tar", rows=7)

    with pytest.raises(BackupError, match=r"child: .*7.*500"):
        restore(empty, tmp_path / "media", lying)


def test_a_backup_is_private_and_never_written_over_another(
    small: Path, empty: Database, tmp_path: Path
) -> None:
    content = small.read_bytes()

    with pytest.raises(BackupError, match="exists already"):
        back_up(empty, tmp_path / "media", small)

    assert small.stat().st_mode & 0o077 == 0
    assert small.read_bytes() == content
    assert {path.name for path in small.parent.iterdir()} == {"media", "small.tar"}


def with_manifest(backup: Path, target: Path, *, shorten: bool = False, rows: int | None = None) -> Path:
    """The backup again with its dump cut in the middle, or with another number of rows promised."""
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        contents = {entry.name: old.extractfile(entry).read() for entry in old.getmembers()}  # type: ignore[union-attr]
        manifest = json.loads(contents["manifest.json"])
        if shorten:
            contents["database.dump"] = contents["database.dump"][:-8000]
            manifest["files"]["database.dump"] = hashlib.sha256(contents["database.dump"]).hexdigest()
        if rows is not None:
            manifest["tables"]["child"]["rows"] = rows
        contents["manifest.json"] = json.dumps(manifest).encode()
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return target
