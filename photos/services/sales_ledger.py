"""Moving an order from state to state, and booking each step once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict
from facilities.policies import audit_in
from photos.ledger import Posting, Step, outside_postings, postings
from photos.models import FreePhoto, LedgerBooking, LedgerEntry, Order, OutsideMoney
from photos.order_states import OrderState, may_move

STEPS = {
    OrderState.PAID: Step.PAID,
    OrderState.CANCELLED: Step.CANCELLED,
    OrderState.REFUNDED: Step.REFUNDED,
}


def lock_order(order: Order) -> Order:
    """The order as it is now; whoever else works on it waits."""
    rows = Order.objects.select_for_update(of=("self",)).select_related("facility", "household")
    return rows.get(pk=order.pk)


@transaction.atomic
def move_order(order: Order, state: OrderState, actor: User | None, **more: Any) -> None:
    """Part of another service, which holds the lock. A way that does not exist is a Conflict."""
    if not may_move(order.state, state, is_free=order.is_free):
        sentence = _("The order is “%(state)s” already. Nothing was changed.")
        raise Conflict(sentence % {"state": order.get_state_display()})
    now = timezone.now()
    Order.objects.filter(pk=order.pk).update(state=state, changed_at=now, **more)
    if state in (OrderState.CANCELLED, OrderState.REFUNDED):
        order.lines.update(stands=False)
        FreePhoto.objects.filter(line__order=order, line__taken_at=None).update(counts=False)
    order.state = state
    if state in STEPS:
        book(order, STEPS[state], actor, now)
    note_order(actor, f"photo_order.{state}", order)


def book(order: Order, step: Step, actor: User | None, at: datetime) -> None:
    """Both sides of a step; of an order that cost nothing there are none."""
    if order.is_free:
        return
    booking = LedgerBooking.objects.create(
        facility_id=order.facility_id, order=order, step=step, by=actor, at=at
    )
    given = given_outside(order) if step == Step.REFUNDED else 0
    _enter(booking, postings(step, order.total, order.method, order.kept, given))


def book_outside(order: Order, row: OutsideMoney, step: Step) -> None:
    """Part of another service: both sides of what moved at the card company without us."""
    booking = LedgerBooking.objects.create(facility_id=row.facility_id, order=order, step=step, outside=row)
    is_lost = row.kind == OutsideMoney.Kind.DISPUTE
    _enter(booking, outside_postings(row.amount, is_lost=is_lost, is_undone=step == Step.UNDONE))


def given_outside(order: Order) -> int:
    """So many yen of an order were given back in the card company's dashboard."""
    rows = OutsideMoney.objects.filter(
        order=order,
        stray=None,
        back=None,
        kind=OutsideMoney.Kind.REFUND,
        state=OutsideMoney.State.TAKEN,
    )
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def _enter(booking: LedgerBooking, lines: Iterable[Posting]) -> None:
    LedgerEntry.objects.bulk_create(
        LedgerEntry(booking=booking, facility_id=booking.facility_id, account=line.account, yen=line.yen)
        for line in lines
    )


def note_order(actor: User | None, action: str, order: Order, **details: Any) -> None:
    """What happened to a family's order."""
    audit_in(actor, action, "photoorder", order, **details)
