"""The yearly free set and announced crops as the family's telephone and the office's PC show them."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from facilities.models import Child, Facility
from mobile_web.pdf import pdf_of
from photos.models import FreeAllowance, Order, Photo, PhotoSale
from photos.order_states import OrderState
from photos.pricing import tax_in
from photos.selectors.sales_shop import lines_in_order
from photos.services import sales_orders
from photos.services.free_photos import set_yearly
from tests.conftest import SignIn
from tests.photos.selling import choose, make_album, make_photo, make_sale, order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
CART, CONFIRM = "guardian_cart", "guardian_cart_confirm"


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    set_yearly(actor=manager, facility=facility, yearly=3)
    return make_sale(make_album(manager, facility))


@pytest.fixture
def photo(sale: PhotoSale, child: Child) -> Photo:
    return make_photo(sale.album, child)


def english(sign_in: SignIn, user: User) -> Client:
    User.objects.filter(pk=user.pk).update(language="en")
    client = sign_in(user)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def phone(signed_in: SignIn, mother: User) -> Client:
    return english(signed_in, mother)


@pytest.fixture
def desk(signed_in: SignIn, manager: User) -> Client:
    return english(signed_in, manager)


def text_of(client: Client, name: str, *ids: object) -> str:
    response = client.get(reverse(name, args=ids))
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_shop_counts_down_and_the_order_costs_nothing(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    assert "3 left" in text_of(phone, "guardian_sale", sale.pk)
    phone.post(reverse("guardian_ware", args=[sale.pk, photo.pk]), {"kind": "data", "quantity": "1"})

    shop, cart = text_of(phone, "guardian_sale", sale.pk), text_of(phone, CART)
    assert "2 left" in shop and "In the cart, free" in shop
    assert "2 left" in cart and "0 yen" in cart and "free photos" in cart
    page = phone.get(reverse(CONFIRM))
    assert "You pay nothing." in page.content.decode()
    assert "Order free of charge" in page.content.decode()
    done = phone.post(
        reverse(CONFIRM), {**page.context["form"].initial, "method": "fee"}, follow=True
    ).content.decode()

    made = Order.objects.get()
    assert (made.total, made.state) == (0, OrderState.PAID)
    assert "Your yearly free photos paid for all of it." in done
    assert "Receipt" not in done and "Cancel the order" in done
    assert phone.get(reverse("guardian_order_receipt", args=[made.pk])).status_code == 404


def test_a_receipt_names_what_was_free(mother: User, manager: User, sale: PhotoSale, child: Child) -> None:
    for _ in range(4):
        choose(mother, sale, make_photo(sale.album, child))
    made = order(mother, 120)
    sales_orders.collect_order(actor=manager, order=made)
    made.refresh_from_db()
    context = {"order": made, "lines": lines_in_order(made), "tax": tax_in(made.total)}

    assert pdf_of("guardian/sales/receipt.html", context).startswith(b"%PDF")
    assert sorted(line.yen for line in context["lines"]) == [0, 0, 0, 120]  # type: ignore[union-attr]


def test_a_free_order_is_called_off_on_the_telephone(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 0)

    phone.post(reverse("guardian_order_cancel", args=[made.pk]))

    assert "3 left" in text_of(phone, "guardian_sale", sale.pk)
    assert "Nothing is collected for it." in text_of(phone, "guardian_order", made.pk)


def test_a_sale_outside_the_free_set_says_nothing_of_it(phone: Client, sale: PhotoSale, photo: Photo) -> None:
    PhotoSale.objects.update(gives_free=False)

    assert "free photos" not in text_of(phone, "guardian_sale", sale.pk)


def test_a_shop_with_free_photos_costs_the_same_however_many_there_are(
    phone: Client,
    mother: User,
    sale: PhotoSale,
    child: Child,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for position in range(20):
        choose(mother, sale, make_photo(sale.album, child, position=position))

    with django_assert_max_num_queries(34):
        text_of(phone, "guardian_sale", sale.pk)


def test_a_cropped_photo_is_announced_and_a_page_from_before_orders_nothing(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    first = phone.get(reverse(CONFIRM)).context["form"].initial
    Photo.objects.filter(pk=photo.pk).update(crop="0-0-50-50")

    refused = phone.post(reverse(CONFIRM), {**first, "method": "fee"}, follow=True).content.decode()

    assert not Order.objects.exists()
    assert "nothing was ordered" in refused
    assert "This photo was cropped. Please look at the sample." in refused
    assert phone.get(reverse(CONFIRM)).status_code == 302
    seen = phone.get(reverse(CART)).context["cart"].mark
    phone.post(reverse(CART), {"accept": "1", "seen": seen})
    page = phone.get(reverse(CONFIRM))
    phone.post(reverse(CONFIRM), {**page.context["form"].initial, "method": "fee"})
    assert Order.objects.count() == 1


def test_a_second_change_while_she_says_yes_is_shown_first(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)

    told = phone.post(reverse(CART), {"accept": "1", "seen": "an older page"}, follow=True)

    assert "once more" in told.content.decode()


def test_the_office_sets_how_many_a_year(desk: Client, facility: Facility) -> None:
    address = reverse("office_free_photos")
    wrong = desk.post(address, {"yearly": "51"})
    assert wrong.status_code == 422
    assert not FreeAllowance.objects.exists()

    desk.post(address, {"yearly": "5"})

    assert FreeAllowance.objects.get().yearly == 5
    assert desk.get(reverse("office_sales")).context["form"]["yearly"].value() == 5


def test_the_office_reads_a_free_order_as_taken_and_collects_nothing(
    desk: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 0)

    page = desk.get(reverse("office_sale", args=[sale.pk]))
    assert page.context["counts"]["bought"] == 1
    assert "Free" in page.content.decode()
    assert desk.get(reverse("office_orders")).context["owed"] == []
    one = text_of(desk, "office_order", made.pk)
    assert "Ordered free of charge" in one
    assert "Paying back" not in one and "Handed out" not in one
    desk.post(reverse("office_order_act", args=[made.pk]), {"act": "cancel"})

    made.refresh_from_db()
    assert made.state == OrderState.CANCELLED


def test_the_price_page_says_whether_the_free_set_counts(desk: Client, sale: PhotoSale) -> None:
    page = text_of(desk, "office_sale_edit", sale.album_id)

    assert "3 photos for each child and school year." in page
    desk.post(
        reverse("office_sale_edit", args=[sale.album_id]),
        {
            "version": "0",
            "opens_at": "2026-11-01T08:00",
            "closes_at": "2027-01-31T20:00",
            "profit_percent": "0",
            "price_data": "90",
        },
    )
    sale.refresh_from_db()
    assert not sale.gives_free
