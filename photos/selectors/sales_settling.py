"""Money the office has to look after: what came for no open order, and what did not get back to a card."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import User
from backend.outbox import OutboxState
from photos.models import MoneyBack, Order, OutsideMoney, StrayMoney

SHOWN_FOR = timedelta(days=120)
OUTSIDE_OF = ("order__household", "stray", "facility")


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


def disputes_of(user: User) -> QuerySet[OutsideMoney]:
    """Payments to her facilities that a card's owner disputes, those to be answered first on top."""
    rows = OutsideMoney.objects.kept_by(user).filter(
        kind=OutsideMoney.Kind.DISPUTE, state=OutsideMoney.State.OPEN
    )
    return rows.select_related(*OUTSIDE_OF).order_by(F("answer_by").asc(nulls_last=True), "came_at", "pk")


def moved_of(user: User) -> QuerySet[OutsideMoney]:
    """What else moved at the card company without us in the last months, the newest first."""
    rows = OutsideMoney.objects.kept_by(user).exclude(state=OutsideMoney.State.OPEN)
    rows = rows.filter(came_at__gte=timezone.now() - SHOWN_FOR).select_related(*OUTSIDE_OF)
    return rows.order_by("-changed_at", "-pk")[:100]


def moved_in(order: Order) -> QuerySet[OutsideMoney]:
    """The same of one order, the oldest first."""
    return order.outside.order_by("came_at", "pk")


def to_settle(user: User) -> int:
    """How many need somebody."""
    return strays_of(user).count() + stuck_of(user).count() + disputes_of(user).count()
