"""Who belongs to a child from today on, and who of them may open the door to others."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Grant, Guardian, lasting
from facilities.models.families import GrantQuerySet


def lasting_grants() -> GrantQuerySet:
    """Rights to view of today and of days to come (a child of next April has sheets in March), unless blocked."""
    today = timezone.localdate()
    unended = lasting(today)
    block = Grant.objects.filter(
        unended, guardian=OuterRef("guardian"), child=OuterRef("child"), is_blocked=True
    )
    return Grant.objects.filter(unended, ~Exists(block), is_blocked=False, can_view=True)


def full_grants(user: User) -> GrantQuerySet:
    """Her live rights to see, write and answer: with them she may let relatives read along.

    Not in a protected household: there only the nursery opens the door.
    """
    return Grant.objects.seen_by(user, timezone.localdate()).filter(
        can_write=True, can_answer=True, guardian__household__is_protected=False
    )


def is_blocked_for(user: User, child: Child) -> bool:
    """Is she, in any family, blocked for this child?"""
    today = timezone.localdate()
    unended = lasting(today)
    return Grant.objects.filter(unended, guardian__user=user, child=child, is_blocked=True).exists()


def seat_in(user: User, household_id: UUID) -> Guardian | None:
    """What she is in this household."""
    return Guardian.objects.filter(user=user, household_id=household_id).first()
