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
PAID_FOR = frozenset({OrderState.PAID, OrderState.DELIVERED})


def may_move(before: str, after: str) -> bool:
    """Is there a way from one to the other?"""
    return after in MOVES[before]
