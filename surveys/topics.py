"""Who hears of a survey and of meetings."""

from collections.abc import Iterable
from uuid import UUID

from facilities.topics import classroom_topic, facility_topic, household_topic, office_topic, staff_topic
from surveys.models import MeetingPeriod, Survey


def desks_of(survey: Survey, facility_id: UUID | None = None) -> list[str]:
    """The central office and the staff of the facility that asks; with `facility_id` also where the answer is from."""
    places = {place for place in (survey.facility_id, facility_id) if place}
    return [office_topic(survey.organisation_id), *(staff_topic(place) for place in sorted(places))]


def hearers_of(period: MeetingPeriod, households: Iterable[UUID] = ()) -> list[str]:
    """The staff, these households and, once families see it, those of the classes that choose from its times."""
    topics = [staff_topic(period.facility_id), *(household_topic(home) for home in sorted(set(households)))]
    if period.published_at is None:
        return topics
    rooms = set(period.lanes.values_list("classroom", flat=True))
    if None in rooms:
        return [*topics, facility_topic(period.facility_id)]
    return [*topics, *(classroom_topic(room) for room in sorted(rooms))]
