"""What moved at the card company without us: given back in its dashboard, or disputed by the card's owner.

Asked for, never believed: events may come twice, late and in any order, what the company has now is taken over.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from backend.outbox import OutboxState
from photos.ledger import Step
from photos.models import MoneyBack, Order, OutsideMoney, Payment, StrayMoney
from photos.order_states import PAID_FOR, OrderState
from photos.providers import Move, Unreachable, card_of
from photos.services.card_standing import NOT_OURS, book_stray
from photos.services.sales_ledger import book_outside, given_outside, lock_order, move_order, note_order

LOOKS_BACK = timedelta(days=120)
Kind, State = OutsideMoney.Kind, OutsideMoney.State
ONWARD = {State.OPEN: (State.TAKEN, State.VOID), State.TAKEN: (State.VOID,), State.VOID: ()}
TOLD = {
    (Kind.REFUND, State.TAKEN): "photo_order.outside_refund",
    (Kind.REFUND, State.VOID): "photo_order.outside_refund_failed",
    (Kind.DISPUTE, State.OPEN): "photo_order.disputed",
    (Kind.DISPUTE, State.TAKEN): "photo_order.dispute_lost",
    (Kind.DISPUTE, State.VOID): "photo_order.dispute_won",
}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Whose:
    """What the money had been paid for; its row is locked."""

    provider: str
    intent: str
    facility_id: UUID
    order: Order | None
    stray: StrayMoney | None


def look_outside(organisation_id: UUID, intent: str) -> str:
    """Ask what moved of one payment, and take it over; returns what became of it."""
    provider = card_of(organisation_id)
    if provider is None:
        raise Unreachable("no account")
    return take_moves(organisation_id, provider.name, intent, list(provider.moves(intent=intent)))


def look_back() -> dict[str, int]:
    """Every account's refunds and disputes of the last months, for what its webhooks lost."""
    said: dict[str, int] = defaultdict(int)
    for account in settings.PHOTO_CARD_ACCOUNTS:
        organisation_id = UUID(account)
        provider = card_of(organisation_id)
        if provider is None:
            continue
        by_intent = defaultdict(list)
        try:
            for move in provider.moves(since=timezone.now() - LOOKS_BACK):
                by_intent[move.intent].append(move)
        except Unreachable as error:
            log.warning("card_unreachable", organisation=account, error=str(error))
            continue
        for intent, moves in by_intent.items():
            said[take_moves(organisation_id, provider.name, intent, moves)] += 1
    return dict(said)


@transaction.atomic
def take_moves(organisation_id: UUID, provider: str, intent: str, moves: Sequence[Move]) -> str:
    """Ours first: what was sent by two people is nothing new, and another may have done what ours could not."""
    whose = _whose(organisation_id, provider, intent) if intent else None
    if whose is None:
        return NOT_OURS
    others = [move for move in moves if not _is_ours(whose, move)]
    changed = [_take(whose, move) for move in others]
    if whose.stray is not None:
        _close_stray(whose.stray)
    elif whose.order is not None:
        _close_order(whose.order)
    return "moved" if any(changed) else "known"


def _whose(organisation_id: UUID, provider: str, intent: str) -> _Whose | None:
    """Of this organisation alone: its account speaks for nobody else's money."""
    payments = Payment.objects.filter(provider=provider, intent=intent, state=Payment.State.PAID)
    payment = payments.filter(order__facility__organisation=organisation_id).first()
    if payment is not None:
        order = lock_order(payment.order)
        return _Whose(provider, intent, order.facility_id, order, None)
    strays = StrayMoney.objects.select_for_update(of=("self",)).select_related("order__household")
    stray = strays.filter(provider=provider, intent=intent, facility__organisation=organisation_id).first()
    return _Whose(provider, intent, stray.facility_id, stray.order, stray) if stray else None


