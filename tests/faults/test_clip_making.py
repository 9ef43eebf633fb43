"""A worker that loses power while it makes a clip: never half a file, and the next one finishes it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from backend import files
from facilities.models import Classroom, Facility
from photos import services
from photos.files import clip_of
from photos.models import ClipWork, Photo
from photos.services.clips import make_clips
from tests.faults.processes import ROOT, database_url
from tests.photos import making
from tests.photos.filming import allow, film, needs_ffmpeg, probed

pytestmark = [pytest.mark.slow, needs_ffmpeg]


@pytest.mark.parametrize("where", ["rename", "before row", "after row"])
def test_a_worker_that_is_killed_leaves_no_half_clip_and_the_next_finishes_it(
    transactional_db: None,
    facility: Facility,
    classroom: Classroom,
    teacher: User,
    settings: Any,
    tmp_path: Path,
    where: str,
) -> None:
    allow(facility)
    settings.VAR = tmp_path
    album = making.make_album(facility, teacher, [classroom])
    upload = services.Upload(making.on_disk(tmp_path, film()))
    photo = services.add_photo(actor=teacher, album=album, upload=upload).photo
    name = clip_of(photo.facility_id, photo.sha256)
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "ENGAWA_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }

    command = [sys.executable, "-m", "tests.faults.clip_making", where]
    done = subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == -9, done.stderr[-2000:]
    assert files.is_kept(name) is (where != "rename")
    ClipWork.objects.update(lease_until=timezone.now())
    make_clips()
    photo.refresh_from_db()
    assert (photo.state, photo.plays) == (Photo.State.NEW, True)
    assert probed(Path(settings.MEDIA_ROOT) / name)["streams"][0]["codec_name"] == "h264"
