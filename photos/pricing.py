"""What photos cost: whole yen with the tax in them, times how many, and what of it is tax. Pure.

Prices shown to families hold the consumption tax (総額表示); a receipt says how much of the sum it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

TAX_PERCENT = 10
YEN_MOST = 50_000
QUANTITY_MOST = 20


@dataclass(frozen=True, slots=True)
class Item:
    """So many of one thing at one price."""

    yen: int
    quantity: int = 1

    @property
    def total(self) -> int:
        return self.yen * self.quantity


def total_of(items: Iterable[Item]) -> int:
    """The sum in yen."""
    return sum(item.total for item in items)


def tax_in(total: int, percent: int = TAX_PERCENT) -> int:
    """The tax that a sum holds, parts of a yen dropped, once for the whole sum as an invoice must (適格請求書)."""
    return total * percent // (100 + percent)


def share_of(total: int, percent: int) -> int:
    """What the nursery keeps of a sum, parts of a yen dropped; zero where it takes no profit."""
    return total * percent // 100
