"""Phones on which a family is choosing: the one time that went or came back changes, and nobody asks the server."""

from uuid import UUID

from backend.events import publish
from facilities.topics import classroom_topic, facility_topic, household_topic
from surveys.events import MeetingSaid, SlotMoved
from surveys.models import MeetingSlot


def tell_slots(*slots: MeetingSlot, is_free: bool) -> None:
    """Families whose child the lane is for."""
    for slot in slots:
        room = slot.lane.classroom_id
        families = classroom_topic(room) if room else facility_topic(slot.facility_id)
        publish(SlotMoved(slot.pk, slot.period_id, is_free), topics=[families])


def tell_home(period_id: UUID, household_id: UUID | None) -> None:
    """The other phones of the family whose time or wishes these are."""
    if household_id:
        publish(MeetingSaid(period_id), topics=[household_topic(household_id)])
