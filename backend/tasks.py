"""Tasks of the frame."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from backend.models import Heartbeat, IdempotentAnswer

KEYS_KEPT = timedelta(days=30)


@shared_task
def heartbeat() -> None:
    """Say that a worker is alive; /readyz looks at it."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task
def forget_old_idempotency_keys() -> None:
    """Answers are kept 30 days, long enough for a tablet that was in a cupboard."""
    IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - KEYS_KEPT).delete()
