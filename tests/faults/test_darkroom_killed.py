"""kill -9 while a photo is opened, or while it arrives: nothing is lost, nothing stays, the next try works."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.models import User
from backend import darkroom
from backend.leftovers import sweep_leftovers
from facilities.models import Classroom, Facility
from photos import services
from photos.models import Album
from tests.faults.processes import ROOT
from tests.photos import making

ARRIVING = """
import os
from django.conf import settings
settings.configure()
from django.core.files.uploadedfile import TemporaryUploadedFile
from backend import darkroom
file = TemporaryUploadedFile("a.jpg", "image/jpeg", 0, None)
file.write(b"half of a photo")
file.flush()
worker = darkroom._Worker()
(worker.writes / "half.jpg").write_bytes(b"half")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def album(db: None, facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


@pytest.fixture
def stopped() -> darkroom._Worker:
    """A worker that waits for the next photo and does nothing more."""
    with darkroom._bench.worker() as worker:
        os.kill(worker._process.pid, signal.SIGSTOP)
    return worker


def test_a_worker_killed_while_it_opens_a_photo_loses_that_try_alone(
    album: Album, teacher: User, tmp_path: Path, stopped: darkroom._Worker
) -> None:
    upload = services.Upload(making.on_disk(tmp_path, making.from_camera()))
    threading.Timer(0.3, os.kill, (stopped._process.pid, signal.SIGKILL)).start()

    with pytest.raises(services.NotTaken) as refused:
        services.add_photo(actor=teacher, album=album, upload=upload)
    assert refused.value.code == "too_hard"
    assert not album.photos.exists()
    assert not stopped.reads.exists()

    assert [services.add_photo(actor=teacher, album=album, upload=upload).is_new for _ in range(2)] == [
        True,
        False,
    ]


def test_a_worker_that_died_between_two_photos_is_not_noticed(
    tmp_path: Path, stopped: darkroom._Worker
) -> None:
    stopped._process.kill()
    stopped._process.wait()

    assert darkroom.develop(making.on_disk(tmp_path, making.from_camera())).width


def test_what_a_killed_process_left_in_the_temporary_folder_is_swept_once_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    died = subprocess.run([sys.executable, "-c", ARRIVING], env=env, cwd=ROOT, check=False, timeout=60)
    (tmp_path / "somebody-elses").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert died.returncode == -9
    assert len(list(tmp_path.iterdir())) == 3

    assert sweep_leftovers(older=timedelta(hours=1)) == 0
    assert sweep_leftovers(older=timedelta(0)) == 2
    assert sweep_leftovers(older=timedelta(0)) == 0

    assert [path.name for path in tmp_path.iterdir()] == ["somebody-elses"]
