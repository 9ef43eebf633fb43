"""Which desks hear of a notice."""

from facilities.topics import office_topic, staff_topic
from notices.models import Notice


def desks_of(notice: Notice) -> list[str]:
    """The central office, and the staff of the facility that sends it."""
    desks = [office_topic(notice.organisation_id)]
    return [*desks, staff_topic(notice.facility_id)] if notice.facility_id else desks
