"""Money the office has to look after: what came for no open order, and what did not get back to a card."""

from django.db.models import QuerySet

from accounts.models import User
from backend.outbox import OutboxState
from photos.models import MoneyBack, StrayMoney


def strays_of(user: User) -> QuerySet[StrayMoney]:
    """Those of her facilities that nobody has sent back yet, the oldest first."""
    rows = StrayMoney.objects.kept_by(user).filter(agreed_at=None)
    return rows.select_related("order__household", "asked_by", "facility").order_by("came_at", "pk")


def stuck_of(user: User) -> QuerySet[MoneyBack]:
    """Sums of her facilities that the provider would not send back."""
    rows = MoneyBack.objects.kept_by(user).filter(state=OutboxState.REFUSED)
    return rows.select_related("refund__order__household", "stray__order__household", "facility").order_by(
        "created_at", "pk"
    )


def to_settle(user: User) -> int:
    """How many of both."""
    return strays_of(user).count() + stuck_of(user).count()
