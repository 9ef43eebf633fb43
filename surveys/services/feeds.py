"""The secret address of a person's calendar: made once, shown once, ended at will."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from surveys.models import CalendarFeed

NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, actor: User) -> str:
    """A new address's key, shown this once; the one before ends."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    end_feed(actor=actor)
    key = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=actor, key_hash=_hash(key))
    return key


@transaction.atomic
def end_feed(*, actor: User) -> None:
    """Whoever knows the address sees nothing from now on. Twice is once."""
    CalendarFeed.objects.filter(user=actor, revoked_at=None).update(revoked_at=timezone.now())


def feed_of(key: str) -> CalendarFeed | None:
    """The living feed with this key, noted as used; None for any other."""
    rows = CalendarFeed.objects.filter(key_hash=_hash(key), revoked_at=None, user__is_active=True)
    feed = rows.select_related("user").first()
    if feed:
        now = timezone.now()
        long_ago = Q(used_at=None) | Q(used_at__lt=now - NOTED_EVERY)
        CalendarFeed.objects.filter(long_ago, pk=feed.pk).update(used_at=now)
    return feed


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
