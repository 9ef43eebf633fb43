"""What a payment's standing at the provider means for its order. The same said twice, or late, changes nothing more."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.celery import wake
from backend.outbox import OutboxState
from photos.ledger import Method, Step, stray_postings
from photos.models import (
    CartLine,
    LedgerBooking,
    LedgerEntry,
    Order,
    OrderLine,
    Payment,
    PaymentEvent,
    StrayMoney,
)
from photos.order_states import ENDS, OrderState
from photos.providers import Standing
from photos.services.sales_ledger import lock_order, move_order, note_order

YEN = "jpy"
NOT_OURS = "not ours"
PAY_WITHIN = timedelta(hours=2)


@transaction.atomic
def take_standing(payment_id: UUID, standing: Standing) -> str:
    """Bring payment and order to where the provider has them; returns what became of it."""
    payment = Payment.objects.get(pk=payment_id)
    order = lock_order(payment.order)
    payment.refresh_from_db()
    if standing.state == "paid":
        return _paid(payment, order, standing)
    if standing.state == "expired":
        return _expired(payment, order)
    return "open"


def _paid(payment: Payment, order: Order, standing: Standing) -> str:
    if payment.state in (Payment.State.PAID, Payment.State.STRAY):
        return "known"
    if (standing.amount, standing.currency) != (payment.yen, YEN):
        return _stray(payment, order, standing, StrayMoney.Why.AMOUNT)
    if order.state in ENDS:
        return _stray(payment, order, standing, StrayMoney.Why.CLOSED)
    if order.state != OrderState.ORDERED:
        return _stray(payment, order, standing, StrayMoney.Why.TWICE)
    _set(payment, Payment.State.PAID, standing.intent)
    move_order(order, OrderState.PAID, None, paid_at=timezone.now())
    return "paid"


def _expired(payment: Payment, order: Order) -> str:
    if payment.state != Payment.State.OPEN:
        return "known"
    _set(payment, Payment.State.EXPIRED)
    if order.state == OrderState.ORDERED:
        free_order(order)
        return "freed"
    return "expired"


def free_order(order: Order) -> None:
    """Part of another service, which holds the lock: nobody paid. What is still sold lies in the cart again."""
    lines = list(order.lines.select_related("sale", "facility", "photo", "free"))
    move_order(order, OrderState.CANCELLED, None)
    CartLine.objects.bulk_create(_back_in_cart(order, lines), ignore_conflicts=True)


@transaction.atomic
def free_unpaid() -> int:
    """Orders by card for which nobody came to a page to pay on, or all pages were closed; returns how many."""
    waiting = Order.objects.filter(
        state=OrderState.ORDERED, method=Method.CARD, placed_at__lt=timezone.now() - PAY_WITHIN
    ).exclude(payments__state=Payment.State.OPEN)
    rows = waiting.select_for_update(of=("self",), skip_locked=True).select_related("facility", "household")
    orders = list(rows[:100])
    for order in orders:
        free_order(order)
    return len(orders)


def _back_in_cart(order: Order, lines: Iterable[OrderLine]) -> list[CartLine]:
    now = timezone.now()
    return [
        CartLine(
            organisation_id=line.facility.organisation_id,
            facility_id=line.facility_id,
            household_id=line.household_id,
            sale_id=line.sale_id,
            photo_id=line.photo_id,
            kind=line.kind,
            quantity=line.quantity,
            seen_yen=line.worth,
            seen_crop=line.photo.crop,
            added_by_id=order.placed_by_id,
        )
        for line in lines
        if line.sale.is_open(now)
    ]


def _stray(payment: Payment, order: Order, standing: Standing, why: StrayMoney.Why) -> str:
    """Never lost, never the order's: the office sees it."""
    _set(payment, Payment.State.STRAY, standing.intent)
    keep_stray(order, payment.provider, standing, why)
    if order.state == OrderState.ORDERED:
        free_order(order)
    return "stray"


def keep_stray(order: Order, provider: str, standing: Standing, why: StrayMoney.Why) -> StrayMoney:
    """Part of another service. Booked when it is yen; another currency is only listed."""
    stray, made = StrayMoney.objects.get_or_create(
        provider=provider,
        reference=standing.reference,
        defaults={
            "facility_id": order.facility_id,
            "order": order,
            "intent": standing.intent,
            "amount": standing.amount,
            "currency": standing.currency,
            "why": why,
        },
    )
    if made:
        book_stray(stray, Step.STRAY)
        note_order(None, "photo_order.stray", order, why=str(why))
    return stray


def book_stray(stray: StrayMoney, step: Step) -> None:
    """Both sides of money that is nobody's here."""
    if stray.order_id is None or not stray.is_yen or not stray.amount:
        return
    booking = LedgerBooking.objects.create(
        facility_id=stray.facility_id, order_id=stray.order_id, step=step, stray=stray, by=stray.agreed_by
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(booking=booking, facility_id=stray.facility_id, account=line.account, yen=line.yen)
        for line in stray_postings(step, stray.amount)
    )


def _set(payment: Payment, state: Payment.State, intent: str = "") -> None:
    payment.state, payment.intent, payment.changed_at = state, intent, timezone.now()
    payment.save(update_fields=["state", "intent", "changed_at"])
    listen_again(payment.facility.organisation_id, intent)


def listen_again(organisation_id: UUID, intent: str) -> None:
    """What was told of a payment before it was known here is worked on once more."""
    if not intent:
        return
    rows = PaymentEvent.objects.filter(organisation=organisation_id, intent=intent, outcome=NOT_OURS)
    again = rows.update(state=OutboxState.QUEUED, due_at=timezone.now(), token=0, attempts=0, outcome="")
    if again:
        transaction.on_commit(lambda: wake("photos.tasks.work_on_payment_events"))
