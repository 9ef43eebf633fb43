"""Photos on their way in: nothing twice, nothing half, nothing of what the camera noted."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image

from accounts.models import User
from backend import files
from backend.errors import NotAllowed, NotVisible
from facilities.models import Classroom, Facility, Role
from photos import services
from photos.files import original_of, small_of
from photos.models import Album, Photo
from photos.services import Kept, NotTaken, Upload
from tests import factories
from tests.photos import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


def add(actor: User, album: Album, folder: Path, content: bytes, said: str = "") -> Kept:
    upload = Upload(making.on_disk(folder, content), said)
    return services.add_photo(actor=actor, album=album, upload=upload)


def served(photo: Photo) -> dict[str, bytes]:
    found = {
        size: files.read(small_of(photo.facility_id, photo.sha256, size))
        for size in ("thumb", "shown", "sample")
    }
    return {size: content for size, content in found.items() if content}


def test_a_photo_is_kept_sealed_and_small(teacher: User, album: Album, tmp_path: Path) -> None:
    content = making.from_camera()

    photo = add(teacher, album, tmp_path, content, sha256(content).hexdigest()).photo

    assert files.read(original_of(album.facility_id, photo.sha256)) == content
    assert set(served(photo)) == {"thumb", "shown", "sample"}
    assert (photo.width, photo.height, photo.state) == (640, 480, Photo.State.NEW)
    assert photo.taken_at and f"{photo.taken_at:%Y-%m-%d %H:%M}" == "2026-11-20 10:15"


def test_nothing_the_camera_noted_is_served(teacher: User, album: Album, tmp_path: Path) -> None:
    photo = add(teacher, album, tmp_path, making.from_camera()).photo

    for content in served(photo).values():
        with Image.open(BytesIO(content)) as image:
            assert not dict(image.getexif())
            assert "comment" not in image.info
        assert b"Exif" not in content
        assert b"secret place" not in content


def test_the_same_file_again_is_the_first_photo(teacher: User, album: Album, tmp_path: Path) -> None:
    content = making.picture()
    first = add(teacher, album, tmp_path, content)

    again = add(teacher, album, tmp_path, content)

    assert first.is_new and not again.is_new
    assert again.photo == first.photo
    assert album.photos.count() == 1


def test_a_file_that_changed_on_the_way_is_not_taken(teacher: User, album: Album, tmp_path: Path) -> None:
    with pytest.raises(NotTaken) as refused:
        add(teacher, album, tmp_path, making.picture(), "0" * 64)

    assert refused.value.code == "changed"
    assert not album.photos.exists()


def test_what_the_facility_has_already_need_not_be_sent_for_another_album(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    first = add(teacher, album, tmp_path, making.picture()).photo
    other = making.make_album(album.facility, teacher)

    there = services.claim_photos(actor=teacher, album=other, hashes=[first.sha256, "f" * 64])

    assert there == {first.sha256}
    assert other.photos.get().sha256 == first.sha256


def test_another_facility_learns_nothing_of_what_is_here(teacher: User, album: Album, tmp_path: Path) -> None:
    first = add(teacher, album, tmp_path, making.picture()).photo
    elsewhere = factories.make_facility(album.facility.organisation)
    stranger = factories.make_keeper(elsewhere)
    theirs = making.make_album(elsewhere, stranger)

    assert services.claim_photos(actor=stranger, album=theirs, hashes=[first.sha256]) == set()
    with pytest.raises(NotVisible):
        services.claim_photos(actor=stranger, album=album, hashes=[first.sha256])


def test_who_takes_no_photos_brings_none(facility: Facility, album: Album, tmp_path: Path) -> None:
    part_timer = factories.make_staff(Role.PART_TIME, facility)

    with pytest.raises(NotAllowed):
        add(part_timer, album, tmp_path, making.picture())


def test_a_photo_thrown_out_can_come_back(teacher: User, album: Album, tmp_path: Path) -> None:
    content = making.picture()
    first = add(teacher, album, tmp_path, content).photo

    assert services.remove_photos(actor=teacher, album=album, photos=[first.pk]) == 1
    assert services.remove_photos(actor=teacher, album=album, photos=[first.pk]) == 0
    again = add(teacher, album, tmp_path, content)

    assert again.is_new
    assert again.photo != first


def test_photos_stand_in_the_order_of_the_cameras_clock(teacher: User, album: Album, tmp_path: Path) -> None:
    late = add(teacher, album, tmp_path, making.picture()).photo
    early = add(teacher, album, tmp_path, making.from_camera()).photo

    assert list(Photo.objects.in_order()) == [early, late]


def test_small_files_can_be_made_anew_from_the_original(
    teacher: User, album: Album, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = add(teacher, album, tmp_path, making.picture()).photo
    first = served(photo)
    for size in first:
        files.forget(small_of(photo.facility_id, photo.sha256, size))
    Photo.objects.update(recipe=0)

    call_command("rebuild_photos")

    assert served(photo) == first
    assert "made anew 1, failed 0" in capsys.readouterr().out
