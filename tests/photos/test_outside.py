"""Refunds and disputes made in Stripe's own dashboard: booked once, whatever order they are told in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.outbox import OutboxState
from photos.ledger import Account
from photos.models import LedgerBooking, MoneyBack, Order, OutsideMoney, Payment, PaymentEvent, StrayMoney
from photos.order_states import OrderState
from photos.selectors.sales_settling import disputes_of, moved_of, strays_of, stuck_of, to_settle
from photos.services import card_money_back, card_outside, sales_refunds, sales_taking
from photos.services.card_events import work_on_events
from photos.services.card_paying import begin_payment
from tests import factories
from tests.photos.paying import left_in_ledger, tell
from tests.photos.stripe_double import StripeDouble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
SOLD = {Account.CARD: 120, Account.SALES: -120}
DUE = datetime(2030, 1, 31, 14, 59, 59, tzinfo=UTC)


def intent_of(order: Order) -> str:
    return Payment.objects.get(order=order).intent


def told(stripe: StripeDouble, kind: str, about: dict[str, Any], order: Order, **how: Any) -> None:
    assert tell(stripe, kind, about, order, **how) == 200
    work_on_events()


def state_of(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def test_all_of_it_given_back_in_the_dashboard_is_paid_back_here_too(
    stripe: StripeDouble, paid: Order, manager: User, mother: User
) -> None:
    made = stripe.give_back(intent_of(paid), 120)

    told(stripe, "refund.created", made, paid)

    assert state_of(paid) == OrderState.REFUNDED
    assert left_in_ledger(paid) == {}
    assert (moved_of(manager).get().amount, to_settle(manager)) == (120, 0)
    with pytest.raises(DomainError, match="not yours to fetch"):
        sales_taking.take_line(actor=mother, line=paid.lines.get())
    assert not MoneyBack.objects.exists()


def test_parts_add_up_until_it_is_all(stripe: StripeDouble, paid: Order) -> None:
    told(stripe, "refund.created", stripe.give_back(intent_of(paid), 50), paid)
    assert state_of(paid) == OrderState.PAID
    assert left_in_ledger(paid) == {Account.CARD: 70, Account.SALES: -120, Account.GIVEN: 50}

    told(stripe, "refund.created", stripe.give_back(intent_of(paid), 70), paid)

    assert state_of(paid) == OrderState.REFUNDED
    assert left_in_ledger(paid) == {}


def test_a_hundred_replays_of_every_event_are_one(stripe: StripeDouble, paid: Order) -> None:
    intent = intent_of(paid)
    made, dispute = stripe.give_back(intent, 50), stripe.dispute(intent, 70)
    events = [
        ("refund.updated", made),
        ("charge.refunded", stripe.charge(intent)),
        ("refund.created", made),
        ("charge.dispute.created", dispute),
    ]
    for number in range(100):
        for kind, about in events:
            name = {"event": f"evt_{kind}_{number}"} if number % 10 == 0 else {}
            assert tell(stripe, kind, about, paid, **name) == 200
    work_on_events()

    assert OutsideMoney.objects.count() == 2
    assert left_in_ledger(paid) == {Account.CARD: 70, Account.SALES: -120, Account.GIVEN: 50}
    assert PaymentEvent.objects.count() == 44


def test_our_own_refund_by_two_people_is_nothing_new(
    stripe: StripeDouble, paid: Order, manager: User, second: User
) -> None:
    sales_refunds.ask_refund(actor=manager, order=paid, reason="取り違え")
    sales_refunds.agree_refund(actor=second, order=paid)
    stripe.drops = 2  # taken by Stripe, and the answer is lost: its word of it comes first
    card_money_back.send_money_back()
    (made,) = stripe.refunds.values()

    told(stripe, "refund.created", made, paid)
    told(stripe, "charge.refunded", stripe.charge(intent_of(paid)), paid)
    MoneyBack.objects.update(due_at=timezone.now())
    card_money_back.send_money_back()
    told(stripe, "refund.updated", made, paid)

    assert not OutsideMoney.objects.exists()
    assert (len(stripe.refunds), left_in_ledger(paid)) == (1, {})


def test_what_is_left_after_a_part_is_what_two_people_pay_back(
    stripe: StripeDouble, paid: Order, manager: User, second: User
) -> None:
    told(stripe, "refund.created", stripe.give_back(intent_of(paid), 50), paid)
    sales_refunds.ask_refund(actor=manager, order=paid, reason="取り違え")
    sales_refunds.agree_refund(actor=second, order=paid)

    assert card_money_back.send_money_back() == 1

    assert [one["amount"] for one in stripe.refunds.values()] == [50, 70]
    assert left_in_ledger(paid) == {}


def test_what_stood_as_stuck_is_done_when_somebody_did_it_in_the_dashboard(
    stripe: StripeDouble, paid: Order, manager: User, second: User
) -> None:
    sales_refunds.ask_refund(actor=manager, order=paid, reason="取り違え")
    sales_refunds.agree_refund(actor=second, order=paid)
    for part in (50, 70):
        stripe.give_back(intent_of(paid), part)
    card_money_back.send_money_back()
    assert stuck_of(manager).count() == 1

    told(stripe, "charge.refunded", stripe.charge(intent_of(paid)), paid)

    assert not stuck_of(manager).exists()
    assert MoneyBack.objects.get().state == OutboxState.HANDED_OVER
    assert left_in_ledger(paid) == {}


def test_a_refund_that_did_not_arrive_is_in_the_account_again(
    stripe: StripeDouble, paid: Order, manager: User
) -> None:
    made = stripe.give_back(intent_of(paid), 50)
    told(stripe, "refund.created", made, paid)
    made["status"] = "failed"

    for kind in ("refund.failed", "refund.updated"):
        told(stripe, kind, made, paid)

    assert left_in_ledger(paid) == SOLD
    assert moved_of(manager).get().state == OutsideMoney.State.VOID


def test_a_refund_that_failed_before_it_was_known_never_was(stripe: StripeDouble, paid: Order) -> None:
    made = stripe.give_back(intent_of(paid), 50)
    made["status"] = "failed"

    told(stripe, "refund.updated", made, paid)

    assert not OutsideMoney.objects.exists()


def test_a_dispute_is_shown_with_its_last_day_and_lost_money_is_booked(
    stripe: StripeDouble, paid: Order, manager: User
) -> None:
    dispute = stripe.dispute(intent_of(paid), 120, int(DUE.timestamp()))
    told(stripe, "charge.dispute.created", dispute, paid)
    assert disputes_of(manager).get().answer_by == DUE
    assert (to_settle(manager), left_in_ledger(paid)) == (1, SOLD)
    with pytest.raises(Conflict, match="disputes this payment"):
        sales_refunds.ask_refund(actor=manager, order=paid, reason="取り違え")
    dispute["status"] = "lost"

    told(stripe, "charge.dispute.closed", dispute, paid)

    assert to_settle(manager) == 0
    assert left_in_ledger(paid) == {Account.LOST: 120, Account.SALES: -120}
    assert state_of(paid) == OrderState.PAID


def test_a_dispute_that_was_won_leaves_no_mark_even_if_its_end_is_told_first(
    stripe: StripeDouble, paid: Order, manager: User
) -> None:
    dispute = stripe.dispute(intent_of(paid), 120)
    dispute["status"] = "won"

    told(stripe, "charge.dispute.closed", dispute, paid)
    told(stripe, "charge.dispute.created", dispute | {"status": "needs_response"}, paid)

    assert not disputes_of(manager).exists()
    assert left_in_ledger(paid) == SOLD
    assert sales_refunds.ask_refund(actor=manager, order=paid, reason="取り違え")


def test_what_was_asked_earlier_and_is_taken_over_later_turns_nothing_back(
    stripe: StripeDouble, paid: Order, manager: User
) -> None:
    dispute = stripe.dispute(intent_of(paid), 120)
    (early,) = _provider(paid).moves(intent=intent_of(paid))
    dispute["status"] = "lost"
    told(stripe, "charge.dispute.closed", dispute, paid)

    card_outside.take_moves(paid.facility.organisation_id, "stripe", intent_of(paid), [early])

    assert OutsideMoney.objects.get().state == OutsideMoney.State.TAKEN
    assert LedgerBooking.objects.filter(order=paid, outside__isnull=False).count() == 1


def test_an_appeal_that_was_won_brings_the_money_back(stripe: StripeDouble, paid: Order) -> None:
    dispute = stripe.dispute(intent_of(paid), 120)
    for status in ("lost", "appeal_under_review", "won"):
        dispute["status"] = status
        told(stripe, "charge.dispute.closed", dispute, paid, event=f"evt_{status}")

    assert left_in_ledger(paid) == SOLD


def test_told_before_the_payment_is_known_it_is_worked_on_again(
    stripe: StripeDouble, mother: User, by_card: Order
) -> None:
    begin_payment(actor=mother, order=by_card)
    reference = Payment.objects.get().reference
    stripe.pay(reference)
    made = stripe.give_back(stripe.sessions[reference]["payment_intent"], 120)

    told(stripe, "refund.updated", made, by_card)
    told(stripe, "charge.refunded", stripe.charge(made["payment_intent"]), by_card)
    told(stripe, "checkout.session.completed", stripe.sessions[reference], by_card)
    work_on_events()

    assert state_of(by_card) == OrderState.REFUNDED
    assert left_in_ledger(by_card) == {}


def test_forged_words_and_unknown_charges_change_nothing(stripe: StripeDouble, paid: Order) -> None:
    made = stripe.give_back(intent_of(paid), 120)
    assert tell(stripe, "refund.created", made, paid, secret="whsec_guessed") == 400
    assert tell(stripe, "charge.dispute.created", stripe.dispute("pi_of_the_shop", 9), paid) == 200
    assert tell(stripe, "refund.created", {"id": "re_x", "payment_intent": None}, paid) == 200
    assert tell(stripe, "charge.dispute.closed", {"id": "du_x"}, paid) == 200

    work_on_events()

    assert not OutsideMoney.objects.exists()
    assert left_in_ledger(paid) == SOLD


def test_another_organisations_address_speaks_for_its_own_payments_alone(
    stripe: StripeDouble, paid: Order, settings: Any
) -> None:
    other = factories.make_facility()
    settings.PHOTO_CARD_ACCOUNTS |= {
        str(other.organisation_id): {"key": "sk_test_2", "webhook_secrets": ["whsec_other"]}
    }
    made = stripe.give_back(intent_of(paid), 120)
    body, signature = stripe.signed("refund.created", made, secret="whsec_other")

    for organisation, answer in ((paid.facility.organisation_id, 400), (other.organisation_id, 200)):
        said = Client().post(
            reverse("stripe_hook", args=[organisation]),
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )
        assert said.status_code == answer
    work_on_events()

    assert PaymentEvent.objects.get().outcome == "not ours"
    assert left_in_ledger(paid) == SOLD


def test_what_webhooks_lost_is_found_at_night(stripe: StripeDouble, paid: Order) -> None:
    stripe.give_back(intent_of(paid), 50)
    stripe.dispute(intent_of(paid), 70)
    stripe.give_back(intent_of(paid), 20)
    stripe.fails = [500, 500]
    assert card_outside.look_back() == {}

    assert card_outside.look_back() == {"moved": 1}
    assert card_outside.look_back() == {"known": 1}

    assert left_in_ledger(paid) == {Account.CARD: 50, Account.SALES: -120, Account.GIVEN: 70}
    assert OutsideMoney.objects.count() == 3


def test_stray_money_that_was_given_back_in_the_dashboard_is_settled(
    stripe: StripeDouble, stray: StrayMoney, by_card: Order, manager: User
) -> None:
    told(stripe, "refund.created", stripe.give_back(stray.intent, 20), by_card)
    assert strays_of(manager).count() == 1

    told(stripe, "refund.created", stripe.give_back(stray.intent, 100), by_card)

    assert not strays_of(manager).exists()
    assert left_in_ledger(by_card) == {}


def test_teachers_and_other_places_see_nothing_of_it(
    stripe: StripeDouble, paid: Order, teacher: User, other_manager: User, manager: User
) -> None:
    told(stripe, "charge.dispute.created", stripe.dispute(intent_of(paid), 120), paid)

    assert disputes_of(manager).count() == 1
    for user in (teacher, other_manager):
        assert not disputes_of(user).exists()
        assert not moved_of(user).exists()


def _provider(order: Order) -> Any:
    return card_outside.card_of(order.facility.organisation_id)
