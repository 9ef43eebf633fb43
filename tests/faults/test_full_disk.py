"""A disk that fills while a request's files arrive: one sentence, nothing saved, and sent again later it works."""

import json
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from facilities.models import Classroom, Facility
from photos.models import Album
from tests.conftest import SignIn
from tests.photos import making

MOST = 1024 * 1024


@contextmanager
def limited(_folder: Path) -> Iterator[None]:
    """No file may grow past a megabyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """A disk of a megabyte, where this machine lets us have one."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MOST}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no disk to fill: {done.stderr.decode()[:80]}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def album(db: None, facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


def sent(client: Client, album: Album, content: bytes, **headers: str) -> Any:
    data = {"photo": SimpleUploadedFile("a.jpg", content, "image/jpeg")}
    return client.post(reverse("office_album_add", args=[album.pk]), data, headers=headers)


@pytest.mark.parametrize("small", [limited, mounted])
def test_a_photo_for_which_the_disk_has_no_room_is_answered_and_can_be_sent_again(
    signed_in: SignIn, teacher: User, album: Album, tmp_path: Path, settings: Any, small: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client, photo = signed_in(teacher), making.from_camera() + os.urandom(4 * MOST)

    with small(tmp_path):
        script = sent(client, album, photo, Accept="application/json")
        plain = sent(client, album, photo, Accept="text/html")
        keyed = sent(client, album, photo, **{"Accept": "application/json", "Idempotency-Key": "one"})
        assert not list(tmp_path.iterdir())

    for answer in (script, keyed):
        assert (answer.status_code, json.loads(answer.content)["code"]) == (507, "no_room")
        assert json.loads(answer.content)["saved"] is False
    assert plain.status_code == 507
    assert b"<html" in plain.content
    assert not album.photos.exists()
    again = sent(client, album, making.from_camera(), Accept="application/json")
    assert again.json()["new"] is True


def test_a_form_without_files_needs_no_room(signed_in: SignIn, teacher: User, album: Album) -> None:
    with limited(Path(tempfile.gettempdir())):
        answer = signed_in(teacher).post(reverse("office_album_known", args=[album.pk]), {"sha256": "a" * 64})

    assert answer.json() == {"there": []}


def test_a_form_where_none_is_read_gets_a_sentence_and_no_fault_of_ours(
    signed_in: SignIn, teacher: User
) -> None:
    answer = signed_in(teacher).post(reverse("push_subscription"), {"endpoint": "https://push.example/1"})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_form_sent_to_the_card_companys_address_is_no_fault_of_ours(db: None, client: Client) -> None:
    answer = client.post(reverse("stripe_hook", args=["01a20587-8848-764f-8025-0e8560477218"]), {"a": "b"})

    assert answer.status_code == 404
