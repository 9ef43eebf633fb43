"""The secret address of a person's calendar: made once, shown once, ended at will."""

import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from backend.keys import digest_of, note_use
from surveys.models import CalendarFeed


@transaction.atomic
def make_feed(*, actor: User) -> str:
    """A new address's key, shown this once; the one before ends."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    end_feed(actor=actor)
    key = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=actor, key_hash=digest_of(key))
    return key


@transaction.atomic
def end_feed(*, actor: User) -> None:
    """Whoever knows the address sees nothing from now on. Twice is once."""
    CalendarFeed.objects.filter(user=actor, revoked_at=None).update(revoked_at=timezone.now())


def feed_of(key: str) -> CalendarFeed | None:
    """The living feed with this key, noted as used; None for any other."""
    rows = CalendarFeed.objects.filter(key_hash=digest_of(key), revoked_at=None, user__is_active=True)
    feed = rows.select_related("user").first()
    if feed:
        note_use(feed)
    return feed
