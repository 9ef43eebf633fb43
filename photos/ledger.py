"""The ledger's rules: every step of an order is booked twice, and what is booked for one step sums to zero. Pure.

Debits are above zero and credits below. What families owe is a debit of RECEIVABLE until it was collected.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Account(models.TextChoices):
    RECEIVABLE = "receivable", _("Owed by families")
    FEES = "fees", _("Collected with the monthly fee")
    CARD = "card", _("At the card company")
    SALES = "sales", _("Sales")
    PROFIT = "profit", _("Kept by the nursery")
    UNSETTLED = "unsettled", _("To be settled")
    GIVEN = "given", _("Given back at the card company")
    LOST = "lost", _("Lost to disputes")


class Step(models.TextChoices):
    PLACED = "placed", _("Ordered")
    PAID = "paid", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")
    REFUNDED = "refunded", _("Paid back")
    STRAY = "stray", _("Money came that nothing was open for")
    RETURNED = "returned", _("That money was paid back")
    OUTSIDE = "outside", _("Paid back in Stripe's dashboard")
    LOST = "lost", _("Lost to a dispute of the card's owner")
    UNDONE = "undone", _("That came back to the account")


STRAY_STEPS = frozenset({Step.STRAY, Step.RETURNED})
OUTSIDE_STEPS = frozenset({Step.OUTSIDE, Step.LOST, Step.UNDONE})


class Method(models.TextChoices):
    """How a family pays."""

    FEE = "fee", _("With the monthly fee")
    CARD = "card", _("By card")
    FREE = "free", pgettext_lazy("order", "Free of charge")


PAYING = (Method.FEE, Method.CARD)  # what a family chooses between
MONEY_AT = {Method.FEE: Account.FEES, Method.CARD: Account.CARD}


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a step: so much to an account."""

    account: str
    yen: int


def postings(step: str, total: int, method: str, kept: int = 0, given: int = 0) -> tuple[Posting, ...]:
    """What is booked for a step of an order over `total` yen, `kept` of them the nursery's; nothing for no yen.

    `given` of it had been given back at the card company before it was paid back here.
    """
    if method == Method.FREE:
        return ()
    income = ((Account.SALES, kept - total), (Account.PROFIT, -kept))
    owed = (Account.RECEIVABLE, total)
    money = (MONEY_AT[Method(method)], total)
    lines = {
        Step.PLACED: (owed, *income),
        Step.PAID: (money, (owed[0], -total)),
        Step.CANCELLED: (*_back(income), (owed[0], -total)),
        Step.REFUNDED: (*_back(income), (money[0], given - total), (Account.GIVEN, -given)),
    }[Step(step)]
    return tuple(Posting(account, yen) for account, yen in lines if yen)


def stray_postings(step: str, yen: int) -> tuple[Posting, ...]:
    """Money of a card that no open order is waiting for belongs to nobody here until it was paid back."""
    sign = 1 if step == Step.STRAY else -1
    return Posting(Account.CARD, sign * yen), Posting(Account.UNSETTLED, -sign * yen)


def outside_postings(yen: int, *, is_lost: bool, is_undone: bool = False) -> tuple[Posting, ...]:
    """Money that left the card company's account without us, or came back to it."""
    sign = -1 if is_undone else 1
    return Posting(Account.LOST if is_lost else Account.GIVEN, sign * yen), Posting(Account.CARD, -sign * yen)


def _back(lines: tuple[tuple[Account, int], ...]) -> tuple[tuple[Account, int], ...]:
    return tuple((account, -yen) for account, yen in lines)
