"""Who of a guardian's own household reads along, and the links she gave to relatives. Nothing of another household."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from facilities.models import RIGHTS_BEYOND_VIEW, Child, Grant, Guardian, Invitation
from facilities.selectors.adults import full_grants
from facilities.selectors.family import Family, adults_reading_along


@dataclass(frozen=True)
class Member:
    """An adult of the household. `joined_on` is known for who came by an invitation."""

    guardian: Guardian
    is_self: bool
    reads_only: bool
    may_end: bool
    joined_on: date | None


@dataclass(frozen=True)
class Circle:
    """The page's facts. `children` are those she may let somebody read along about."""

    members: tuple[Member, ...]
    links: tuple[Invitation, ...]
    children: tuple[Child, ...]


def circle_of(family: Family) -> Circle:
    """The same five queries for two and for twelve."""
    grants = list(full_grants(family.user).select_related("child").order_by("child__born_on", "child"))
    households = {household for _guardian, household, _child in family.grants}
    mine = {grant.child_id: grant.child for grant in grants}
    links = Invitation.objects.open().filter(
        kind=Invitation.Kind.RELATIVE, guardian__household__in=households, child__in=mine
    )
    adults = adults_reading_along(family)
    joined, readers = _joined(family, adults), _readers(adults)
    members = tuple(
        Member(
            adult,
            adult.user_id == family.user.pk,
            adult.pk in readers,
            bool(mine) and adult.pk in readers and adult.user_id != family.user.pk,
            joined.get(adult.user_id) if adult.user_id else None,
        )
        for adult in adults
    )
    return Circle(members, tuple(links.select_related("child").order_by("created_at")), tuple(mine.values()))


def _joined(family: Family, adults: list[Guardian]) -> dict[UUID, date]:
    """When each came, where it was by an invitation of her own household's seat or link."""
    children = {child for _guardian, _household, child in family.grants}
    rows = Invitation.objects.filter(
        used_by__in=[adult.user_id for adult in adults if adult.user_id], child__in=children
    ).order_by("used_at")
    return {row.used_by_id: timezone.localdate(row.used_at) for row in rows if row.used_by_id}


def _readers(adults: list[Guardian]) -> set[UUID]:
    """Those of them who may look and nothing else."""
    rights = (
        Grant.objects.live(timezone.localdate())
        .filter(guardian__in=adults)
        .values_list("guardian", *RIGHTS_BEYOND_VIEW)
    )
    able = {guardian for guardian, *some in rights if any(some)}
    return {adult.pk for adult in adults} - able
