"""Which live topics exist, and who hears each. The server chooses; a browser cannot name one."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from facilities.models import Device, StaffMember, StaffPost
from facilities.models.roles import CENTRAL_ROLES
from facilities.selectors.family import Family, family_of
from facilities.selectors.posts import OfPosts

DESKS = OfPosts(
    lambda user, day: StaffPost.objects.held_by(User(pk=user), day).values_list(
        "organisation", "facility", "role"
    )
)


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


def board_topic(facility_id: UUID) -> str:
    """The tablets of a facility, also while nobody acts on them."""
    return f"b:{facility_id}"


def device_topic(device_id: UUID) -> str:
    """One shared tablet."""
    return f"t:{device_id}"


def tablet_topics(device: Device, acting: StaffMember | None) -> tuple[str, ...]:
    """What a shared tablet hears: itself and who came and went here; with a PIN also its facility's staff desk."""
    own = (board_topic(device.facility_id), device_topic(device.pk))
    return (staff_topic(device.facility_id), *own) if acting else own


def family_topics(family: Family) -> set[str]:
    """What a guardian hears: her households, and the classes her children are in today."""
    topics = {household_topic(household) for _guardian, household, _child in family.grants}
    for row in family.today:
        topics |= {
            organisation_topic(row.organisation_id),
            facility_topic(row.facility_id),
            classroom_topic(row.classroom_id),
        }
    return topics


def staff_topics(user: User, posts: Iterable[StaffPost] | None = None) -> set[str]:
    """What staff hear: the desks of their posts. No query where the `posts` she holds now are known."""
    if posts is None:
        return {_desk(*post) for post in DESKS.fetch(user)}
    return {_desk(post.organisation_id, post.facility_id, post.role) for post in posts}


def _desk(organisation: UUID, facility: UUID | None, role: str) -> str:
    return staff_topic(facility) if facility and role not in CENTRAL_ROLES else office_topic(organisation)


def topics_of(
    user: User, family: Family | None = None, posts: Iterable[StaffPost] | None = None
) -> tuple[str, ...]:
    """All topics a person hears now, from her live grants and posts."""
    return tuple(sorted(family_topics(family or family_of(user)) | staff_topics(user, posts)))
