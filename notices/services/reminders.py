"""Telling unread households again: a set number of times, stopping at the read."""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from backend.celery import wake
from backend.rowlevel import as_system
from notices.models import Notice, State

# Only channels that worked in the first round, only households nobody has reached; of what asks, those who have
# not answered, also when somebody phoned them.
REMIND = """
WITH told AS (
INSERT INTO notices_delivery (notice_id, guardian_id, household_id, channel, round, state, due_at, expires_at,
                              is_urgent, token, attempts, error)
SELECT d.notice_id, d.guardian_id, d.household_id, d.channel, %(round)s, 'queued', %(now)s, n.valid_until,
       d.is_urgent, 0, 0, ''
FROM notices_delivery d JOIN notices_notice n ON n.id = d.notice_id
WHERE d.notice_id = %(notice)s AND d.round = 0 AND d.state = 'handed_over'
  AND EXISTS (SELECT 1 FROM notices_recipient r
              WHERE r.notice_id = d.notice_id AND r.household_id = d.household_id
                AND CASE WHEN n.asks = '' THEN r.read_at IS NULL AND r.phoned_at IS NULL
                         ELSE r.answered_at IS NULL END)
ON CONFLICT (notice_id, guardian_id, channel, round) DO NOTHING
RETURNING household_id)
SELECT count(DISTINCT household_id) FROM told
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


@as_system()
@transaction.atomic
def remind_now(notice_id: UUID) -> int:
    """Tell the households again that have not done what it asks; returns how many have a channel that works."""
    now = timezone.now()
    sent = Notice.objects.select_for_update().filter(pk=notice_id, state=State.PUBLISHED)
    notice = sent.exclude(valid_until__lte=now).only("pk", "reminded").first()
    if notice is None:
        return 0
    Notice.objects.filter(pk=notice_id).update(reminded=notice.reminded + 1)
    return _queue(notice_id, notice.reminded + 1)


def _remind(notice_id: UUID, round_number: int) -> bool:
    with transaction.atomic():
        mine = Notice.objects.filter(pk=notice_id, state=State.PUBLISHED, reminded=round_number - 1)
        if not mine.update(reminded=round_number):
            return False
        _queue(notice_id, round_number)
    return True


def _queue(notice_id: UUID, round_number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(REMIND, {"notice": notice_id, "round": round_number, "now": timezone.now()})
        households: int = cursor.fetchone()[0]
    transaction.on_commit(lambda: wake("notices.tasks.deliver_all"), robust=True)
    return households
