"""Long random keys of which the database keeps only a digest: tokens of programs, addresses of calendars, cards."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

NOTED_EVERY = timedelta(hours=1)


def digest_of(key: str) -> str:
    """64 hexadecimal digits. For keys that nobody can guess: there is no salt, so that a row is found by it."""
    return sha256(key.encode()).hexdigest()


def note_use(row: Any) -> None:
    """Its `used_at` is now; written at most once an hour."""
    model: type[Model] = type(row)
    now = timezone.now()
    long_ago = Q(used_at=None) | Q(used_at__lt=now - NOTED_EVERY)
    model._default_manager.filter(long_ago, pk=row.pk).update(used_at=now)
