"""A guardian's own family, read once a request: her children with where they go, and the adults who read along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import User
from backend.prepared import Prepared, Whole
from facilities.acting import facility_in_hand
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian

CHILD, ENROLMENT = Whole(Child, "k"), Whole(Enrolment, "e")
CLASSROOM, FACILITY, GUARDIAN = Whole(Classroom, "c"), Whole(Facility, "f"), Whole(Guardian, "g")
# Where the columns of each begin and end in a row of FAMILY.
PARTS = [*pairwise(accumulate((part.width for part in (CHILD, ENROLMENT, CLASSROOM, FACILITY)), initial=5))]
SEEN = Prepared(
    lambda user, day: Grant.objects.seen_by(User(pk=user), day).values(
        "guardian", "child", "can_answer", "is_emergency_contact"
    ),
    user=UUID(int=1),
    day=date.min,
)
FAMILY = """
WITH seen AS ({seen})
SELECT g.id, g.household_id, s.child, s.can_answer, s.is_emergency_contact, {columns}
FROM facilities_guardian g
JOIN accounts_user u ON u.id = g.user_id AND u.is_active
LEFT JOIN seen s ON s.guardian = g.id AND %(here)s
LEFT JOIN facilities_child k ON k.id = s.child
LEFT JOIN (facilities_enrolment e JOIN facilities_classroom c ON c.id = e.classroom_id
           JOIN facilities_facility f ON f.id = e.facility_id) ON e.child_id = s.child
WHERE g.user_id = %(user)s
ORDER BY k.born_on, k.id, e.kind, e.starts_on, e.id
"""
SHARED = Prepared(
    lambda day: Grant.objects.live(day).filter(can_view=True).values("guardian", "child"), day=date.min
)
ADULTS = """
SELECT {columns} FROM facilities_guardian g
WHERE g.household_id = ANY(%(households)s) AND g.user_id IS NOT NULL
  AND EXISTS (SELECT 1 FROM ({shared}) s WHERE s.guardian = g.id AND s.child = ANY(%(children)s))
ORDER BY g.call_order, g.id
"""


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
    are those of her guardians who answer or are called for a child: their reading is the household's. `answers` are
    the children for whom she may answer.
    """

    user: User
    day: date
    seats: tuple[tuple[UUID, UUID], ...]
    grants: tuple[tuple[UUID, UUID, UUID], ...]
    counting: frozenset[UUID]
    answers: frozenset[UUID]
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
    """One query; empty for who is no guardian, or blocked, or switched off. At a shared tablet nobody has a family."""
    day = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(_family_sql(), SEEN.values(user=user.pk, day=day, here=facility_in_hand() is None))
        rows = cursor.fetchall()
    seats = tuple({row[:2]: None for row in rows})
    grants = {(row[0], row[1], row[2]) for row in rows if row[2]}
    counting = frozenset(row[0] for row in rows if row[3] or row[4])
    placed, enrolments = _placed(rows)
    return Family(
        user,
        day,
        seats,
        tuple(sorted(grants)),
        counting,
        frozenset(row[2] for row in rows if row[2] and row[3]),
        enrolments,
        _children(placed, enrolments, day),
    )


@cache
def _family_sql() -> str:
    columns = ", ".join(part.sql for part in (CHILD, ENROLMENT, CLASSROOM, FACILITY))
    return FAMILY.format(seen=SEEN.sql, columns=columns)


def _placed(rows: Sequence[Sequence[Any]]) -> tuple[dict[UUID, Child], tuple[Enrolment, ...]]:
    """Her children and all their enrolments in the order of the rows, each once; rows of one place share it."""
    children: dict[UUID, Child] = {}
    rooms: dict[UUID, Classroom] = {}
    places: dict[UUID, Facility] = {}
    enrolments: dict[UUID, Enrolment] = {}
    for row in rows:
        child, enrolment, room, place = (row[start:end] for start, end in PARTS)
        if child[0] and child[0] not in children:
            children[child[0]] = CHILD.read(child)
        if not enrolment[0] or not child[0] or enrolment[0] in enrolments:
            continue
        made = enrolments[enrolment[0]] = ENROLMENT.read(enrolment)
        made.child = children[child[0]]
        made.classroom = rooms.get(room[0]) or rooms.setdefault(room[0], CLASSROOM.read(room))
        made.facility = places.get(place[0]) or places.setdefault(place[0], FACILITY.read(place))
    return children, tuple(enrolments.values())


def _children(
    children: dict[UUID, Child], enrolments: tuple[Enrolment, ...], day: date
) -> tuple[ChildToday, ...]:
    """Eldest first; a child in two places is two rows, one without a class today is one."""
    tiles: dict[UUID, list[ChildToday]] = {}
    for row in enrolments:
        if row.is_on(day):
            tiles.setdefault(row.child_id, []).append(ChildToday(row.child, row.classroom, row.facility))
    return tuple(
        tile for pk, child in children.items() for tile in tiles.get(pk, [ChildToday(child, None, None)])
    )


def adults_reading_along(family: Family) -> list[Guardian]:
    """The adults of her own households who may view the same children and can sign in. One query."""
    given = {
        "households": [*{household for _guardian, household, _child in family.grants}],
        "children": [*{child for _guardian, _household, child in family.grants}],
    }
    with connection.cursor() as cursor:
        cursor.execute(_adults_sql(), SHARED.values(day=family.day, **given))
        return [GUARDIAN.read(row) for row in cursor.fetchall()]


@cache
def _adults_sql() -> str:
    return ADULTS.format(columns=GUARDIAN.sql, shared=SHARED.sql)
