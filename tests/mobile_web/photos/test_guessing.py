"""Addresses of photos cannot be guessed: a million tries in a signature, thousands at the door and beside it."""

import random
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from backend import passes
from backend.ids import uuid7
from facilities.models import Child, Classroom, Facility, Guardian
from mobile_web.photo_marks import thing_of
from photos.models import Photo
from tests.conftest import SignIn
from tests.photos import making

GUESSES = 1_000_000
AT_THE_DOOR = 600
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(facility: Facility, classroom: Classroom, manager: User, child: Child) -> Photo:
    album = making.make_album(facility, manager, [classroom])
    found = making.make_photo(album, [child], with_files=True)
    making.show(album)
    return Photo.objects.get(pk=found.pk)


def test_a_million_guesses_at_a_photo_of_which_all_but_the_signature_is_known_find_nothing(db: None) -> None:
    chance, photo, session = random.Random(20261122), uuid7(), "a browser"
    thing = thing_of(photo, "thumb")
    real = passes.sign(thing, session)
    until = real.partition("-")[0]
    assert passes.is_good(real, thing, session)

    tries = (
        f"{until}-{urlsafe_b64encode(chance.getrandbits(144).to_bytes(18)).decode()}" for _ in range(GUESSES)
    )

    assert not any(passes.is_good(guess, thing, session) for guess in tries)


def test_each_letter_of_a_signature_counts(db: None) -> None:
    thing, session = thing_of(uuid7(), "shown"), "a browser"
    real = passes.sign(thing, session)
    nearly = [real[:at] + letter + real[at + 1 :] for at in range(len(real)) for letter in LETTERS]
    shorter = [real[:at] for at in range(len(real))]

    assert [guess for guess in nearly + shorter if passes.is_good(guess, thing, session)] == [real] * len(
        real
    )


def test_whoever_tries_addresses_of_a_photo_that_is_not_for_her_gets_one_and_the_same_answer(
    photo: Photo, outsider: Guardian, guardian: Guardian, signed_in: SignIn
) -> None:
    assert outsider.user and guardian.user
    stranger, mother = signed_in(outsider.user), signed_in(guardian.user)
    theirs = _address(mother, photo)

    answers = Counter(
        _answer(stranger, at) for at in [theirs, *_guesses(photo.pk, theirs.rstrip("/").rpartition("/")[2])]
    )

    assert set(answers) == {(404, b"")}, answers
    assert answers.total() > AT_THE_DOOR


def _address(client: Client, photo: Photo) -> str:
    return str(client.get(reverse("photo_door", args=[photo.pk, "thumb"])).headers["Location"])


def _answer(client: Client, address: str) -> tuple[int, bytes]:
    """The status, and the first bytes where they are those of a picture."""
    response = client.get(address)
    return response.status_code, b"".join(response)[:3] if response.headers[
        "Content-Type"
    ] == "image/jpeg" else b""


def _guesses(photo: UUID, signed: str) -> Iterator[str]:
    """Its door and file in all sizes, photos made in the same moment, later and earlier minutes, other sizes."""
    until = int(signed.partition("-")[0], 16)
    for size in ("thumb", "shown", "sample", "original", "bought", "4000"):
        yield f"/photos/{photo}/{size}/"
        yield f"/photos/{photo}/{size}/{signed}/"
    for step in range(-150, 150):
        near = UUID(int=photo.int + step)
        yield f"/photos/{near}/thumb/{signed}/"
        yield f"/photos/{photo}/thumb/{until + step:x}-{signed.partition('-')[2]}/"
    for made in (int(time.time()) + 9**9, -1, 0):
        yield f"/photos/{photo}/thumb/{made:x}-{signed.partition('-')[2]}/"
    for folder in ("media", "static", "files", "originals", "photos/files", "_photos", "internal"):
        yield f"/{folder}/{photo}.jpg"
        yield f"/{folder}/{photo.hex[:2]}/{photo.hex}"
