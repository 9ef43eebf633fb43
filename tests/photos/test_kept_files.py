"""Which files of photos stay and which go, and that a disk which forgets is noticed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from backend import files
from backend.crops import Crop
from facilities.models import Classroom, Facility
from photos import services
from photos.files import original_of, small_of
from photos.models import Album, Photo
from photos.services.scrubbing import NIGHTS, scrub_photos
from photos.services.sweeping import sweep_photos
from photos.services.uploads import Upload
from tests.photos import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


@pytest.fixture
def photo(album: Album, teacher: User, tmp_path: Path) -> Photo:
    path = making.on_disk(tmp_path, making.from_camera())
    return services.add_photo(actor=teacher, album=album, upload=Upload(path)).photo


def on_the_disk(folder: Path) -> set[str]:
    return {path.name for path in (folder / "media").rglob("*") if path.is_file()}


def later(days: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_the_files_of_a_photo_that_was_thrown_out_go_a_month_later_for_good(
    album: Album, photo: Photo, teacher: User, tmp_path: Path
) -> None:
    there = on_the_disk(tmp_path)
    services.remove_photos(actor=teacher, album=album, photos=[photo.pk])

    with later(29):
        sweep_photos()
        assert on_the_disk(tmp_path) == there
    with later(31):
        assert sweep_photos().unnamed == 1
        assert on_the_disk(tmp_path) == set()


def test_they_stay_while_the_same_photo_is_in_another_album(
    album: Album, photo: Photo, teacher: User, facility: Facility, classroom: Classroom, tmp_path: Path
) -> None:
    other = making.make_album(facility, teacher, [classroom])
    services.claim_photos(actor=teacher, album=other, hashes=[photo.sha256])
    there = on_the_disk(tmp_path)
    services.remove_photos(actor=teacher, album=album, photos=[photo.pk])

    with later(31):
        sweep_photos()

    assert on_the_disk(tmp_path) == there


def test_brought_again_after_it_was_thrown_out_it_is_made_anew(
    album: Album, photo: Photo, teacher: User, tmp_path: Path
) -> None:
    path = making.on_disk(tmp_path, files.read(original_of(photo.facility_id, photo.sha256)) or b"")
    services.remove_photos(actor=teacher, album=album, photos=[photo.pk])
    with later(31):
        sweep_photos()

        assert services.claim_photos(actor=teacher, album=album, hashes=[photo.sha256]) == set()
        again = services.add_photo(actor=teacher, album=album, upload=Upload(path))

        assert again.is_new
        sweep_photos()
        assert len(on_the_disk(tmp_path)) == 4


def test_a_part_that_is_shown_no_more_is_swept_away(photo: Photo, teacher: User, tmp_path: Path) -> None:
    there = on_the_disk(tmp_path)
    services.crop_photo(actor=teacher, photo=photo, part=Crop.read("10-10-80-80"))
    with later(2):
        sweep_photos()
        assert len(on_the_disk(tmp_path)) > len(there)
    services.uncrop_photo(actor=teacher, photo=photo)

    with later(2):
        assert sweep_photos().parts == 1

    assert on_the_disk(tmp_path) == there


def test_a_photo_is_never_thrown_out_without_a_day(photo: Photo) -> None:
    with pytest.raises(IntegrityError, match="photo_removed_since"), transaction.atomic():
        Photo.objects.filter(pk=photo.pk).update(state=Photo.State.REMOVED)


def test_in_a_month_of_nights_each_original_is_read_once(photo: Photo) -> None:
    nights = [scrub_photos(day=date(2026, 11, 1) + timedelta(days=n)).whole for n in range(NIGHTS)]

    assert sorted(nights) == [0] * (NIGHTS - 1) + [1]


def test_an_original_that_changed_or_is_gone_is_named_with_what_to_do(
    album: Album, photo: Photo, teacher: User, tmp_path: Path
) -> None:
    path = making.on_disk(tmp_path, making.picture())
    other = services.add_photo(actor=teacher, album=album, upload=Upload(path)).photo
    files.keep(original_of(photo.facility_id, photo.sha256), b"rotten")
    files.forget(original_of(other.facility_id, other.sha256))

    with pytest.raises(CommandError, match="from the backup") as said:
        call_command("scrub_photos")

    assert f"{photo.sha256} is not what came" in str(said.value)
    assert f"{other.sha256} is gone" in str(said.value)


def test_small_files_that_are_gone_are_made_again(photo: Photo) -> None:
    name = small_of(photo.facility_id, photo.sha256, "thumb")
    before = files.read(name)
    files.forget(name)

    found = scrub_photos(day=None)

    assert (found.whole, found.mended, found.lost) == (1, 1, [])
    assert files.read(name) == before
