"""Which screens hear of a child's day."""

from uuid import UUID

from django.utils import timezone

from facilities.models import Child, Facility, Grant
from facilities.topics import board_topic, household_topic, office_topic, staff_topic


def boards_of(facility: Facility) -> list[str]:
    """Every tablet and PC of the facility, and the central office's dashboard."""
    return [
        staff_topic(facility.pk),
        board_topic(facility.pk),
        office_topic(facility.organisation_id),
    ]


def homes_of(child: Child) -> list[str]:
    """The households of who may view the child today."""
    households: list[UUID] = list(
        Grant.objects.live(timezone.localdate())
        .filter(child=child, can_view=True)
        .values_list("guardian__household", flat=True)
        .distinct()
    )
    return [household_topic(household) for household in households]
