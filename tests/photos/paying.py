"""Telling our webhook what a small Stripe would, and reading the ledger after it."""

from typing import Any

from django.test import Client
from django.urls import reverse

from photos.models import LedgerEntry, Order
from tests.photos.stripe_double import StripeDouble


def tell(stripe: StripeDouble, kind: str, about: dict[str, Any], order: Order, **how: Any) -> int:
    """Send the event to our address; how it was answered."""
    body, signature = stripe.signed(kind, about, **how)
    address = reverse("stripe_hook", args=[order.facility.organisation_id])
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        address, body, content_type="application/json", headers={"Stripe-Signature": signature}
    )
    return answer.status_code


def left_in_ledger(order: Order) -> dict[str, int]:
    """What is booked on each account for an order; together nothing."""
    left: dict[str, int] = {}
    for entry in LedgerEntry.objects.filter(booking__order=order):
        left[entry.account] = left.get(entry.account, 0) + entry.yen
    assert sum(left.values()) == 0
    return {account: yen for account, yen in left.items() if yen}
