"""Cards through Stripe Checkout: Stripe's own page takes the card, its official library carries what we say."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from photos.providers.base import Asking, Move, NotGenuine, Page, Refused, Standing, Told, Unreachable
from photos.providers.stripe_moves import BACK, NOT_BACK, disputed, id_of, refunded

if TYPE_CHECKING:
    from stripe import StripeClient, checkout

SECONDS = 8
RETRIES = 1
TOLERANCE = 300
STATES = {"open": "open", "expired": "expired"}


class StripeCheckout:
    """One account of Stripe."""

    name = "stripe"

    def __init__(self, *, key: str, webhook_secrets: tuple[str, ...], api: str) -> None:
        self.key, self.secrets, self.api = key, webhook_secrets, api

    def open(self, asking: Asking) -> Page:
        """One sum for the whole order: what is on the photos, and whose they are, stays here."""
        ids = {
            "order": str(asking.order_id),
            "payment": str(asking.payment_id),
            "facility": str(asking.facility_id),
        }
        price = {"currency": "jpy", "unit_amount": asking.yen, "product_data": {"name": asking.title}}
        params: dict[str, Any] = {
            "mode": "payment",
            "payment_method_types": ["card"],
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": str(asking.payment_id),
            "metadata": ids,
            "payment_intent_data": {"metadata": ids},
            "success_url": asking.paid_url,
            "cancel_url": asking.left_url,
            "expires_at": int(asking.until.timestamp()),
            "locale": "auto",
        }
        with _answers():
            made = self._sessions().create(params, {"idempotency_key": asking.key})
        return Page(made.id, made.url or "")

    def look(self, reference: str) -> Standing | None:
        """The session as Stripe has it now: events may come twice and in any order, this is what holds."""
        try:
            with _answers():
                found = self._sessions().retrieve(reference)
        except Refused:
            return None
        return _standing(found)

    def close(self, reference: str) -> None:
        """Expire the session."""
        with _answers():
            self._sessions().expire(reference)

    def pay_back(self, *, intent: str, amount: int, key: str, back: UUID) -> str:
        """All of it or a part, to the same card; our name of it tells it from one made in the dashboard."""
        params: Any = {"payment_intent": intent, "amount": amount, "metadata": {BACK: str(back)}}
        with _answers():
            made = self._client().v1.refunds.create(params, {"idempotency_key": key})
        if made.status in NOT_BACK:
            raise Refused(made.failure_reason or made.status)
        return made.id

    def moves(self, *, intent: str = "", since: datetime | None = None) -> list[Move]:
        """Refunds and disputes as Stripe has them now, page by page."""
        params: Any = {"limit": 100}
        if intent:
            params["payment_intent"] = intent
        if since is not None:
            params["created"] = {"gte": int(since.timestamp())}
        with _answers():
            refunds = self._client().v1.refunds.list(params).auto_paging_iter()
            disputes = self._client().v1.disputes.list(params).auto_paging_iter()
            return [*map(refunded, refunds), *map(disputed, disputes)]

    def read(self, body: bytes, signature: str) -> Told:
        """The raw body against each of the secrets, as two are in use while one is changed."""
        import stripe

        for secret in self.secrets:
            try:
                event = stripe.Webhook.construct_event(body, signature, secret, TOLERANCE)
            except (ValueError, KeyError, stripe.SignatureVerificationError):
                continue
            about = event["data"]["object"]
            return Told(
                event["id"], event["type"], str(about["id"]), id_of(getattr(about, "payment_intent", None))
            )
        raise NotGenuine

    def _client(self) -> "StripeClient":
        return _client(self.key, self.api)

    def _sessions(self) -> Any:
        return self._client().v1.checkout.sessions


@lru_cache(maxsize=32)
def _client(key: str, api: str) -> "StripeClient":
    """The library is 30 MB: it is loaded by who needs it, once."""
    import stripe

    logging.getLogger("stripe").setLevel(logging.WARNING)
    return stripe.StripeClient(
        key,
        base_addresses={"api": api} if api else None,
        http_client=stripe.RequestsClient(timeout=SECONDS),
        max_network_retries=RETRIES,
    )


@contextmanager
def _answers() -> Iterator[None]:
    """Stripe's refusals in our words. A key that is in use or spent otherwise tells nothing of what was done."""
    import stripe

    try:
        yield
    except stripe.StripeError as error:
        said = error.code or type(error).__name__
        is_final = isinstance(error, stripe.InvalidRequestError | stripe.CardError | stripe.IdempotencyError)
        if is_final and error.http_status != 409:  # 409: the same is being worked on just now
            raise Refused(said) from error
        raise Unreachable(said) from error


def _standing(session: "checkout.Session") -> Standing:
    state: Any = STATES.get(session.status or "", "waiting")
    if session.payment_status == "paid":
        state = "paid"
    return Standing(
        reference=session.id,
        state=state,
        amount=session.amount_total or 0,
        currency=session.currency or "",
        intent=id_of(session.payment_intent),
        ids=session.metadata.to_dict() if session.metadata else {},
    )
