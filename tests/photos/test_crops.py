"""Cropping: a part is shown, whoever was cut out has no name on it any more, and all of it comes back."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from accounts.models import User
from backend import files
from backend.crops import Crop
from backend.derivatives import PART, SIZES
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian
from photos import services
from photos.files import original_of, small_of
from photos.models import Album, Photo, PhotoTag, Purpose
from photos.services.rebuilding import rebuild_photo
from tests import factories
from tests.photos import making, selling

pytestmark = pytest.mark.django_db
LEFT_HALF = Crop(0, 0, 50, 100)


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


@pytest.fixture
def photo(album: Album, child: Child, teacher: User, tmp_path: Path) -> Photo:
    """Red on the right, blue on the left; the camera was held so that it has to be turned by half."""
    content = making.from_camera(orientation=3)
    upload = services.Upload(making.on_disk(tmp_path, content))
    kept = services.add_photo(actor=teacher, album=album, upload=upload).photo
    services.tag_photos(actor=teacher, album=album, photos=[kept.pk], child=child)
    return kept


def colour_of(photo: Photo, size: str) -> tuple[int, int, int]:
    """Of its middle."""
    content = files.read(small_of(photo.facility_id, photo.content, size))
    assert content
    with Image.open(BytesIO(content)) as image:
        found = image.convert("RGB").getpixel((image.width // 2, image.height // 3))
    assert isinstance(found, tuple)
    return int(found[0]), int(found[1]), int(found[2])


def test_only_the_part_is_in_every_file_and_the_original_stays(photo: Photo, teacher: User) -> None:
    original = files.read(original_of(photo.facility_id, photo.sha256))

    cropped = services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF)

    reds = [colour_of(cropped, size) for size in (*SIZES, PART)]
    assert all(red > 150 and blue < 120 for red, _green, blue in reds)  # turned: red is on the left
    assert cropped.sides == (320, 480)
    assert files.read(original_of(photo.facility_id, photo.sha256)) == original


def test_who_was_cut_out_has_no_name_on_it_and_other_families_see_it_again(
    photo: Photo, album: Album, teacher: User, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    neighbour = selling.user_of(factories.make_guardian(factories.make_child(classroom)))
    making.agree(guardian, child, Purpose.CLASS_ALBUM, given=False)
    making.show(album)
    assert not Photo.objects.received_by(neighbour).exists()

    services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF, cut_out=[child.pk])
    assert Photo.objects.received_by(neighbour).get() == photo
    services.uncrop_photo(actor=teacher, photo=photo)

    assert not Photo.objects.received_by(neighbour).exists()
    assert PhotoTag.objects.get().child == child


def test_the_same_crop_twice_is_one_and_another_one_waits_for_the_whole_photo(
    photo: Photo, teacher: User, child: Child
) -> None:
    for _ in range(2):
        services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF, cut_out=[child.pk])

    with pytest.raises(Conflict):
        services.crop_photo(actor=teacher, photo=photo, part=Crop(50, 0, 50, 100))

    assert photo.cut_outs.get().child == child


@pytest.mark.parametrize(
    "part", [Crop(0, 0, 100, 100), Crop(60, 0, 50, 50), Crop(0, 0, 4, 50), Crop(-1, 0, 50, 50)], ids=str
)
def test_a_part_lies_within_the_photo(photo: Photo, teacher: User, part: Crop) -> None:
    with pytest.raises(DomainError):
        services.crop_photo(actor=teacher, photo=photo, part=part)


def test_what_was_ordered_stays_as_it_was(
    photo: Photo, album: Album, teacher: User, manager: User, guardian: Guardian
) -> None:
    making.show(album)
    selling.let_buy(guardian)
    mother = selling.user_of(guardian)
    making.agree(guardian, photo.tags.get().child, Purpose.SALE)
    sale = selling.make_sale(album)
    selling.choose(mother, sale, photo)
    selling.order(mother, 120)

    with pytest.raises(Conflict):
        services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF)


def test_who_does_not_work_on_the_album_crops_nothing(photo: Photo, other_manager: User) -> None:
    with pytest.raises(NotVisible):
        services.crop_photo(actor=other_manager, photo=photo, part=LEFT_HALF)
    with pytest.raises(NotVisible):
        services.uncrop_photo(actor=other_manager, photo=photo)


def test_without_its_original_nothing_is_changed(photo: Photo, teacher: User) -> None:
    files.forget(original_of(photo.facility_id, photo.sha256))

    with pytest.raises(DomainError):
        services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF)

    assert Photo.objects.get().crop == ""


def test_lost_files_of_a_part_are_made_anew(photo: Photo, teacher: User) -> None:
    cropped = services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF)
    for size in (*SIZES, PART):
        files.forget(small_of(cropped.facility_id, cropped.content, size))

    assert rebuild_photo(photo=cropped)

    assert colour_of(cropped, "shown")[0] > 150


def test_the_same_photo_in_another_album_stays_whole(
    photo: Photo, teacher: User, facility: Facility, classroom: Classroom
) -> None:
    services.crop_photo(actor=teacher, photo=photo, part=LEFT_HALF)
    other = making.make_album(facility, teacher, [classroom])

    services.claim_photos(actor=teacher, album=other, hashes=[photo.sha256])

    assert other.photos.get().sides == (640, 480)


def test_a_part_never_reaches_over_what_was_chosen() -> None:
    assert Crop(33, 0, 34, 100).box((10, 7)) == (4, 0, 6, 7)
    assert Crop(0, 0, 5, 5).box((3, 3)) == (0, 0, 1, 1)
    with pytest.raises(ValueError, match="-5"):
        Crop.read("0-0-100--5")
