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
CALLED_OFF = (
    OrderState.PAID,
    OrderState.CANCELLED,
)  # of what the free set paid for; the database keeps it too (0010)
ENDS = frozenset(state for state, onward in MOVES.items() if not onward)
ON_THE_FEE = "fee"  # photos.ledger.Method.FEE
PAID_FOR = frozenset({OrderState.PAID, OrderState.DELIVERED})


def may_move(before: str, after: str, *, is_free: bool = False) -> bool:
    """Is there a way from one to the other? An order of nothing is paid from the start, and still called off."""
    return after in MOVES[before] or (is_free and (before, after) == CALLED_OFF)


def can_be_fetched(state: str, method: str) -> bool:
    """May the family fetch the files: paid, or on the monthly fee, which is owed from the order on."""
    return state in PAID_FOR or (state == OrderState.ORDERED and method == ON_THE_FEE)
