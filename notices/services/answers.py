"""A household did what a notice asks of it: reminders and the call desk let it go at once."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from backend.events import publish
from backend.rowlevel import as_system
from facilities.topics import office_topic, staff_topic
from notices.events import CallsMoved, ReachMoved

SETTLE = """
UPDATE notices_recipient r SET answered_at = %(at)s FROM notices_notice n
WHERE n.id = r.notice_id AND r.notice_id = %(notice)s AND r.household_id = %(household)s
  AND (r.answered_at IS NULL) = %(is_new)s
RETURNING n.organisation_id, r.facility_id
"""


@as_system()
def mark_answered(*, notice_id: UUID, household_id: UUID, at: datetime | None) -> bool:
    """All of the household's answers are in, or (`at` None) no longer. True when that is new.

    Called by the service that took the answer, which has asked whether it may.
    """
    values = {"notice": notice_id, "household": household_id, "at": at, "is_new": at is not None}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, values)
        rows = cursor.fetchall()
    if not rows:
        return False
    desks = [office_topic(rows[0][0]), *(staff_topic(facility) for _organisation, facility in rows)]
    publish(CallsMoved(notice_id), topics=desks)
    publish(ReachMoved(notice_id), topics=desks)
    return True
