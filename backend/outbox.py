"""Durable side effects: rows written in the transaction that causes them, claimed by workers, retried, expired.

Any app makes its outbox a subclass of `OutboxRow`; Celery only wakes workers, the row is the queue.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)
CRASHES_ALLOWED = 5


class OutboxState(models.TextChoices):
    """Where a side effect stands. `handed_over` means the provider took it, never that anybody saw it."""

    QUEUED = "queued", _("Waiting")
    HANDED_OVER = "handed_over", _("Handed over")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Too late")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OutboxRow(models.Model):
    """One side effect. A row in `queued` whose time has come and whose lease is over may be claimed."""

    state = models.CharField(max_length=11, choices=OutboxState, default=OutboxState.QUEUED)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    token = models.PositiveIntegerField(default=0, help_text=_("Grows with each claim; a stale one writes nothing."))
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=OutboxRow)


def claim(rows: models.QuerySet[Row], limit: int, *, lease: timedelta = LEASE) -> list[Row]:
    """Take up to `limit` due rows for `lease`; other workers skip them. Rows past `expires_at` are expired.

    A row whose worker died is claimed again when its lease is over, at most CRASHES_ALLOWED times.
    """
    now = timezone.now()
    free = rows.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now), state=OutboxState.QUEUED, due_at__lte=now)
    with transaction.atomic():
        free.filter(expires_at__lte=now).update(state=OutboxState.EXPIRED, settled_at=now, lease_until=None)
        free.filter(token__gte=F("attempts") + CRASHES_ALLOWED).update(
            state=OutboxState.REFUSED, settled_at=now, lease_until=None, error="gave up: the worker died each time"
        )
        taken = list(free.order_by("due_at").select_for_update(skip_locked=True)[:limit])
        rows.filter(pk__in=[row.pk for row in taken]).update(lease_until=now + lease, token=F("token") + 1)
    for row in taken:
        row.token += 1
        row.lease_until = now + lease
    return taken


def settle(row: Row, state: OutboxState, *, error: str = "") -> bool:
    """Write the end of a side effect; False when another worker has claimed the row since."""
    return bool(_held(row).update(
        state=state, settled_at=timezone.now(), lease_until=None, attempts=F("attempts") + 1, error=error[:200]
    ))


def settle_all(rows: Sequence[Row], state: OutboxState) -> int:
    """`settle` for a batch that ended alike; rows that somebody else has claimed since stay as they are."""
    if not rows:
        return 0
    held = Q()
    for token in {row.token for row in rows}:
        held |= Q(token=token, pk__in=[row.pk for row in rows if row.token == token])
    model = type(rows[0])
    return model._default_manager.filter(held, state=OutboxState.QUEUED).update(
        state=state, settled_at=timezone.now(), lease_until=None, attempts=F("attempts") + 1, error=""
    )


def retry(row: Row, *, error: str, wait: timedelta | None = None) -> bool:
    """Put a row back with full jitter (2 s doubling to 5 min), or after `wait` when the provider asked for it."""
    ceiling = min(FIRST_RETRY * 2 ** min(row.attempts, 10), LONGEST_RETRY)
    pause = wait or ceiling * random.random()  # noqa: S311 - spreads load, guards nothing
    return bool(_held(row).update(
        due_at=timezone.now() + pause, lease_until=None, attempts=F("attempts") + 1, error=error[:200]
    ))


def withdraw(rows: models.QuerySet[Row]) -> int:
    """Stop what has not left yet."""
    return rows.filter(state=OutboxState.QUEUED).update(
        state=OutboxState.WITHDRAWN, settled_at=timezone.now(), lease_until=None
    )


def oldest_due(models_: Iterable[type[OutboxRow]]) -> datetime | None:
    """When the oldest row that waits now became due; None when nothing waits."""
    now = timezone.now()
    dues = [
        model._default_manager.filter(state=OutboxState.QUEUED, due_at__lte=now).aggregate(at=models.Min("due_at"))["at"]
        for model in models_
    ]
    return min((at for at in dues if at), default=None)


def _held(row: Row) -> models.QuerySet[Row]:
    return type(row)._default_manager.filter(pk=row.pk, token=row.token, state=OutboxState.QUEUED)
