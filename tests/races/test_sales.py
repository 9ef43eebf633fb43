"""Everybody of one family orders the same cart at the same moment."""

from functools import partial
from uuid import uuid4

import pytest

from accounts.models import User
from facilities.models import Child, Facility, Guardian
from photos.ledger import Method
from photos.models import LedgerEntry, Order, OrderLine, Payment, StrayMoney
from photos.order_states import OrderState
from photos.providers import Standing
from photos.services.card_standing import take_standing
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
