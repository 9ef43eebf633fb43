"""Money back to a card: two people, once, and nothing is lost on the way."""

import pytest

from accounts.models import User
from backend.errors import NotAllowed
from backend.outbox import OutboxState
from photos.ledger import Account
from photos.models import MoneyBack, Order, StrayMoney
from photos.selectors.sales_settling import strays_of, stuck_of, to_settle
from photos.services import card_money_back, sales_refunds
from photos.services.card_events import work_on_events
from tests.photos.paying import left_in_ledger, tell
from tests.photos.stripe_double import StripeDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def pay_back(order: Order, first: User, second: User) -> None:
    sales_refunds.ask_refund(actor=first, order=order, reason="写真の取り違え")
    for _ in range(2):
        sales_refunds.agree_refund(actor=second, order=order)


def test_a_refund_by_two_people_goes_back_to_the_card_once(
    stripe: StripeDouble, paid: Order, manager: User, second: User
) -> None:
    pay_back(paid, manager, second)

    assert card_money_back.send_money_back() == 1
    assert card_money_back.send_money_back() == 0

    (refund,) = stripe.refunds.values()
    assert (refund["amount"], MoneyBack.objects.get().reference) == (120, refund["id"])
    assert left_in_ledger(paid) == {}


def test_a_refund_whose_answer_was_lost_is_not_sent_a_second_time(
    stripe: StripeDouble, paid: Order, manager: User, second: User
) -> None:
    pay_back(paid, manager, second)
    stripe.drops = 2
    card_money_back.send_money_back()
    MoneyBack.objects.update(due_at=paid.placed_at)

    assert card_money_back.send_money_back() == 1

    assert len(stripe.refunds) == 1


def test_stray_money_goes_back_when_two_people_say_so(
    stripe: StripeDouble, stray: StrayMoney, by_card: Order, manager: User, second: User
) -> None:
    assert left_in_ledger(by_card) == {Account.CARD: 120, Account.UNSETTLED: -120}
    card_money_back.ask_stray_back(actor=manager, stray=stray)
    with pytest.raises(NotAllowed, match="second person"):
        card_money_back.agree_stray_back(actor=manager, stray=stray)
    for _ in range(2):
        card_money_back.agree_stray_back(actor=second, stray=stray)

    assert card_money_back.send_money_back() == 1

    assert left_in_ledger(by_card) == {}
    assert len(stripe.refunds) == 1
    assert to_settle(manager) == 0


def test_what_the_card_company_does_not_take_is_shown_and_sent_once_more(
    stripe: StripeDouble, stray: StrayMoney, manager: User, second: User
) -> None:
    card_money_back.ask_stray_back(actor=manager, stray=stray)
    card_money_back.agree_stray_back(actor=second, stray=stray)
    session = stripe.sessions[stray.reference]
    session["amount_total"] = 0
    card_money_back.send_money_back()
    (back,) = stuck_of(manager)
    assert back.error == "charge_already_refunded"
    session["amount_total"] = 120

    card_money_back.send_again(actor=manager, back=back)

    assert card_money_back.send_money_back() == 1
    assert to_settle(manager) == 0


def test_money_that_did_not_arrive_is_shown_again(
    stripe: StripeDouble, paid: Order, manager: User, second: User
) -> None:
    pay_back(paid, manager, second)
    card_money_back.send_money_back()
    (refund,) = stripe.refunds.values()
    refund["status"] = "failed"

    tell(stripe, "refund.failed", refund, paid)
    work_on_events()

    assert stuck_of(manager).get().state == OutboxState.REFUSED


def test_teachers_and_other_places_see_nothing_to_settle(
    stray: StrayMoney, teacher: User, other_manager: User, manager: User
) -> None:
    assert strays_of(manager).get() == stray
    assert not strays_of(teacher).exists()
    assert not strays_of(other_manager).exists()
    with pytest.raises(NotAllowed):
        card_money_back.ask_stray_back(actor=teacher, stray=stray)
