"""The pages of photo sales: what a family taps and what the office reads, down to the files."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from facilities.models import Child, Facility, Guardian, Household
from photos.models import CartLine, Order, Photo, PhotoPrice, PhotoSale, WareKind
from photos.naming import code_of
from photos.order_states import OrderState
from photos.services import sales_orders
from tests import factories
from tests.conftest import SignIn
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def signed_in(signed_in: SignIn) -> SignIn:
    """Everybody here reads English."""

    def sign_in(user: User) -> Client:
        User.objects.filter(pk=user.pk).update(language="en")
        client = signed_in(user)
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    return make_sale(make_album(manager, facility))


@pytest.fixture
def photo(sale: PhotoSale, child: Child) -> Photo:
    return make_photo(sale.album, child)


@pytest.fixture
def phone(signed_in: SignIn, mother: User) -> Client:
    return signed_in(mother)


@pytest.fixture
def desk(signed_in: SignIn, manager: User) -> Client:
    return signed_in(manager)


def text_of(client: Client, name: str, *ids: object) -> str:
    response = client.get(reverse(name, args=ids))
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_from_the_sale_over_the_cart_to_an_order(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    assert sale.album.title in text_of(phone, "guardian_sales")
    assert "120 yen" in text_of(phone, "guardian_sale", sale.pk)
    ware = reverse("guardian_ware", args=[sale.pk, photo.pk])

    phone.post(ware, {"kind": "data", "quantity": "1"})
    phone.post(ware, {"kind": "l", "quantity": "2"})
    page = phone.get(reverse("guardian_cart_confirm"))
    first = page.context["form"].initial
    done = phone.post(reverse("guardian_cart_confirm"), {**first, "method": "fee"}, follow=True)

    made = Order.objects.get()
    assert (made.total, made.placed_by) == (280, mother)
    assert "280 yen" in done.content.decode()
    assert "tax in it: 25 yen" in done.content.decode()


def test_two_taps_on_order_make_one(phone: Client, mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    form = {"key": str(uuid4()), "seen_total": "120", "method": "fee"}

    answers = [phone.post(reverse("guardian_cart_confirm"), form) for _ in range(2)]

    assert Order.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_changed_price_stands_in_the_cart_with_the_old_one(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    PhotoPrice.objects.filter(kind=WareKind.DATA).update(yen=150)

    assert phone.get(reverse("guardian_cart_confirm")).status_code == 302
    assert "The price was 120 yen." in text_of(phone, "guardian_cart")
    phone.post(reverse("guardian_cart"), {"accept": "1"})

    assert phone.get(reverse("guardian_cart_confirm")).context["cart"].total == 150


def test_an_order_with_a_price_she_did_not_see_is_asked_again(
    phone: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)

    answer = phone.post(
        reverse("guardian_cart_confirm"),
        {"key": str(uuid4()), "seen_total": "1", "method": "fee"},
        follow=True,
    )

    assert "nothing was ordered" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_line_goes_out_of_the_cart(phone: Client, mother: User, sale: PhotoSale, photo: Photo) -> None:
    choose(mother, sale, photo)
    line = CartLine.objects.get()

    phone.post(reverse("guardian_cart"), {"line": str(line.pk), "quantity": "0"})

    assert not CartLine.objects.exists()


def test_the_other_homes_cart_line_is_not_there(
    signed_in: SignIn, separated_guardian: Guardian, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    let_buy(separated_guardian)
    choose(mother, sale, photo)
    line = CartLine.objects.get()

    answer = signed_in(user_of(separated_guardian)).post(
        reverse("guardian_cart"), {"line": str(line.pk), "quantity": "0"}
    )

    assert answer.status_code == 404
    assert CartLine.objects.exists()


def test_who_reads_along_is_shown_no_button_and_no_cart(
    signed_in: SignIn, relative: Guardian, sale: PhotoSale, photo: Photo
) -> None:
    page = text_of(signed_in(user_of(relative)), "guardian_sale", sale.pk)

    assert "Another adult of the family orders" in page
    assert "shop-put" not in page


def test_a_receipt_is_there_once_it_is_paid(
    phone: Client, mother: User, manager: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)
    address = reverse("guardian_order_receipt", args=[made.pk])
    assert phone.get(address).status_code == 404
    sales_orders.collect_order(actor=manager, order=made)

    paper = phone.get(address)

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_a_page_of_photos_costs_the_same_however_many_there_are(
    phone: Client, sale: PhotoSale, child: Child, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for position in range(20):
        make_photo(sale.album, child, position=position)

    with django_assert_max_num_queries(24):
        page = text_of(phone, "guardian_sale", sale.pk)

    assert page.count("shop-put") == 20


def test_the_office_sets_prices_looks_and_opens(desk: Client, manager: User, facility: Facility) -> None:
    album = make_album(manager, facility)
    form = {
        "version": "0",
        "opens_at": "2026-11-01T08:00",
        "closes_at": "2027-01-31T20:00",
        "profit_percent": "0",
        "price_data": "120",
        "price_l": "",
        "price_2l": "",
        "price_a4": "",
    }
    wrong = desk.post(reverse("office_sale_edit", args=[album.pk]), {**form, "closes_at": "2026-10-01T08:00"})
    assert wrong.status_code == 422
    assert "ends before it begins" in wrong.content.decode()

    desk.post(reverse("office_sale_edit", args=[album.pk]), form)
    made = PhotoSale.objects.get(published_at=None)
    desk.post(reverse("office_sale_act", args=[made.pk]), {"act": "publish"})

    made.refresh_from_db()
    assert made.published_at
    assert [(price.kind, price.yen) for price in made.prices.all()] == [("data", 120)]


def test_the_next_album_of_a_kind_begins_with_the_last_prices(
    desk: Client, manager: User, facility: Facility
) -> None:
    test_the_office_sets_prices_looks_and_opens(desk, manager, facility)
    following = make_album(manager, facility, title="運動会")

    page = desk.get(reverse("office_sale_edit", args=[following.pk]))

    assert page.context["form"]["price_data"].value() == 120


def test_two_who_change_a_sale_at_once_are_told(desk: Client, sale: PhotoSale) -> None:
    PhotoSale.objects.update(version=3)

    answer = desk.post(
        reverse("office_sale_edit", args=[sale.album_id]),
        {
            "version": "2",
            "opens_at": "2026-11-01T08:00",
            "closes_at": "2026-12-01T20:00",
            "profit_percent": "0",
            "price_data": "90",
        },
    )

    assert answer.status_code == 409
    assert "Somebody else changed this sale" in answer.content.decode()


def test_the_office_reads_who_bought_who_looked_and_who_has_not_opened(
    desk: Client,
    phone: Client,
    mother: User,
    separated_guardian: Guardian,
    sale: PhotoSale,
    photo: Photo,
) -> None:
    assert desk.get(reverse("office_sale", args=[sale.pk])).context["counts"] == {
        "unopened": 2,
        "opened": 0,
        "bought": 0,
    }
    text_of(phone, "guardian_sale", sale.pk)
    choose(mother, sale, photo)
    order(mother, 120)

    page = desk.get(reverse("office_sale", args=[sale.pk]))

    assert page.context["counts"] == {"unopened": 1, "opened": 0, "bought": 1}
    assert "120 yen" in page.content.decode()


def test_the_collection_list_is_a_table_in_which_nothing_is_a_formula(
    desk: Client, mother: User, household: Household, sale: PhotoSale, photo: Photo
) -> None:
    Household.objects.filter(pk=household.pk).update(name="=1+1")
    choose(mother, sale, photo)
    order(mother, 120)

    book = desk.get(reverse("office_collection", args=["xlsx"]))
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    text = desk.get(reverse("office_collection", args=["csv"])).content.decode("utf-8-sig")

    assert rows[1][:2] == ["00001", "=1+1"]
    assert sheet["B2"].data_type == "s"
    assert rows[1][4] == "120"
    assert ",=1+1" not in text


def test_last_months_orders_are_not_on_this_months_list(
    desk: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)
    Order.objects.filter(pk=made.pk).update(placed_at=timezone.now() - timedelta(days=40))

    assert desk.get(reverse("office_orders")).context["owed"] == []


def test_the_order_for_the_shop_names_no_family(
    desk: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo, kind=WareKind.PRINT_L, quantity=3)
    order(mother, 240)

    text = desk.get(reverse("office_sale_prints", args=[sale.pk])).content.decode("utf-8-sig")

    assert text.splitlines()[1].startswith(f"{code_of(photo.pk)},{photo.pk},")
    assert text.splitlines()[1].endswith(",3")


def test_an_order_goes_its_way_by_the_buttons(
    desk: Client, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo, kind=WareKind.PRINT_L)
    made = order(mother, 80)
    act = reverse("office_order_act", args=[made.pk])

    for name in ("collect", "hand_out"):
        desk.post(act, {"act": name})
    desk.post(act, {"act": "refund", "reason": "写真がちがいました。"})
    desk.post(act, {"act": "agree"})

    made.refresh_from_db()
    assert made.state == OrderState.DELIVERED
    assert "A second person agrees here" in text_of(desk, "office_order", made.pk)


def test_a_second_person_pays_back(
    desk: Client, signed_in: SignIn, facility: Facility, mother: User, sale: PhotoSale, photo: Photo
) -> None:
    choose(mother, sale, photo)
    made = order(mother, 120)
    act = reverse("office_order_act", args=[made.pk])
    desk.post(act, {"act": "collect"})
    desk.post(act, {"act": "refund", "reason": "二重でした。"})

    signed_in(factories.make_keeper(facility)).post(act, {"act": "agree"})

    made.refresh_from_db()
    assert made.state == OrderState.REFUNDED
    assert not made.lines.filter(stands=True).exists()


def test_an_album_leads_to_its_sale_while_that_runs(phone: Client, sale: PhotoSale, photo: Photo) -> None:
    album, leads = reverse("guardian_album", args=[sale.album_id]), reverse("guardian_sale", args=[sale.pk])

    runs = phone.get(album).content.decode()
    PhotoSale.objects.update(closes_at=timezone.now())
    is_over = phone.get(album).content.decode()

    assert f'href="{leads}"' in runs
    assert f'href="{leads}"' not in is_over
