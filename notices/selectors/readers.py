"""As which guardians a person reads, and what her screens may listen to: the claims of her ticket."""

from collections.abc import Iterable

from accounts.models import User
from backend.tickets import Reader, Ticket, expiry
from facilities.models import StaffPost
from facilities.selectors.family import Family, family_of
from facilities.topics import topics_of


def readers_of(family: Family) -> tuple[Reader, ...]:
    """Her guardians with their households and the facilities whose notices they read."""
    seats = sorted({(guardian, household) for guardian, household, _child in family.grants})
    readers = [
        Reader(
            guardian,
            household,
            tuple(sorted(family.facilities_read_as(guardian))),
            guardian in family.counting,
        )
        for guardian, household in seats
    ]
    return tuple(reader for reader in readers if reader.facilities)


def ticket_of(
    user: User, session: str, family: Family | None = None, posts: Iterable[StaffPost] | None = None
) -> Ticket:
    """What a page of hers may hear and record for the next two minutes; `posts` are those she holds now, if known."""
    family = family or family_of(user)
    return Ticket(user.pk, topics_of(user, family, posts), readers_of(family), expiry(), session)
