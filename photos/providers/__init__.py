"""Ways of being paid. The monthly fee is always there; cards where the settings hold the organisation's account."""

from uuid import UUID

from django.conf import settings

from photos.ledger import Method
from photos.providers.base import (
    Asking,
    Move,
    NotGenuine,
    Page,
    Provider,
    Refused,
    Standing,
    Told,
    Unreachable,
)
from photos.providers.monthly_fee import MonthlyFee
from photos.providers.stripe_checkout import StripeCheckout

__all__ = [
    "Asking",
    "Move",
    "NotGenuine",
    "Page",
    "Provider",
    "Refused",
    "Standing",
    "Told",
    "Unreachable",
    "card_of",
    "provider_of",
]


def card_of(organisation_id: UUID) -> Provider | None:
    """The organisation's card provider; none where it has not switched cards on."""
    account = settings.PHOTO_CARD_ACCOUNTS.get(str(organisation_id))
    if not account:
        return None
    return StripeCheckout(
        key=account["key"], webhook_secrets=tuple(account["webhook_secrets"]), api=settings.PHOTO_CARD_API
    )


def provider_of(method: str, organisation_id: UUID) -> Provider:
    """Who collects an order that is paid this way; Unreachable while a card account is missing."""
    if method == Method.FEE:
        return MonthlyFee()
    found = card_of(organisation_id)
    if found is None:
        raise Unreachable("no account")
    return found
