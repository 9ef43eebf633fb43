"""Short messages to guardians: written with what they tell, sent after commit, deleted when they are old."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from backend.celery import wake
from backend.outbox import OutboxState
from backend.rowlevel import as_system
from facilities.models import Guardian
from notices.models import Message

EXPIRES_AFTER = timedelta(hours=2)
KEPT = timedelta(days=30)

# By mail only whom push does not reach or who wants both; urgent ones by every way that works.
NOTIFY = """
INSERT INTO notices_message (id, facility_id, guardian_id, channel, kind, about, key, state, due_at, expires_at,
                             is_urgent, token, attempts, error)
SELECT gen_random_uuid(), %(facility)s, g.id, c.channel, %(kind)s, g.about, g.key, 'queued', %(now)s,
       %(expires)s, %(urgent)s, 0, 0, ''
FROM (SELECT g.id, t.about, t.key, g.wants_email,
             g.email <> '' AND g.email_failed_at IS NULL AS has_mail,
             (g.wants_push OR %(urgent)s) AND EXISTS (
                 SELECT 1 FROM notices_pushsubscription p JOIN accounts_user u ON u.id = p.user_id AND u.is_active
                 WHERE p.user_id = g.user_id AND p.died_at IS NULL) AS has_push
      FROM unnest(%(guardians)s::uuid[], %(abouts)s::uuid[], %(keys)s::text[]) t (guardian, about, key)
      JOIN facilities_guardian g ON g.id = t.guardian ORDER BY t.key, g.id) g
CROSS JOIN LATERAL (VALUES ('push', has_push), ('mail', has_mail AND (%(urgent)s OR wants_email OR NOT has_push)))
    AS c(channel, works)
WHERE c.works
ON CONFLICT (key, guardian_id, channel) DO NOTHING
RETURNING channel, about
"""


@dataclass(frozen=True)
class Telling:
    """What is told, under which key, and to whom (ids of guardians)."""

    about: UUID
    key: str
    guardians: tuple[UUID, ...]


def notify(
    *, guardians: Iterable[Guardian], facility_id: UUID, kind: str, about: UUID, key: str, **more: Any
) -> int:
    """Tell each of these guardians once, over her working channels; returns how many messages that makes.

    Part of another service, which has looked at the authority and chosen whom. `key` says what is told: the same
    again tells nobody twice. What else can be said stands at `notify_each`.
    """
    telling = Telling(about, key, tuple(guardian.pk for guardian in guardians))
    return notify_each(tellings=[telling], facility_id=facility_id, kind=kind, **more)[about]


@transaction.atomic
def notify_each(
    *,
    tellings: Sequence[Telling],
    facility_id: UUID,
    kind: str,
    is_urgent: bool = False,
    expires_at: datetime | None = None,
    wakes: bool = True,
) -> Counter[UUID]:
    """Many at once, in one statement; returns how many messages each `about` makes, as a row of its own each.

    Words come from `notices.messages` at sending; after `expires_at` (2 hours) none leave. Who sends by itself and
    must not wait for a broker `wakes` nobody.
    """
    now = timezone.now()
    rows = [(guardian, one.about, one.key) for one in tellings for guardian in one.guardians]
    guardians, abouts, keys = ([*column] for column in zip(*rows, strict=True)) if rows else ([], [], [])
    values: dict[str, Any] = {
        "guardians": guardians,
        "abouts": abouts,
        "keys": keys,
        "facility": facility_id,
        "kind": kind,
        "urgent": is_urgent,
        "now": now,
        "expires": expires_at or now + EXPIRES_AFTER,
    }
    # Whoever acts, a tablet or the other parent: none of the chosen may be cut.
    with as_system(), connection.cursor() as cursor:
        cursor.execute(NOTIFY, values)
        made = cursor.fetchall()
    for channel in sorted({channel for channel, _about in made} if wakes else ()):
        _wake_after_commit(channel)
    return Counter(about for _channel, about in made)


def forget_messages() -> int:
    """Delete what was settled a month ago; returns how many."""
    over = Message.objects.exclude(state=OutboxState.QUEUED).filter(settled_at__lt=timezone.now() - KEPT)
    return over.delete()[0]


def _wake_after_commit(channel: str) -> None:
    transaction.on_commit(lambda: wake("notices.tasks.deliver_messages", channel), robust=True)
