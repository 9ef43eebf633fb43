"""All bought photos at once: by the household alone, whole or from where it broke off, never what it may not have."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from accounts.models import User
from backend import files
from facilities.models import Child, Classroom, Facility, Guardian
from mobile_web.photo_zip import archive_of
from mobile_web.views.sales.archives import LASTS
from photos.files import original_of
from photos.models import Order, OrderLine, Photo, PhotoSale, PhotoTag, Purpose, TakedownRequest
from photos.naming import code_of
from photos.order_states import OrderState
from photos.selectors.bought import Bought
from photos.services.handing_over import make_file
from photos.services.sales_ledger import move_order
from photos.services.sales_orders import cancel_order
from tests import factories
from tests.conftest import SignIn
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, say, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    return make_sale(make_album(manager, facility, title="秋の遠足: A/B"))


def with_original(photo: Photo, colour: str = "teal", make: str = "SECRET") -> Photo:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = make
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG", exif=exif)
    files.keep(original_of(photo.facility_id, photo.sha256), out.getvalue())
    return photo


@pytest.fixture
def photos(sale: PhotoSale, child: Child) -> list[Photo]:
    return [
        with_original(make_photo(sale.album, child, position=n), colour)
        for n, colour in enumerate(("teal", "plum", "gold"))
    ]


@pytest.fixture
def bought(mother: User, sale: PhotoSale, photos: list[Photo]) -> Order:
    choose(mother, sale, *photos)
    return order(mother, 360)


@pytest.fixture
def phone(signed_in: SignIn, mother: User) -> Client:
    return signed_in(mother)


def address(client: Client, order: Order | None = None) -> str:
    name, of = ("guardian_order_take_all", [order.pk]) if order else ("guardian_orders_take", [])
    answer = client.post(reverse(name, args=of))
    assert answer.status_code == 302
    return str(answer["Location"])


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def opened(client: Client, at: str) -> ZipFile:
    answer = client.get(at)
    assert answer.status_code == 200, answer.status_code
    content = content_of(answer)
    assert len(content) == int(answer["Content-Length"])
    return ZipFile(BytesIO(content))


def test_all_photos_of_an_order_come_as_one_file_without_what_the_camera_noted(
    phone: Client, bought: Order, photos: list[Photo]
) -> None:
    answer = phone.get(address(phone, bought))

    assert answer["Content-Type"] == "application/zip"
    assert f"{bought}.zip" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    with ZipFile(BytesIO(content_of(answer))) as archive:
        assert archive.testzip() is None
        folder = f"{photos[0].album.starts_on:%Y%m%d}_秋の遠足＿ A＿B"
        for name, photo in zip(archive.namelist(), photos, strict=True):
            assert name.startswith(f"{folder}/") and name.endswith(f"_{code_of(photo.pk)}.jpg")
        for name in archive.namelist():
            content = archive.read(name)
            assert b"SECRET" not in content and b"Exif" not in content
            with Image.open(BytesIO(content)) as image:
                assert image.size == (40, 30) and not dict(image.getexif())


def test_a_broken_download_goes_on_where_it_stopped(phone: Client, bought: Order) -> None:
    at = address(phone, bought)
    first = phone.get(at)
    whole, mark = content_of(first), first["ETag"]
    assert first["Accept-Ranges"] == "bytes"

    rest = phone.get(at, headers={"Range": "bytes=700-", "If-Range": mark})

    assert rest.status_code == 206
    assert rest["Content-Range"] == f"bytes 700-{len(whole) - 1}/{len(whole)}"
    assert whole[:700] + content_of(rest) == whole
    assert phone.get(at, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    head = phone.head(at)
    assert (head["Content-Length"], head["ETag"], head.content) == (str(len(whole)), mark, b"")


def test_it_comes_out_of_a_bucket_and_goes_on_there_too(
    in_a_bucket: Any, phone: Client, bought: Order, photos: list[Photo]
) -> None:
    at = address(phone, bought)
    whole = content_of(phone.get(at))

    with ZipFile(BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(photos)
    assert content_of(phone.get(at, headers={"Range": "bytes=900-"})) == whole[900:]


def test_who_holds_its_beginning_goes_on_for_hours_and_nobody_begins_it_after_the_minute(
    phone: Client, bought: Order
) -> None:
    at = address(phone, bought)
    mark = phone.get(at)["ETag"]
    now = timezone.now().timestamp()

    with time_machine.travel(now + 600, tick=False):
        assert phone.get(at, headers={"Range": "bytes=5-", "If-Range": mark}).status_code == 206
        assert phone.get(at, headers={"Range": "bytes=5-", "If-Range": '"guessed"'}).status_code == 404
        assert phone.get(at, headers={"Range": "bytes=5-"}).status_code == 404
        assert phone.get(at).status_code == 404
    with time_machine.travel(now + LASTS + 1, tick=False):
        assert phone.get(at, headers={"Range": "bytes=5-", "If-Range": mark}).status_code == 404


def test_its_address_is_of_no_use_in_another_browser(
    phone: Client, bought: Order, signed_in: SignIn, co_guardian: Guardian
) -> None:
    let_buy(co_guardian)

    assert signed_in(user_of(co_guardian)).get(address(phone, bought)).status_code == 404


def taken_down(photo: Photo, _friend: Guardian) -> None:
    Photo.objects.filter(pk=photo.pk).update(state=Photo.State.HIDDEN)


def asked_about(photo: Photo, friend: Guardian) -> None:
    TakedownRequest.objects.create(
        facility=photo.facility,
        photo=photo,
        household=friend.household,
        requested_by=user_of(friend),
        hides=True,
    )


def withdrawn(photo: Photo, friend: Guardian) -> None:
    child = friend.grants.get().child
    say(child, friend.household, Purpose.SALE, user_of(friend), given=False)


@pytest.fixture
def friend(classroom: Classroom, photos: list[Photo], manager: User) -> Guardian:
    """The mother of another child, who is on the second photo too and agreed to its sale."""
    child = factories.make_child(classroom)
    mother = factories.make_guardian(child)
    say(child, mother.household, Purpose.SALE, user_of(mother), given=True)
    photo = photos[1]
    PhotoTag.objects.create(
        facility=photo.facility, photo=photo, child=child, purpose=Purpose.CLASS_ALBUM, tagged_by=manager
    )
    say(child, mother.household, Purpose.CLASS_ALBUM, user_of(mother), given=True)
    return mother


@pytest.mark.parametrize("happens", [taken_down, asked_about, withdrawn])
def test_a_photo_that_is_not_for_them_any_more_is_named_and_left_out(
    friend: Guardian,
    phone: Client,
    bought: Order,
    photos: list[Photo],
    happens: Callable[[Photo, Guardian], None],
) -> None:
    at = address(phone, bought)
    mark = phone.get(at)["ETag"]

    happens(photos[1], friend)
    answer = phone.get(at, headers={"Range": "bytes=9-", "If-Range": mark})

    assert answer.status_code == 200
    assert answer["ETag"] != mark
    with ZipFile(BytesIO(content_of(answer))) as archive:
        note, *others = archive.namelist()
        assert code_of(photos[1].pk) in archive.read(note).decode("utf-8-sig")
        assert [code_of(photos[n].pk) in name for n, name in zip((0, 2), others, strict=True)] == [True, True]
    line = bought.lines.get(photo=photos[1])
    single = phone.post(reverse("guardian_order_take", args=[bought.pk, line.pk]))
    assert single["Location"] == reverse("guardian_order", args=[bought.pk])


def test_an_original_that_is_lost_is_named(phone: Client, bought: Order, photos: list[Photo]) -> None:
    files.forget(original_of(photos[0].facility_id, photos[0].sha256))

    with opened(phone, address(phone, bought)) as archive:
        assert len(archive.namelist()) == 3
        assert [name.endswith(".txt") for name in archive.namelist()] == [True, False, False]


def test_several_orders_are_one_file_and_what_was_paid_back_is_named(
    phone: Client, mother: User, sale: PhotoSale, child: Child, bought: Order
) -> None:
    later = with_original(make_photo(sale.album, child, position=9), "navy")
    choose(mother, sale, later)
    second = order(mother, 120)
    Order.objects.filter(pk=bought.pk).update(state=OrderState.PAID)
    bought.refresh_from_db()
    move_order(bought, OrderState.REFUNDED, None)

    with opened(phone, address(phone)) as archive:
        assert [code_of(later.pk) in name for name in archive.namelist()] == [False, True]
    assert second.lines.get().taken_at
    assert not bought.lines.filter(taken_at__isnull=False).exists()


def test_what_was_called_off_is_in_no_file(
    phone: Client, mother: User, sale: PhotoSale, child: Child, bought: Order
) -> None:
    cancel_order(actor=mother, order=bought)

    answer = phone.post(reverse("guardian_orders_take"))

    assert answer["Location"] == reverse("guardian_orders")
    assert not OrderLine.objects.filter(taken_at__isnull=False).exists()


def test_what_was_ordered_since_does_not_change_a_download_that_runs(
    phone: Client, mother: User, sale: PhotoSale, child: Child, bought: Order
) -> None:
    at = address(phone)
    mark = phone.get(at)["ETag"]
    choose(mother, sale, with_original(make_photo(sale.album, child, position=9)))
    order(mother, 120)

    assert phone.get(at)["ETag"] == mark


def test_an_order_whose_files_came_cannot_be_called_off(phone: Client, bought: Order) -> None:
    address(phone, bought)

    phone.post(reverse("guardian_order_cancel", args=[bought.pk]))

    assert Order.objects.get().state == OrderState.ORDERED


def test_two_photos_of_one_name_are_two_files(phone: Client, bought: Order) -> None:
    line = bought.lines.first()
    assert line
    make_file(photo=line.photo)
    line.taken_at = timezone.now()

    archive = archive_of([Bought(line), Bought(line)])

    names = [entry.name for entry in archive.entries]
    assert names[1] == names[0].replace(".jpg", " (2).jpg") and code_of(line.photo_id) in names[0]


def test_the_page_says_how_many_and_how_large(phone: Client, bought: Order) -> None:
    page = phone.get(reverse("guardian_order", args=[bought.pk])).content.decode()
    button = re.search(r'action="([^"]+archive/)"', page)

    assert button and button[1] == reverse("guardian_order_take_all", args=[bought.pk])
    assert "14.3" in page  # three times 5 MB


def test_another_family_finds_nothing(
    signed_in: SignIn, bought: Order, classroom: Classroom, facility: Facility
) -> None:
    stranger = factories.make_guardian(factories.make_child(classroom))
    let_buy(stranger)
    client = signed_in(user_of(stranger))

    assert client.post(reverse("guardian_order_take_all", args=[bought.pk])).status_code == 404
    assert client.post(reverse("guardian_orders_take"))["Location"] == reverse("guardian_orders")
