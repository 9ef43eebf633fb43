"""What the cart announces: a photo that was cropped, or made whole again, since the family chose it."""

from uuid import uuid4

import pytest

from accounts.models import User
from backend.errors import Conflict
from facilities.models import Child, Facility
from photos.ledger import Method
from photos.models import CartLine, Order, Photo, PhotoPrice, PhotoSale
from photos.selectors.sales import cart_of
from photos.services import card_standing, sales_orders
from photos.services.sales_cart import accept_cart
from tests.photos.selling import choose, make_album, make_photo, make_sale, order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
CROPPED = "This photo was cropped. Please look at the sample."


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    return make_sale(make_album(manager, facility))


@pytest.fixture
def photo(sale: PhotoSale, child: Child) -> Photo:
    return make_photo(sale.album, child)


def crop(photo: Photo, part: str = "0-0-50-50") -> None:
    Photo.objects.filter(pk=photo.pk).update(crop=part)


def problems(actor: User) -> list[str]:
    return [row.problem for row in cart_of(actor).lines]


def test_a_photo_cropped_in_the_cart_is_announced_and_asked_again(
    mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    crop(photo)

    assert problems(mother) == [CROPPED]
    with pytest.raises(Conflict, match="changed"):
        order(mother, 120)
    assert not Order.objects.exists()
    accept_cart(actor=mother)

    assert problems(mother) == [""]
    assert order(mother, 120).total == 120


def test_a_photo_that_is_whole_again_is_announced_too(mother: User, sale: PhotoSale, photo: Photo) -> None:
    crop(photo)
    photo.refresh_from_db()
    choose(mother, sale, photo)
    assert problems(mother) == [""]
    crop(photo, "")

    assert problems(mother) == ["This photo is shown whole again. Please look at the sample."]


def test_two_changes_of_a_line_stand_beside_each_other(mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    crop(photo)
    PhotoPrice.objects.update(yen=150)

    assert problems(mother) == [f"The price was 120 yen. {CROPPED}"]


def test_a_page_from_before_the_crop_orders_nothing_even_when_the_other_phone_said_yes(
    mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    page = cart_of(mother)
    crop(photo)
    accept_cart(actor=mother)

    with pytest.raises(Conflict, match="changed"):
        sales_orders.place_orders(
            actor=mother, key=uuid4(), method=Method.FEE, seen_total=page.total, seen=page.mark
        )
    assert not Order.objects.exists()


def test_saying_yes_to_a_price_is_no_yes_to_a_crop_that_came_after_it(
    mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    PhotoPrice.objects.update(yen=150)
    page = cart_of(mother)
    crop(photo)

    with pytest.raises(Conflict, match="once more"):
        accept_cart(actor=mother, seen=page.mark)

    assert not cart_of(mother).is_settled


def test_what_lies_in_the_cart_again_is_known_as_it_was_ordered(
    mother: User, sale: PhotoSale, photo: Photo
) -> None:
    crop(photo)
    photo.refresh_from_db()
    choose(mother, sale, photo)

    card_standing.free_order(order(mother, 120))

    assert CartLine.objects.get().seen_crop == photo.crop
    assert cart_of(mother).is_settled
