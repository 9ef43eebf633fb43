"""A household did what a notice asks of it: reminders and the call desk let it go at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.events import publish
from backend.rowlevel import as_system
from facilities.topics import office_topic, staff_topic
from notices.events import CallsMoved, ReachMoved
from notices.models import Notice, Recipient


@as_system()
@transaction.atomic
def mark_answered(*, notice_id: UUID, household_id: UUID, at: datetime | None) -> bool:
    """All of the household's answers are in, or (`at` None) no longer. True when that is new.

    Called by the service that took the answer, which has asked whether it may.
    """
    rows = Recipient.objects.filter(
        notice=notice_id, household=household_id, answered_at__isnull=at is not None
    )
    facilities = sorted(rows.values_list("facility", flat=True))
    if not rows.update(answered_at=at):
        return False
    notice = Notice.objects.only("organisation").get(pk=notice_id)
    desks = [office_topic(notice.organisation_id), *map(staff_topic, facilities)]
    publish(CallsMoved(notice_id), topics=desks)
    publish(ReachMoved(notice_id), topics=desks)
    return True
