"""Stripe's refunds and disputes in our words. Pure."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from photos.providers.base import Move

if TYPE_CHECKING:
    import stripe

BACK = "back"  # in the metadata of a refund that we sent
NOT_BACK = ("failed", "canceled")
KEPT = ("won", "warning_closed", "prevented")


def refunded(refund: "stripe.Refund") -> Move:
    """On its way counts as gone: Stripe takes it from the account at once."""
    return Move(
        kind="refund",
        reference=refund.id,
        intent=id_of(refund.payment_intent),
        state="void" if refund.status in NOT_BACK else "taken",
        amount=refund.amount,
        back=_uuid(getattr(refund.metadata, BACK, None)),
    )


def disputed(dispute: "stripe.Dispute") -> Move:
    """An inquiry that was closed took nothing; the day to answer by is 0 where no answer is taken."""
    due = dispute.evidence_details.due_by
    return Move(
        kind="dispute",
        reference=dispute.id,
        intent=id_of(dispute.payment_intent),
        state="taken" if dispute.status == "lost" else "void" if dispute.status in KEPT else "open",
        amount=dispute.amount,
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def id_of(value: Any) -> str:
    """Of what stands there by its id, or as a whole."""
    return str(getattr(value, "id", value) or "")


def _uuid(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None
