"""Uploads that lose power or room in the middle: nothing half, nothing twice, and what is left is cleared."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image

from accounts.models import User
from backend import files
from facilities.models import Classroom, Facility
from photos import services
from photos.files import original_of, small_of
from photos.models import Album
from tests.faults.processes import ROOT, database_url
from tests.photos import making

STEPS: list[tuple[str, int]] = [
    ("rename", 1),  # the original is written under another name
    ("rename", 2),  # it is there, the first small file is not
    ("rename", 4),  # the last small file is not
    ("before row", 1),
    ("after row", 1),  # written, not committed
]


def uploaded(
    folder: Path, actor: User, album: Album, paths: list[Path], **said: Any
) -> subprocess.CompletedProcess[str]:
    """By a process of its own."""
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "ENGAWA_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    told = {"actor": str(actor.pk), "album": str(album.pk), "files": [str(path) for path in paths], **said}
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.photo_upload", json.dumps(told)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def on_the_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "media").rglob("*") if path.is_file())


@pytest.fixture
def album(transactional_db: None, facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0]} {step[1]}")
def test_an_upload_that_is_killed_leaves_no_photo_and_the_next_try_makes_it_one(
    album: Album, teacher: User, tmp_path: Path, step: tuple[str, int]
) -> None:
    path = making.on_disk(tmp_path, making.from_camera())

    assert uploaded(tmp_path, teacher, album, [path], dies=step).returncode == -9
    assert not album.photos.exists()
    again = uploaded(tmp_path, teacher, album, [path, path])

    assert json.loads(again.stdout or "0") == ["kept", "kept"], again.stderr[-2000:]
    photo = album.photos.get()
    assert files.read(original_of(photo.facility_id, photo.sha256)) == path.read_bytes()
    for size in ("thumb", "shown", "sample"):
        content = files.read(small_of(photo.facility_id, photo.sha256, size))
        assert content and content.endswith(b"\xff\xd9")
    call_command("sweep_photos", hours=0)
    assert len(on_the_disk(tmp_path)) == 4


@pytest.mark.slow
@pytest.mark.parametrize("step", [("rename", 3), ("after row", 1)], ids=lambda step: f"{step[0]} {step[1]}")
def test_what_a_killed_upload_left_is_swept_away_and_nothing_else(
    album: Album, teacher: User, tmp_path: Path, step: tuple[str, int]
) -> None:
    there, lost = (making.on_disk(tmp_path, making.picture()) for _ in range(2))
    services.add_photo(actor=teacher, album=album, upload=services.Upload(there))
    assert uploaded(tmp_path, teacher, album, [lost], dies=step).returncode == -9
    assert len(on_the_disk(tmp_path)) > 4

    call_command("sweep_photos")  # too fresh: somebody may be at work
    assert len(on_the_disk(tmp_path)) > 4
    call_command("sweep_photos", hours=0)
    call_command("sweep_photos", hours=0)

    sha256 = album.photos.get().sha256
    assert on_the_disk(tmp_path) == [
        sha256,
        *(f"{sha256}-{size}.jpg" for size in ("sample", "shown", "thumb")),
    ]


def large(folder: Path) -> Path:
    """More than a megabyte of noise."""
    path = folder / "large.png"
    Image.effect_noise((1400, 1000), 90).save(path)
    assert path.stat().st_size > 1_000_000
    return path


@pytest.mark.slow
def test_a_photo_that_does_not_fit_on_the_disk_is_named_and_the_others_go_on(
    album: Album, teacher: User, tmp_path: Path
) -> None:
    first, last = (making.on_disk(tmp_path, making.picture()) for _ in range(2))

    done = uploaded(tmp_path, teacher, album, [first, large(tmp_path), last], most=900_000)

    assert json.loads(done.stdout or "0") == ["kept", "full", "kept"], done.stderr[-2000:]
    assert album.photos.count() == 2
    assert len(on_the_disk(tmp_path)) == 8
