"""Telling unread households again: a set number of times, stopping at the read."""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from backend.celery import wake
from notices.models import Notice, State

# Only channels that worked in the first round, only households nobody has reached.
REMIND = """
INSERT INTO notices_delivery (notice_id, guardian_id, household_id, channel, round, state, due_at, expires_at,
                              is_urgent, token, attempts, error)
SELECT d.notice_id, d.guardian_id, d.household_id, d.channel, %(round)s, 'queued', %(now)s, d.expires_at,
       d.is_urgent, 0, 0, ''
FROM notices_delivery d
WHERE d.notice_id = %(notice)s AND d.round = 0 AND d.state = 'handed_over'
  AND EXISTS (SELECT 1 FROM notices_recipient r
              WHERE r.notice_id = d.notice_id AND r.household_id = d.household_id
                AND r.read_at IS NULL AND r.phoned_at IS NULL)
ON CONFLICT (notice_id, guardian_id, channel, round) DO NOTHING
"""


def remind_unread() -> int:
    """Queue the reminders that are due now; returns how many notices were repeated."""
    now = timezone.now()
    due = Notice.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=now),
        state=State.PUBLISHED,
        remind_every__isnull=False,
        reminded__lt=F("remind_times"),
        published_at__lte=now - F("remind_every") * (F("reminded") + 1),
    )
    return sum(_remind(notice.pk, notice.reminded + 1) for notice in due.only("pk", "reminded"))


def _remind(notice_id: UUID, round_number: int) -> bool:
    with transaction.atomic():
        mine = Notice.objects.filter(pk=notice_id, state=State.PUBLISHED, reminded=round_number - 1)
        if not mine.update(reminded=round_number):
            return False
        with connection.cursor() as cursor:
            cursor.execute(REMIND, {"notice": notice_id, "round": round_number, "now": timezone.now()})
        transaction.on_commit(lambda: wake("notices.tasks.deliver_all"), robust=True)
    return True
