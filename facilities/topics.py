"""Which live topics exist, and who hears each. The server chooses; a browser cannot name one."""

from uuid import UUID

from django.utils import timezone

from accounts.models import User
from facilities.models import Enrolment, Grant, StaffPost, on_day
from facilities.models.roles import CENTRAL_ROLES


def organisation_topic(organisation_id: UUID) -> str:
    """Every guardian of the organisation."""
    return f"o:{organisation_id}"


def facility_topic(facility_id: UUID) -> str:
    """Every guardian of a facility."""
    return f"f:{facility_id}"


def classroom_topic(classroom_id: UUID) -> str:
    """Every guardian of a class."""
    return f"c:{classroom_id}"


def household_topic(household_id: UUID) -> str:
    """The guardians of one household."""
    return f"h:{household_id}"


def staff_topic(facility_id: UUID) -> str:
    """The staff of a facility."""
    return f"s:{facility_id}"


def office_topic(organisation_id: UUID) -> str:
    """The central office."""
    return f"q:{organisation_id}"


def topics_of(user: User) -> tuple[str, ...]:
    """All topics a person hears now, from her live grants and posts."""
    today = timezone.localdate()
    topics: set[str] = set()
    grants = Grant.objects.seen_by(user, today)
    for household in grants.values_list("guardian__household", flat=True):
        topics.add(household_topic(household))
    attended = Enrolment.objects.filter(on_day(today), child__in=grants.values("child"))
    for organisation, facility, classroom in attended.values_list("organisation", "facility", "classroom"):
        topics |= {organisation_topic(organisation), facility_topic(facility), classroom_topic(classroom)}
    for organisation, facility, role in StaffPost.objects.held_by(user).values_list(
        "organisation", "facility", "role"
    ):
        topics.add(office_topic(organisation) if role in CENTRAL_ROLES else staff_topic(facility))
    return tuple(sorted(topics))
