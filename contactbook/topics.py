"""Which screens hear of an entry."""

from uuid import UUID

from django.utils import timezone

from contactbook.models import Entry, Side
from facilities.models import Grant
from facilities.topics import board_topic, classroom_topic, household_topic, staff_topic


def staff_of(entry: Entry) -> list[str]:
    """Tablets and PCs of the facility."""
    return [staff_topic(entry.facility_id), board_topic(entry.facility_id)]


def readers_of(entry: Entry) -> list[str]:
    """The families who may read it: the class for its journal, the home for its own page, else all of the child's."""
    if entry.side == Side.CLASS:
        return [classroom_topic(entry.classroom_id)]
    if entry.side == Side.HOME and entry.household_id:
        return [household_topic(entry.household_id)]
    households: list[UUID] = list(
        Grant.objects.live(timezone.localdate())
        .filter(child=entry.child_id, can_view=True)
        .values_list("guardian__household", flat=True)
        .distinct()
    )
    return [household_topic(household) for household in households]
