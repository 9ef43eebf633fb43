"""Which desks hear of a survey."""

from uuid import UUID

from facilities.topics import office_topic, staff_topic
from surveys.models import Survey


def desks_of(survey: Survey, facility_id: UUID | None = None) -> list[str]:
    """The central office and the staff of the facility that asks; with `facility_id` also where the answer is from."""
    places = {place for place in (survey.facility_id, facility_id) if place}
    return [office_topic(survey.organisation_id), *(staff_topic(place) for place in sorted(places))]
