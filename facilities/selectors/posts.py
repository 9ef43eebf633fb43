"""What hangs on a person's posts, prepared: it is asked for on every page of staff."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from backend.prepared import Prepared
from facilities.acting import acting_on, facility_in_hand
from facilities.models import StaffPost

USER, IN_HAND = UUID(int=1), UUID(int=2)


class OfPosts:
    """A queryset over `StaffPost.objects.held_by`, prepared for phones and PCs, and once more for shared tablets.

    `build` takes `user` (her id), `day` and the marks. At a tablet only posts of its facility count: the queryset
    itself says so, and which facility that is becomes one more value.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **marks: object) -> None:
        def in_hand(*, in_hand: UUID, **given: object) -> QuerySet[Any, Any]:
            with acting_on(None, in_hand):
                return build(**given)

        marks = {"user": USER, "day": date.min, **marks}
        self._anywhere = Prepared(build, **marks)
        self._in_hand = Prepared(in_hand, in_hand=IN_HAND, **marks)

    def fetch(self, user: User, **given: Any) -> list[Any]:
        """Today's rows; none for an account that is switched off. One query."""
        if not user.is_active:
            return []
        values = {"user": user.pk, "day": timezone.localdate(), **given}
        facility = facility_in_hand()
        return self._in_hand.fetch(in_hand=facility, **values) if facility else self._anywhere.fetch(**values)


HELD = OfPosts(
    lambda user, day: StaffPost.objects.held_by(User(pk=user), day).select_related(
        "organisation", "facility", "classroom", "member"
    )
)


def posts_of(user: User) -> list[StaffPost]:
    """The posts she holds now, with their places and herself as a member. One query."""
    return HELD.fetch(user)
