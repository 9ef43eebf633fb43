"""A guardian's own family, read once a request: her children with where they go, and the adults who read along."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian


@dataclass(frozen=True)
class ChildToday:
    """One of her children and today's class; none before the first day and after the last."""

    child: Child
    classroom: Classroom | None
    facility: Facility | None


@dataclass(frozen=True)
class Family:
    """What a guardian's pages are made from. Nothing of another household, even when they share a child.

    `seats` are all she is, `grants` (guardian, household, child) her live rights to view; `enrolments` hold all
    days of those children, so that a family goes on reading what it received where a child has left. `counting`
    are those of her guardians who answer or are called for a child: their reading is the household's.
    """

    user: User
    day: date
    seats: tuple[tuple[UUID, UUID], ...]
    grants: tuple[tuple[UUID, UUID, UUID], ...]
    counting: frozenset[UUID]
    enrolments: tuple[Enrolment, ...]
    children: tuple[ChildToday, ...]

    @property
    def is_guardian(self) -> bool:
        return bool(self.seats)

    @cached_property
    def today(self) -> tuple[Enrolment, ...]:
        """Where the children go today."""
        return tuple(row for row in self.enrolments if row.is_on(self.day))

    @cached_property
    def facilities(self) -> tuple[Facility, ...]:
        """The facilities of today, in their order."""
        places = {row.facility_id: row.facility for row in self.today}
        return tuple(
            sorted(places.values(), key=lambda place: (place.position, place.name_kana, str(place.pk)))
        )

    @cached_property
    def facility_names(self) -> str:
        """How the family's facilities stand in a text."""
        return "・".join(place.name for place in self.facilities)

    @cached_property
    def places(self) -> frozenset[tuple[UUID, UUID]]:
        """(household, facility) whose notices are hers, former facilities too."""
        return frozenset(
            (household, row.facility_id)
            for _guardian, household, child in self.grants
            for row in self.enrolments
            if row.child_id == child
        )

    def facilities_read_as(self, guardian: UUID) -> frozenset[UUID]:
        """The facilities whose notices she reads as this guardian."""
        children = {child for one, _household, child in self.grants if one == guardian}
        return frozenset(row.facility_id for row in self.enrolments if row.child_id in children)


def family_of(user: User) -> Family:
    """Three queries; empty for who is no guardian, or blocked, or switched off."""
    day = timezone.localdate()
    seats = tuple(Guardian.objects.filter(user=user, user__is_active=True).values_list("pk", "household"))
    grants: tuple[tuple[UUID, UUID, UUID], ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    children: tuple[ChildToday, ...] = ()
    counting: frozenset[UUID] = frozenset()
    if seats:
        found = Grant.objects.seen_by(user, day).values_list(
            "guardian", "guardian__household", "child", "can_answer", "is_emergency_contact"
        )
        grants = tuple(sorted((guardian, household, child) for guardian, household, child, *_rights in found))
        counting = frozenset(
            guardian for guardian, *_rest, answers, is_called in found if answers or is_called
        )
    if grants:
        ids = {child for _guardian, _household, child in grants}
        rows = Enrolment.objects.filter(child__in=ids).select_related("child", "classroom", "facility")
        enrolments = tuple(rows.order_by("child__born_on", "child", "kind", "starts_on", "pk"))
        children = _children(enrolments, ids, day)
    return Family(user, day, seats, grants, counting, enrolments, children)


def _children(enrolments: tuple[Enrolment, ...], ids: set[UUID], day: date) -> tuple[ChildToday, ...]:
    """Eldest first; a child in two places is two rows, one without a class today is one."""
    tiles: dict[UUID, list[ChildToday]] = {}
    unplaced: dict[UUID, ChildToday] = {}
    for row in enrolments:
        unplaced.setdefault(row.child_id, ChildToday(row.child, None, None))
        if row.is_on(day):
            tiles.setdefault(row.child_id, []).append(ChildToday(row.child, row.classroom, row.facility))
    for child in Child.objects.filter(pk__in=ids - unplaced.keys()) if ids - unplaced.keys() else ():
        unplaced[child.pk] = ChildToday(child, None, None)
    return tuple(tile for pk, lonely in unplaced.items() for tile in tiles.get(pk, [lonely]))


def adults_reading_along(family: Family) -> list[Guardian]:
    """The adults of her own households who may view the same children and can sign in. One query."""
    households = {household for _guardian, household, _child in family.grants}
    children = {child for _guardian, _household, child in family.grants}
    others = Grant.objects.live(family.day).filter(guardian=OuterRef("pk"), child__in=children, can_view=True)
    return list(
        Guardian.objects.filter(Exists(others), household__in=households, user__isnull=False).order_by(
            "call_order", "pk"
        )
    )
