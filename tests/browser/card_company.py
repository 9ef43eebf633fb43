"""The card company as a family meets it: its page on another address, and its word to the site behind their back."""

import urllib.request
from typing import Any

from django.urls import reverse

from tests.browser.site import TAKES_CARDS, Site
from tests.photos.stripe_double import StripeDouble


class CardCompany(StripeDouble):
    """Tells the running site of each payment by a signed webhook before it leads the family back."""

    def __init__(self, site: Site) -> None:
        super().__init__(site.card_port)
        self.hook = f"{site.url}{reverse('stripe_hook', args=[TAKES_CARDS])}"
        self.told: list[int] = []

    def pay(self, reference: str, **changes: Any) -> None:
        super().pay(reference, **changes)
        body, signature = self.signed("checkout.session.completed", self.sessions[reference])
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
        asked = urllib.request.Request(self.hook, body, headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            self.told.append(answer.status)
