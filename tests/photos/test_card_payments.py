"""Paying by card: whatever breaks off, comes twice or comes late, one order is paid once and no yen is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import Child, Guardian
from photos.ledger import Account, Method
from photos.models import CartLine, Order, Payment, PaymentEvent, PhotoSale, StrayMoney
from photos.order_states import OrderState, can_be_fetched
from photos.selectors.sales_settling import strays_of
from photos.services import card_checks, sales_orders
from photos.services.card_events import work_on_events
from photos.services.card_paying import begin_payment
from tests.photos.paying import left_in_ledger, tell
from tests.photos.selling import choose, make_photo, order, user_of
from tests.photos.stripe_double import StripeDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
DONE = "checkout.session.completed"


def begin(stripe: StripeDouble, mother: User, made: Order) -> dict[str, Any]:
    """At the page: the session as Stripe has it."""
    address = begin_payment(actor=mother, order=made)
    return stripe.sessions[address.rsplit("/", 1)[1]]


def state_of(made: Order) -> str:
    made.refresh_from_db()
    return made.state


def test_a_family_pays_and_the_signed_word_of_it_pays_the_order(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    assert not can_be_fetched(by_card.state, by_card.method)
    stripe.pay(session["id"])

    assert tell(stripe, DONE, session, by_card) == 200
    assert work_on_events() == 1

    assert state_of(by_card) == OrderState.PAID
    assert left_in_ledger(by_card) == {Account.CARD: 120, Account.SALES: -120}


def test_stripe_is_told_ids_and_whole_yen_and_nothing_of_the_family(
    stripe: StripeDouble, mother: User, by_card: Order, child: Child
) -> None:
    begin(stripe, mother, by_card)

    (form,) = stripe.bodies
    said = " ".join(form.values())
    assert form["line_items[0][price_data][unit_amount]"] == "120"
    assert not any(
        word in said for word in (child.family_name, mother.name, mother.login, by_card.household.name)
    )
    assert set(stripe.sessions[Payment.objects.get().reference]["metadata"]) == {
        "order",
        "payment",
        "facility",
    }


def test_a_hundred_replays_are_one(stripe: StripeDouble, mother: User, by_card: Order) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])

    for _ in range(100):
        assert tell(stripe, DONE, session, by_card) == 200
    work_on_events()
    tell(stripe, DONE, session, by_card, event="evt_the_same_under_another_name")
    work_on_events()

    assert PaymentEvent.objects.count() == 2
    assert left_in_ledger(by_card) == {Account.CARD: 120, Account.SALES: -120}


def test_events_in_the_wrong_order_end_where_stripe_is(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])

    tell(stripe, "checkout.session.expired", session, by_card)
    work_on_events()
    tell(stripe, DONE, session, by_card)
    work_on_events()

    assert state_of(by_card) == OrderState.PAID
    assert not StrayMoney.objects.exists()


@pytest.mark.parametrize("how", [{"secret": "whsec_guessed"}, {"at": 1_000_000_000}])
def test_a_forged_or_an_old_signature_is_refused(
    stripe: StripeDouble, mother: User, by_card: Order, how: dict[str, Any]
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])

    assert tell(stripe, DONE, session, by_card, **how) == 400

    assert not PaymentEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "booked"),
    [
        ({"amount_total": 1}, {Account.CARD: 1, Account.UNSETTLED: -1}),
        ({"amount_total": 12_000}, {Account.CARD: 12_000, Account.UNSETTLED: -12_000}),
        ({"currency": "usd"}, {}),
        ({"currency": ""}, {}),
    ],
)
def test_another_sum_or_currency_pays_nothing_and_is_shown_to_the_office(
    stripe: StripeDouble, mother: User, manager: User, by_card: Order, changes: dict[str, Any], booked: Any
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"], **changes)

    for _ in range(2):
        tell(stripe, DONE, session, by_card)
        work_on_events()
    card_checks.check_payments(everything=True)

    assert state_of(by_card) == OrderState.CANCELLED
    assert not can_be_fetched(by_card.state, by_card.method)
    stray = strays_of(manager).get()
    assert (stray.why, stray.currency) == (StrayMoney.Why.AMOUNT, session["currency"])
    assert left_in_ledger(by_card) == booked


def test_money_for_a_cancelled_order_is_kept_for_the_office(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])
    sales_orders.cancel_order(actor=mother, order=by_card)

    for _ in range(2):
        tell(stripe, DONE, session, by_card)
        work_on_events()

    assert state_of(by_card) == OrderState.CANCELLED
    assert StrayMoney.objects.get().why == StrayMoney.Why.CLOSED
    assert left_in_ledger(by_card) == {Account.CARD: 120, Account.UNSETTLED: -120}


def test_cancelling_closes_the_page_so_that_no_money_can_come(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    sales_orders.cancel_order(actor=mother, order=by_card)

    card_checks.check_payments()

    assert session["status"] == "expired"
    assert Payment.objects.get().state == Payment.State.EXPIRED
    assert not CartLine.objects.exists()


def test_an_unfinished_page_frees_the_order_into_the_cart(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.expire(session["id"])

    tell(stripe, "checkout.session.expired", session, by_card)
    work_on_events()

    assert state_of(by_card) == OrderState.CANCELLED
    assert left_in_ledger(by_card) == {}
    assert order(mother, 120, Method.CARD).state == OrderState.ORDERED


def test_a_word_about_an_order_that_is_not_here_is_kept(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])
    session["id"], stripe.sessions["cs_other"] = "cs_other", session
    session["metadata"] |= {"payment": str(by_card.key), "order": str(by_card.key)}

    tell(stripe, DONE, session, by_card)
    work_on_events()

    assert StrayMoney.objects.get().why == StrayMoney.Why.UNKNOWN
    assert state_of(by_card) == OrderState.ORDERED


def test_what_the_account_sells_besides_is_not_ours(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])
    session["metadata"] = {}

    tell(stripe, DONE, session, by_card)
    tell(stripe, "customer.created", {"id": "cus_1"}, by_card)

    assert work_on_events() == 2
    assert not StrayMoney.objects.exists()


def test_a_lost_word_is_asked_for(stripe: StripeDouble, mother: User, by_card: Order) -> None:
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])
    assert card_checks.check_payments() == {}
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=11))

    assert card_checks.check_payments() == {"paid": 1}

    assert state_of(by_card) == OrderState.PAID


def test_an_operators_command_asks_about_all_at_once(
    stripe: StripeDouble, mother: User, by_card: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    stripe.pay(begin(stripe, mother, by_card)["id"])

    call_command("reconcile_payments")

    assert ("paid 1" in capsys.readouterr().out, state_of(by_card)) == (True, OrderState.PAID)


def test_when_the_answer_is_lost_asking_again_is_the_same_page(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    stripe.drops = 2

    with pytest.raises(DomainError, match="does not answer"):
        begin_payment(actor=mother, order=by_card)
    begin(stripe, mother, by_card)

    assert len(stripe.sessions) == 1
    assert state_of(by_card) == OrderState.ORDERED


def test_a_stripe_that_is_down_loses_nothing(stripe: StripeDouble, mother: User, by_card: Order) -> None:
    stripe.fails = [500, 500]

    with pytest.raises(DomainError, match="Your order is kept and nothing was paid"):
        begin_payment(actor=mother, order=by_card)

    assert begin_payment(actor=mother, order=by_card) == begin_payment(actor=mother, order=by_card)
    assert len(stripe.sessions) == 1


def test_killed_before_the_page_was_written_down_the_payment_is_found(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    session = begin(stripe, mother, by_card)
    Payment.objects.update(reference="", address="", created_at=timezone.now() - timedelta(minutes=11))
    stripe.pay(session["id"])

    tell(stripe, DONE, session, by_card)
    work_on_events()

    assert state_of(by_card) == OrderState.PAID
    assert Payment.objects.get().reference == session["id"]


def test_a_page_that_is_too_old_to_be_asked_for_again_is_replaced(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    stripe.fails = [503, 503]
    with pytest.raises(DomainError):
        begin_payment(actor=mother, order=by_card)
    Payment.objects.update(created_at=timezone.now() - timedelta(minutes=40))

    begin(stripe, mother, by_card)

    assert list(Payment.objects.order_by("created_at", "pk").values_list("state", flat=True)) == [
        "failed",
        "open",
    ]
    assert len(stripe.sessions) == 1


def test_orders_nobody_came_to_pay_are_freed(stripe: StripeDouble, by_card: Order) -> None:
    Order.objects.update(placed_at=timezone.now() - timedelta(hours=3))

    assert card_checks.check_payments() == {"freed": 1}

    assert state_of(by_card) == OrderState.CANCELLED


def test_without_an_account_nothing_is_sold_by_card(
    settings: Any, mother: User, sale: PhotoSale, child: Child
) -> None:
    settings.PHOTO_CARD_ACCOUNTS = {}
    choose(mother, sale, make_photo(sale.album, child))

    with pytest.raises(DomainError, match="not sold by card"):
        order(mother, 120, Method.CARD)


def test_the_other_home_cannot_pay_and_a_paid_order_is_not_paid_again(
    stripe: StripeDouble, mother: User, separated_guardian: Guardian, by_card: Order
) -> None:
    with pytest.raises(NotVisible):
        begin_payment(actor=user_of(separated_guardian), order=by_card)
    session = begin(stripe, mother, by_card)
    stripe.pay(session["id"])
    card_checks.check_payments(everything=True)

    with pytest.raises(Conflict):
        begin_payment(actor=mother, order=by_card)
