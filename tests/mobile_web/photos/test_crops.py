"""Cropping on the page; and that what was cut away is in no file that anybody fetches."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image

from accounts.models import User
from backend.derivatives import PART
from facilities.models import Child, Classroom, Facility, Guardian
from photos import services
from photos.models import Photo
from tests.conftest import SignIn
from tests.mobile_web.photos.test_files import address, browser
from tests.photos import making, selling

pytestmark = pytest.mark.django_db
LOWER_HALF = {"left": "0", "top": "50", "width": "100", "height": "50"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def photo(facility: Facility, classroom: Classroom, manager: User, child: Child, tmp_path: Path) -> Photo:
    album = making.make_album(facility, manager, [classroom])
    upload = services.Upload(making.on_disk(tmp_path, making.picture()))
    kept = services.add_photo(actor=manager, album=album, upload=upload).photo
    services.tag_photos(actor=manager, album=album, photos=[kept.pk], child=child)
    making.show(album)
    return Photo.objects.get(pk=kept.pk)


def size_of(content: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(content)) as image:
        return image.size


def page_of(photo: Photo) -> str:
    return reverse("office_photo_crop", args=[photo.pk])


def test_a_crop_changes_what_an_address_given_before_leads_to(
    photo: Photo, manager: User, guardian: Guardian, signed_in: SignIn
) -> None:
    family = browser(signed_in, guardian)
    before = address(family, photo, "shown")
    assert size_of(family.get(before).content) == (640, 480)

    signed_in(manager).post(page_of(photo), LOWER_HALF)

    assert size_of(family.get(before).content) == (640, 240)


def test_the_page_shows_the_way_back(photo: Photo, manager: User, child: Child, signed_in: SignIn) -> None:
    office = signed_in(manager)
    office.post(page_of(photo), {**LOWER_HALF, "cut_out": [child.pk]})
    assert not photo.tags.exists()
    assert 'value="undo"' in office.get(page_of(photo)).content.decode()

    office.post(page_of(photo), {"act": "undo"})

    photo.refresh_from_db()
    assert photo.crop == ""
    assert photo.tags.get().child == child


@pytest.mark.parametrize(
    "wrong", [{"top": "90"}, {"width": "0"}, {"left": "nonsense"}, {"height": ""}, {"cut_out": "nobody"}]
)
def test_nonsense_gets_its_sentence_and_changes_nothing(
    photo: Photo, manager: User, signed_in: SignIn, wrong: dict[str, str]
) -> None:
    response = signed_in(manager).post(page_of(photo), {**LOWER_HALF, **wrong})

    photo.refresh_from_db()
    assert (response.status_code, photo.crop) == (422, "")


def test_the_album_leads_there_with_and_without_scripts(
    photo: Photo, manager: User, signed_in: SignIn
) -> None:
    office, said = signed_in(manager), {"photo": photo.pk, "act": "crop"}
    tag = reverse("office_album_tag", args=[photo.album_id])

    assert office.post(tag, said, headers=JSON).json() == {"go": page_of(photo)}
    assert office.post(tag, said)["Location"] == page_of(photo)


def test_the_part_with_all_its_points_is_no_size_to_ask_for(
    photo: Photo, manager: User, signed_in: SignIn
) -> None:
    office = signed_in(manager)
    office.post(page_of(photo), LOWER_HALF)

    assert address(office, photo, PART) == ""


def test_who_buys_a_cropped_photo_gets_only_the_part(
    photo: Photo, manager: User, guardian: Guardian, signed_in: SignIn
) -> None:
    signed_in(manager).post(page_of(photo), LOWER_HALF)
    selling.let_buy(guardian)
    mother, sale = selling.user_of(guardian), selling.make_sale(photo.album)
    making.agree(guardian, photo.tags.get().child)
    photo.refresh_from_db()
    selling.choose(mother, sale, photo)
    line = selling.order(mother, 120).lines.get()
    phone = signed_in(mother)

    taken = phone.post(reverse("guardian_order_take", args=[line.order_id, line.pk]))
    answer = phone.get(taken["Location"])

    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert size_of(content) == (640, 240)
