"""One facility or child by its id, if she may see it: the rules of `visible_to`, prepared for what is saved often."""

from uuid import UUID

from accounts.models import User
from facilities.models import Child, Facility
from facilities.selectors.posts import OfPosts

ASKED = UUID(int=3)
FACILITY = OfPosts(
    lambda user, day, asked: Facility.objects.visible_to(User(pk=user), day).filter(pk=asked), asked=ASKED
)
CHILD = OfPosts(
    lambda user, day, asked: Child.objects.visible_to(User(pk=user), day).filter(pk=asked), asked=ASKED
)


def facility_seen(user: User, facility: UUID) -> Facility | None:
    """The one that `visible_to` shows her, else none. One query."""
    return next(iter(FACILITY.fetch(user, asked=facility)), None)


def child_seen(user: User, child: UUID) -> Child | None:
    """The one that `visible_to` shows her, else none. One query."""
    return next(iter(CHILD.fetch(user, asked=child)), None)