def _is_ours(whose: _Whose, move: Move) -> bool:
    """A refund that two people sent. It may have failed on its way, or be done though we heard it was not."""
    if move.kind != "refund":
        return False
    rows = MoneyBack.objects.filter(provider=whose.provider, intent=whose.intent)
    found = rows.filter(Q(reference=move.reference) | Q(pk=move.back)).first()
    if found is None:
        return False
    now = timezone.now()
    if move.state == "void" and found.reference == move.reference:
        sent = rows.filter(pk=found.pk, state=OutboxState.HANDED_OVER)
        sent.update(state=OutboxState.REFUSED, error="not arrived", settled_at=now)
    elif move.state != "void":
        refused = rows.filter(pk=found.pk, state=OutboxState.REFUSED)
        refused.update(state=OutboxState.HANDED_OVER, reference=move.reference, error="", settled_at=now)
    return True


def _take(whose: _Whose, move: Move) -> bool:
    """Did anything change? A refund that failed before it was known here never was."""
    row = OutsideMoney.objects.filter(provider=whose.provider, reference=move.reference).first()
    if row is not None:
        return _go_on(row, move)
    if (move.kind, move.state) == ("refund", "void"):
        return False
    back = _undone_of_ours(whose, move)
    row = OutsideMoney.objects.create(
        facility_id=whose.facility_id,
        order=whose.order,
        stray=whose.stray,
        back=back,
        provider=whose.provider,
        reference=move.reference,
        kind=move.kind,
        state=move.state,
        amount=move.amount,
        answer_by=move.answer_by,
    )
    if back is not None:
        _reduce(back, move.amount)
    _moved(row)
    return True


def _go_on(row: OutsideMoney, move: Move) -> bool:
    """Only onwards: what was asked earlier may be taken over later."""
    if move.state not in ONWARD[State(row.state)]:
        if row.state == move.state == "open" and row.answer_by != move.answer_by:
            OutsideMoney.objects.filter(pk=row.pk).update(answer_by=move.answer_by)
        return False
    was_taken = row.state == State.TAKEN
    row.state, row.amount, row.changed_at = move.state, move.amount, timezone.now()
    row.save(update_fields=["state", "amount", "changed_at"])
    if was_taken and row.back is not None:
        _enlarge(row.back, row.amount)
    _moved(row, was_taken=was_taken)
    return True


def _moved(row: OutsideMoney, *, was_taken: bool = False) -> None:
    """Booked for an order; stray money is booked when all of it has left."""
    if row.order is None:
        return
    if row.stray_id is None and row.back_id is None:
        if row.state == State.TAKEN:
            book_outside(row.order, row, Step.OUTSIDE if row.kind == Kind.REFUND else Step.LOST)
        elif was_taken:
            book_outside(row.order, row, Step.UNDONE)
    note_order(None, TOLD[Kind(row.kind), State(row.state)], row.order, amount=row.amount)


def _undone_of_ours(whose: _Whose, move: Move) -> MoneyBack | None:
    """What two people agreed to and the company has not taken: somebody did it in the dashboard instead."""
    if move.kind != "refund":
        return None
    rows = MoneyBack.objects.select_for_update().filter(provider=whose.provider, intent=whose.intent)
    waiting = (OutboxState.QUEUED, OutboxState.REFUSED)
    return rows.filter(state__in=waiting, amount__gte=move.amount).order_by("created_at").first()


def _reduce(back: MoneyBack, amount: int) -> None:
    """So much less is left for ours to send."""
    back.amount -= amount
    if not back.amount:
        back.state, back.settled_at, back.error = OutboxState.HANDED_OVER, timezone.now(), ""
    back.save(update_fields=["amount", "state", "settled_at", "error"])


def _enlarge(back: MoneyBack, amount: int) -> None:
    """What was done instead did not arrive: ours stands in the list again."""
    back.amount += amount
    back.state, back.settled_at, back.error = OutboxState.REFUSED, timezone.now(), "not arrived"
    back.save(update_fields=["amount", "state", "settled_at", "error"])


def _close_order(order: Order) -> None:
    """Given back whole it is as if two people had paid it back: files not fetched yet stay here."""
    if order.state in PAID_FOR and given_outside(order) >= order.total:
        move_order(order, OrderState.REFUNDED, None)


def _close_stray(stray: StrayMoney) -> None:
    if stray.agreed_at is not None or stray.left_outside < stray.amount:
        return
    stray.agreed_at = timezone.now()
    stray.save(update_fields=["agreed_at"])
    book_stray(stray, Step.RETURNED)
