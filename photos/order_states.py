"""The states of an order and the ways between them, as a table that the database keeps as well (0003). Pure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    """Ordered: owed. Paid: the money is in. Delivered: handed out. Cancelled and refunded are ends."""

    ORDERED = "ordered", _("Ordered")
    PAID = "paid", _("Paid")
    DELIVERED = "delivered", _("Handed out")
    CANCELLED = "cancelled", _("Cancelled")
    REFUNDED = "refunded", _("Paid back")


MOVES: dict[str, frozenset[str]] = {
    OrderState.ORDERED: frozenset({OrderState.PAID, OrderState.CANCELLED}),
    OrderState.PAID: frozenset({OrderState.DELIVERED, OrderState.REFUNDED}),
    OrderState.DELIVERED: frozenset({OrderState.REFUNDED}),
    OrderState.CANCELLED: frozenset(),
    OrderState.REFUNDED: frozenset(),
}
ENDS = frozenset(state for state, onward in MOVES.items() if not onward)
ON_THE_FEE = "fee"  # photos.ledger.Method.FEE
PAID_FOR = frozenset({OrderState.PAID, OrderState.DELIVERED})


def may_move(before: str, after: str) -> bool:
    """Is there a way from one to the other?"""
    return after in MOVES[before]


def can_be_fetched(state: str, method: str) -> bool:
    """May the family fetch the files: paid, or on the monthly fee, which is owed from the order on."""
    return state in PAID_FOR or (state == OrderState.ORDERED and method == ON_THE_FEE)
