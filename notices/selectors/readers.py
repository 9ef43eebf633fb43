"""As which guardians a person reads, and what her screens may listen to: the claims of her ticket."""

from uuid import UUID

from django.utils import timezone

from accounts.models import User
from backend.tickets import Reader, Ticket, expiry
from facilities.models import Grant
from facilities.topics import topics_of


def readers_of(user: User) -> tuple[Reader, ...]:
    """Her guardians with their households and the facilities of their children, from live grants.

    Also facilities a child has left: a family goes on reading what it received there.
    """
    rows = (
        Grant.objects.seen_by(user, timezone.localdate())
        .filter(child__enrolments__isnull=False)
        .values_list("guardian", "guardian__household", "child__enrolments__facility")
        .distinct()
    )
    places: dict[tuple[UUID, UUID], set[UUID]] = {}
    for guardian, household, facility in rows:
        places.setdefault((guardian, household), set()).add(facility)
    return tuple(
        Reader(guardian, household, tuple(sorted(facilities)))
        for (guardian, household), facilities in sorted(places.items())
    )


def ticket_of(user: User, session: str) -> Ticket:
    """What a page of hers may hear and record for the next two minutes."""
    return Ticket(user.pk, topics_of(user), readers_of(user), expiry(), session)
