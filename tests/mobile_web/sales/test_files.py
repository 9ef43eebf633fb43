"""Fetching what was bought: the photo without its notes, by the household alone, for a minute."""

from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from accounts.models import User
from backend import files
from facilities.models import Child, Facility, Guardian
from photos.files import original_of
from photos.models import Order, OrderLine, WareKind
from photos.order_states import OrderState, can_be_fetched
from photos.services import sales_orders
from tests.conftest import SignIn
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(manager: User, facility: Facility, child: Child, mother: User) -> OrderLine:
    """Ordered on the monthly fee; its original names the camera."""
    sale = make_sale(make_album(manager, facility))
    photo = make_photo(sale.album, child)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRET"
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    files.keep(original_of(facility.pk, photo.sha256), out.getvalue())
    choose(mother, sale, photo)
    return order(mother, 120).lines.get()


def take(client: Client, line: OrderLine) -> Any:
    return client.post(reverse("guardian_order_take", args=[line.order_id, line.pk]))


def test_a_family_fetches_the_photo_without_what_the_camera_noted(
    signed_in: SignIn, mother: User, line: OrderLine
) -> None:
    phone = signed_in(mother)

    answer = phone.get(take(phone, line)["Location"])

    assert answer["Content-Type"] == "image/jpeg"
    assert "attachment" in answer["Content-Disposition"]
    assert b"SECRET" not in answer.content
    with Image.open(BytesIO(answer.content)) as image:
        assert image.size == (40, 30)


def test_the_address_dies_after_a_minute_and_in_another_browser(
    signed_in: SignIn, mother: User, co_guardian: Guardian, line: OrderLine
) -> None:
    let_buy(co_guardian)
    phone, other = signed_in(mother), signed_in(user_of(co_guardian))
    address = take(phone, line)["Location"]

    assert other.get(address).status_code == 404
    with time_machine.travel(timezone.now().timestamp() + 61, tick=False):
        assert phone.get(address).status_code == 404


def test_after_fetching_the_order_cannot_be_called_off(
    signed_in: SignIn, mother: User, line: OrderLine
) -> None:
    phone = signed_in(mother)
    take(phone, line)

    phone.post(reverse("guardian_order_cancel", args=[line.order_id]))

    assert Order.objects.get().state == OrderState.ORDERED


def test_what_was_called_off_is_not_fetched(signed_in: SignIn, mother: User, line: OrderLine) -> None:
    phone = signed_in(mother)
    sales_orders.cancel_order(actor=mother, order=line.order)

    assert take(phone, line).status_code == 404


def test_a_print_is_no_file(signed_in: SignIn, mother: User, line: OrderLine) -> None:
    OrderLine.objects.update(kind=WareKind.PRINT_L)

    assert take(signed_in(mother), line).status_code == 404


def test_by_card_nothing_is_fetched_before_it_is_paid() -> None:

    assert not can_be_fetched(OrderState.ORDERED, "card")
    assert can_be_fetched(OrderState.PAID, "card")
