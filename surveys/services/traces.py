"""The entry an act leaves in the audit, for rows that belong to an organisation or to one facility of it."""

from typing import Any

from accounts.models import User
from facilities.policies import audit, audit_in
from surveys.models import Event, MeetingPeriod, Survey


def note_act(actor: User, action: str, row: Survey | Event, **details: Any) -> None:
    """Of a survey or an event; its kind in the audit is the model's name. `details` are codes and counts."""
    audit(
        actor,
        action,
        str(row._meta.model_name),
        row.pk,
        organisation=row.organisation_id,
        facility=row.facility_id,
        **details,
    )


def note_meetings(actor: User, action: str, period: MeetingPeriod, **details: Any) -> None:
    """Of a period of meetings, which is always one facility's."""
    audit_in(actor, action, "meeting_period", period, **details)
