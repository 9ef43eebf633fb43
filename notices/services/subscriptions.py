"""Ways to reach a person: browsers that take push, addresses that take mail, and what happens when they die."""

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from facilities.models import Guardian
from notices.models import PushSubscription
from notices.services.readings import READINGS_LOCK

# Households of open notices whose every guardian has lost push and mail become 'no working channel'.
SILENCE = """
WITH silenced AS (
    UPDATE notices_recipient r SET has_channel = false
    WHERE r.household_id = ANY(%(households)s) AND r.has_channel AND r.read_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM facilities_guardian g WHERE g.household_id = r.household_id AND (
            (g.email <> '' AND g.email_failed_at IS NULL)
            OR EXISTS (SELECT 1 FROM notices_pushsubscription p WHERE p.user_id = g.user_id AND p.died_at IS NULL)))
    RETURNING r.notice_id, r.facility_id, r.phoned_at)
UPDATE notices_facilityreach c SET silent = c.silent + s.n
FROM (SELECT notice_id, facility_id, count(*) AS n FROM silenced WHERE phoned_at IS NULL GROUP BY 1, 2) s
WHERE c.notice_id = s.notice_id AND c.facility_id = s.facility_id
"""


@transaction.atomic
def save_subscription(*, actor: User, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Remember a browser; the same one again, also after another person signed in on it, is one row."""
    subscription, _created = PushSubscription.objects.update_or_create(
        endpoint=endpoint, defaults={"user": actor, "p256dh": p256dh, "auth": auth, "died_at": None}
    )
    return subscription


@transaction.atomic
def mark_subscription_dead(subscription: PushSubscription) -> None:
    """The push service says that it is gone."""
    if PushSubscription.objects.filter(pk=subscription.pk, died_at__isnull=True).update(died_at=timezone.now()):
        households = Guardian.objects.filter(user=subscription.user_id).values_list("household", flat=True)
        _silence(list(households))


@transaction.atomic
def mark_address_refused(guardian_id: UUID) -> None:
    """The mail server refuses the address for good."""
    refused = Guardian.objects.filter(pk=guardian_id, email_failed_at__isnull=True)
    if refused.update(email_failed_at=timezone.now()):
        _silence(list(Guardian.objects.filter(pk=guardian_id).values_list("household", flat=True)))


def _silence(households: list[UUID]) -> None:
    if not households:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READINGS_LOCK])
        cursor.execute(SILENCE, {"households": households})
