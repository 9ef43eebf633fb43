"""Ways to a guardian that turned out to be dead, and what follows: another way, or 'no working channel'."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from facilities.models import Guardian
from notices.models import READINGS_LOCK, Delivery, Message, PushSubscription

# Households of open notices none of whose recipients has a channel any more become 'no working channel'.
SILENCE = """
WITH silenced AS (
    UPDATE notices_recipient r SET has_channel = false
    WHERE r.household_id = ANY(%(households)s) AND r.has_channel AND r.read_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM notices_delivery d JOIN facilities_guardian g ON g.id = d.guardian_id
        WHERE d.household_id = r.household_id AND d.notice_id = r.notice_id AND (
            (g.email <> '' AND g.email_failed_at IS NULL)
            OR EXISTS (SELECT 1 FROM notices_pushsubscription p
                       WHERE p.user_id = g.user_id AND p.died_at IS NULL)))
    RETURNING r.notice_id, r.facility_id, r.phoned_at)
UPDATE notices_facilityreach c SET silent = c.silent + s.n
FROM (SELECT notice_id, facility_id, count(*) AS n FROM silenced WHERE phoned_at IS NULL GROUP BY 1, 2) s
WHERE c.notice_id = s.notice_id AND c.facility_id = s.facility_id
"""

# Everyday notices go by mail only to those without push: whose push is refused gets the mail after all.
FALL_BACK = """
INSERT INTO notices_delivery (notice_id, guardian_id, household_id, channel, round, state, due_at, expires_at,
                              is_urgent, token, attempts, error)
SELECT d.notice_id, d.guardian_id, d.household_id, 'mail', d.round, 'queued', %(now)s, d.expires_at,
       d.is_urgent, 0, 0, ''
FROM unnest(%(notices)s::uuid[], %(guardians)s::uuid[], %(rounds)s::smallint[]) AS r(notice_id, guardian_id, round)
JOIN notices_delivery d USING (notice_id, guardian_id, round) JOIN facilities_guardian g ON g.id = d.guardian_id
WHERE d.channel = 'push' AND d.state = 'refused'
  AND g.email <> '' AND g.email_failed_at IS NULL
ON CONFLICT (notice_id, guardian_id, channel, round) DO NOTHING
"""

MAIL_INSTEAD = """
INSERT INTO notices_message (id, facility_id, guardian_id, channel, kind, about, key, state, due_at, expires_at,
                             is_urgent, token, attempts, error)
SELECT gen_random_uuid(), m.facility_id, m.guardian_id, 'mail', m.kind, m.about, m.key, 'queued', %(now)s,
       m.expires_at, m.is_urgent, 0, 0, ''
FROM notices_message m JOIN facilities_guardian g ON g.id = m.guardian_id
WHERE m.id = ANY(%(refused)s) AND m.channel = 'push' AND m.state = 'refused'
  AND g.email <> '' AND g.email_failed_at IS NULL
ON CONFLICT (key, guardian_id, channel) DO NOTHING
"""


@transaction.atomic
def mark_subscriptions_dead(subscriptions: Collection[UUID]) -> None:
    """The push service says that these browsers are gone."""
    dying = PushSubscription.objects.filter(pk__in=subscriptions, died_at__isnull=True)
    users = list(dying.values_list("user", flat=True))
    if users and dying.update(died_at=timezone.now()):
        _silence(list(Guardian.objects.filter(user__in=users).values_list("household", flat=True)))


@transaction.atomic
def mark_addresses_refused(guardians: Collection[UUID]) -> None:
    """The mail server refuses the addresses of these guardians for good."""
    refused = Guardian.objects.filter(pk__in=guardians, email_failed_at__isnull=True)
    households = list(refused.values_list("household", flat=True))
    if households and refused.update(email_failed_at=timezone.now()):
        _silence(households)


def fall_back_to_mail(refused: Collection[Delivery]) -> int:
    """Queue the mail of guardians whose push was refused; no-op where it is queued or sent already."""
    return _insert(
        FALL_BACK,
        notices=[row.notice_id for row in refused],
        guardians=[row.guardian_id for row in refused],
        rounds=[row.round for row in refused],
    )


def mail_messages_instead(refused: Collection[Message]) -> int:
    """The same for short messages."""
    return _insert(MAIL_INSTEAD, refused=[row.pk for row in refused])


def _insert(statement: str, **refused: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**refused, "now": timezone.now()})
        return int(cursor.rowcount)


def _silence(households: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READINGS_LOCK])
        cursor.execute(SILENCE, {"households": households})
