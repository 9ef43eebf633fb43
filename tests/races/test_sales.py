"""Everybody of one family orders the same cart at the same moment."""

from functools import partial
from threading import Event
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from accounts.models import User
from backend.errors import Conflict
from facilities.models import Child, Facility, Guardian
from photos.ledger import Method
from photos.models import FreePhoto, LedgerEntry, Order, OrderLine, Payment, Photo, StrayMoney
from photos.order_states import OrderState
from photos.providers import Standing
from photos.selectors.sales import cart_of
from photos.services.card_standing import take_standing
from photos.services.free_photos import set_yearly
from photos.services.sales_orders import cancel_order, collect_order, place_orders
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, user_of
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cart_becomes_one_order_whoever_taps_and_however_often(
    manager: User, facility: Facility, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    let_buy(guardian, co_guardian)
    sale = make_sale(make_album(manager, facility))
    choose(user_of(guardian), sale, make_photo(sale.album, child))
    keys = {one: uuid4() for one in (guardian, co_guardian)}

    results = together(
        *(
            partial(place_orders, actor=user_of(one), key=keys[one], method=Method.FEE, seen_total=120)
            for one in (guardian, co_guardian) * 8
        )
    )

    assert Order.objects.count() == 1
    assert OrderLine.objects.count() == 1
    assert sum(LedgerEntry.objects.values_list("yen", flat=True)) == 0
    assert [result for result in results if not isinstance(result, Exception)]


def test_an_order_is_collected_once(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    let_buy(guardian)
    sale = make_sale(make_album(manager, facility))
    choose(user_of(guardian), sale, make_photo(sale.album, child))
    made = order(user_of(guardian), 120)

    results = together(*(partial(collect_order, actor=manager, order=made) for _ in range(16)))

    assert not [result for result in results if isinstance(result, Exception)]
    assert made.bookings.count() == 2


def test_the_card_companys_word_and_a_family_that_cancels_leave_no_yen_unbooked(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    let_buy(guardian)
    sale = make_sale(make_album(manager, facility), takes_cards=True)
    choose(user_of(guardian), sale, make_photo(sale.album, child))
    made = order(user_of(guardian), 120)
    payment = Payment.objects.create(
        facility=facility, order=made, provider="stripe", key=str(made.pk), reference="cs_1", yen=120
    )
    standing = Standing("cs_1", "paid", 120, "jpy", "pi_1", {})

    together(
        *(partial(take_standing, payment.pk, standing) for _ in range(8)),
        *(partial(cancel_order, actor=user_of(guardian), order=made) for _ in range(8)),
    )

    made.refresh_from_db()
    payment.refresh_from_db()
    ends = {(OrderState.PAID, "paid", 0), (OrderState.CANCELLED, "stray", 1)}
    assert (made.state, payment.state, StrayMoney.objects.count()) in ends
    assert sum(LedgerEntry.objects.values_list("yen", flat=True)) == 0


def test_two_phones_never_take_more_free_photos_than_there_are(
    manager: User, facility: Facility, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    let_buy(guardian, co_guardian)
    set_yearly(actor=manager, facility=facility, yearly=3)
    sale = make_sale(make_album(manager, facility))
    choose(user_of(guardian), sale, *(make_photo(sale.album, child) for _ in range(2)))
    sums: dict[str, Any] = {"seen_total": 0, "method": Method.FEE}

    def shops(one: Guardian) -> None:
        choose(user_of(one), sale, make_photo(sale.album, child))
        place_orders(actor=user_of(one), key=uuid4(), **sums)

    together(*(partial(shops, one) for one in (guardian, co_guardian) * 8))

    places = list(FreePhoto.objects.filter(counts=True).values_list("place", flat=True))
    assert len(set(places)) == len(places) <= 3
    assert set(places) <= {1, 2, 3}
    assert OrderLine.objects.filter(yen=0).count() == len(places)
    assert sum(LedgerEntry.objects.values_list("yen", flat=True)) == 0


def test_an_order_waits_for_who_crops_and_is_refused_then(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    let_buy(guardian)
    sale = make_sale(make_album(manager, facility))
    photo = make_photo(sale.album, child)
    choose(user_of(guardian), sale, photo)
    mark, is_held = cart_of(user_of(guardian)).mark, Event()

    def crops() -> None:
        with transaction.atomic():
            Photo.objects.select_for_update().get(pk=photo.pk)
            is_held.set()
            sleep(0.3)
            Photo.objects.filter(pk=photo.pk).update(crop="0-0-50-50")

    def orders() -> list[Order]:
        is_held.wait(10)
        return place_orders(
            actor=user_of(guardian), key=uuid4(), method=Method.FEE, seen_total=120, seen=mark
        )

    _cropped, refused = together(crops, orders)

    assert isinstance(refused, Conflict)
    assert not Order.objects.exists()
