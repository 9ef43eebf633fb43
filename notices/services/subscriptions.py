"""Browsers that take web push."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError
from notices.delivery import check_endpoint, check_keys
from notices.delivery.channels import mark_subscriptions_dead
from notices.models import PushSubscription

ENDPOINT_LENGTH = 1000
DEAD_KEPT = timedelta(days=30)


@transaction.atomic
def save_subscription(*, actor: User, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Remember a browser; the same one again, also after another person signed in on it, is one row.

    The address comes from a browser and may name anything: only what can be a push service is kept.
    """
    try:
        if len(endpoint) > ENDPOINT_LENGTH:
            raise ValueError("The endpoint is too long.")
        check_endpoint(endpoint)
        check_keys(p256dh, auth)
    except ValueError as error:
        raise DomainError(
            _("This browser's address for notifications cannot be used. Nothing was saved."),
            code="bad_subscription",
        ) from error
    subscription, _created = PushSubscription.objects.update_or_create(
        endpoint=endpoint, defaults={"user": actor, "p256dh": p256dh, "auth": auth, "died_at": None}
    )
    return subscription


def end_subscriptions(*, actor: User, endpoint: str = "") -> None:
    """She no longer wants push on the browser with this address, or without one on any of hers."""
    own = PushSubscription.objects.filter(user=actor)
    mark_subscriptions_dead(
        list((own.filter(endpoint=endpoint) if endpoint else own).values_list("pk", flat=True))
    )


def forget_browsers() -> int:
    """Delete browsers of closed accounts, and those that went dead a month ago; returns how many."""
    over = Q(user__is_active=False) | Q(died_at__lt=timezone.now() - DEAD_KEPT)
    return PushSubscription.objects.filter(over).delete()[0]
