"""Paying back: one asks, a second agrees."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from photos.models import Order, OutsideMoney, Refund
from photos.order_states import PAID_FOR, OrderState
from photos.policies import require_album_keeper, require_not_own, require_second
from photos.services.card_money_back import send_refund_back
from photos.services.sales_ledger import lock_order, move_order, note_order


@transaction.atomic
def ask_refund(*, actor: User, order: Order, reason: str) -> Refund:
    """The first of two people: says why an order should be paid back. Twice is once."""
    require_album_keeper(actor, order.facility)
    current = lock_order(order)
    require_not_own(actor, current)
    refund = Refund.objects.filter(order=current).first()
    if refund is not None:
        return refund
    if current.is_free:
        raise DomainError(_("Nothing was paid for this order. Cancel it instead; nothing was saved."))
    if current.state not in PAID_FOR:
        raise Conflict(_("Only what was paid can be paid back. Cancel the order instead; nothing was saved."))
    _require_undisputed(current)
    if not reason.strip():
        raise DomainError(_("Write why it is paid back. Nothing was saved."))
    note_order(actor, "photo_order.refund_asked", current)
    return Refund.objects.create(
        facility_id=current.facility_id, order=current, reason=reason.strip(), asked_by=actor
    )


@transaction.atomic
def withdraw_refund(*, actor: User, order: Order) -> None:
    """Either of the two says no while nothing was paid back. Twice is once."""
    require_album_keeper(actor, order.facility)
    current = lock_order(order)
    require_not_own(actor, current)
    gone, _rows = Refund.objects.filter(order=current, agreed_at=None).delete()
    if gone:
        note_order(actor, "photo_order.refund_withdrawn", current)


@transaction.atomic
def agree_refund(*, actor: User, order: Order) -> Refund:
    """The second of two people: from here on it counts as paid back; a card gets it by itself. Twice is once."""
    current = lock_order(order)
    require_album_keeper(actor, current.facility)
    refund = Refund.objects.select_for_update(of=("self",)).filter(order=current).first()
    if refund is None:
        raise Conflict(_("Nobody asks for this any more. Nothing was paid."))
    if refund.agreed_at is not None:
        return refund
    require_second(actor, refund, current)
    _require_undisputed(current)
    refund.agreed_by, refund.agreed_at = actor, timezone.now()
    refund.save(update_fields=["agreed_by", "agreed_at"])
    move_order(current, OrderState.REFUNDED, actor)
    send_refund_back(current, refund)
    return refund


def _require_undisputed(order: Order) -> None:
    """What a card's owner disputes is decided at the card company, and lost money is not paid back once more."""
    rows = order.outside.filter(stray=None, kind=OutsideMoney.Kind.DISPUTE)
    if rows.exclude(state=OutsideMoney.State.VOID).exists():
        raise Conflict(
            _(
                "The card's owner disputes this payment, which the card company decides. Nothing was paid back."
            )
        )
