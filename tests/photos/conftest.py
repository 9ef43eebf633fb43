"""An order by card, and the small Stripe at which it is paid."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from facilities.models import Child, Facility, Guardian, Role
from photos.ledger import Method
from photos.models import Order, Payment, PhotoSale, StrayMoney
from photos.order_states import OrderState
from photos.providers import card_of
from photos.services import card_checks, sales_orders
from photos.services.card_paying import begin_payment
from tests import factories
from tests.bucket import _s3, in_a_bucket  # noqa: F401 - fixtures
from tests.photos.selling import choose, let_buy, make_album, make_photo, make_sale, order, user_of
from tests.photos.stripe_double import SECRET, StripeDouble


@pytest.fixture
def stripe(settings: Any, facility: Facility) -> Iterator[StripeDouble]:
    """The facility's organisation takes cards."""
    with StripeDouble() as double:
        settings.PHOTO_CARD_API = double.origin
        account = {"key": "sk_test_1", "webhook_secrets": [SECRET]}
        settings.PHOTO_CARD_ACCOUNTS = {str(facility.organisation_id): account}
        assert card_of(facility.organisation_id)
        yield double


@pytest.fixture
def mother(guardian: Guardian) -> User:
    let_buy(guardian)
    return user_of(guardian)


@pytest.fixture
def sale(manager: User, facility: Facility) -> PhotoSale:
    return make_sale(make_album(manager, facility), takes_cards=True)


@pytest.fixture
def by_card(stripe: StripeDouble, mother: User, sale: PhotoSale, child: Child) -> Order:
    """Ordered, not paid: one file of 120 yen."""
    choose(mother, sale, make_photo(sale.album, child))
    return order(mother, 120, Method.CARD)


@pytest.fixture
def second(facility: Facility) -> User:
    return factories.make_staff(Role.MANAGER, facility, name="第二 園長")


@pytest.fixture
def paid(stripe: StripeDouble, mother: User, by_card: Order) -> Order:
    begin_payment(actor=mother, order=by_card)
    stripe.pay(Payment.objects.get().reference)
    card_checks.check_payments(everything=True)
    by_card.refresh_from_db()
    assert by_card.state == OrderState.PAID
    return by_card


@pytest.fixture
def stray(stripe: StripeDouble, mother: User, by_card: Order) -> StrayMoney:
    """Paid in the moment in which the family called the order off."""
    begin_payment(actor=mother, order=by_card)
    stripe.pay(Payment.objects.get().reference)
    sales_orders.cancel_order(actor=mother, order=by_card)
    card_checks.check_payments(everything=True)
    return StrayMoney.objects.get()
