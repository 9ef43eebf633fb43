"""The pages of paying by card: they lead there and say what is known, and decide nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from facilities.models import Child
from photos.ledger import Method
from photos.models import Order, Payment, PhotoSale
from photos.order_states import OrderState
from photos.services.card_checks import check_payments
from photos.services.card_outside import look_back
from photos.services.card_paying import begin_payment
from tests.conftest import SignIn
from tests.photos.selling import choose, make_photo
from tests.photos.stripe_double import StripeDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def test_ordering_by_card_leads_to_the_card_companys_page(
    stripe: StripeDouble, signed_in: SignIn, mother: User, sale: PhotoSale, child: Child
) -> None:
    choose(mother, sale, make_photo(sale.album, child))
    form = {"key": uuid4(), "seen_total": 120, "method": Method.CARD}

    page = signed_in(mother).post(reverse("guardian_cart_confirm"), form, follow=True)

    (session,) = stripe.sessions.values()
    assert f'href="{session["url"]}"' in page.content.decode()


def test_the_page_after_paying_decides_nothing_and_says_what_is_known(
    stripe: StripeDouble, signed_in: SignIn, mother: User, by_card: Order
) -> None:
    begin_payment(actor=mother, order=by_card)
    phone, address = signed_in(mother), reverse("guardian_order_paid", args=[by_card.pk])

    before = phone.get(address).context
    stripe.pay(Payment.objects.get().reference)
    check_payments(everything=True)
    after = phone.get(address).context

    assert (before["waits"], before["order"].state) == (True, OrderState.ORDERED)
    assert (after["waits"], after["order"].state) == (False, OrderState.PAID)


def test_a_stripe_that_is_down_is_said_and_the_order_kept(
    stripe: StripeDouble, signed_in: SignIn, mother: User, by_card: Order
) -> None:
    stripe.fails = [503, 503]

    page = signed_in(mother).post(reverse("guardian_order_pay", args=[by_card.pk]), follow=True)

    assert [str(message) for message in page.context["messages"]]
    assert Order.objects.get().state == OrderState.ORDERED


def test_the_office_reads_what_moved_in_stripes_dashboard(
    stripe: StripeDouble, signed_in: SignIn, paid: Order, manager: User
) -> None:
    intent = Payment.objects.get(order=paid).intent
    stripe.give_back(intent, 50)
    stripe.dispute(intent, 70, due_by=1_911_999_599)
    look_back()
    office = signed_in(manager)

    lists = office.get(reverse("office_unsettled")).context
    order = office.get(reverse("office_order", args=[paid.pk])).context
    orders = office.get(reverse("office_orders")).context

    assert [one.amount for one in lists["disputes"]] == [70]
    assert [one.amount for one in lists["moved"]] == [50]
    assert {one.amount for one in order["moved"]} == {50, 70}
    assert orders["to_settle"] == 1
