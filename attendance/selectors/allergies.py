"""Allergies where they matter: on tiles, on a child's page, and on the kitchen's list of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from attendance.models import Allergy
from attendance.selectors.board_rows import Line, lines_of
from attendance.selectors.expected import expected_on
from backend.prepared import Prepared, listed
from facilities.models import Child, Classroom, Facility

HOLDING = Prepared(
    lambda children: (
        Allergy.objects.filter(child__in=listed(children), ended_at__isnull=True)
        .select_related("noted_by")
        .order_by("noted_at", "pk")
    ),
    children=[UUID(int=1)],
)


@dataclass(frozen=True)
class KitchenRow:
    """A child who eats here on a day, with what she must not eat. `is_here` False: she is still expected."""

    child: Child
    classroom: Classroom
    allergies: tuple[Allergy, ...]
    is_here: bool

    @property
    def words(self) -> str:
        """What the roster says of old; only where the register says nothing."""
        return "" if self.allergies else self.child.allergies


@dataclass(frozen=True)
class KitchenList:
    """A facility's day for the kitchen; `eating` counts all children, by class."""

    facility: Facility
    day: date
    rows: tuple[KitchenRow, ...]
    eating: tuple[tuple[Classroom, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _room, number in self.eating)


def allergies_of(child_ids: Iterable[UUID]) -> dict[UUID, tuple[Allergy, ...]]:
    """The allergies that hold now, the most dangerous first, by child. One query."""
    order = [Allergy.Severity.ANAPHYLAXIS, Allergy.Severity.SEVERE, Allergy.Severity.MILD]
    found: dict[UUID, list[Allergy]] = {}
    for row in HOLDING.fetch(children=[*child_ids]):
        found.setdefault(row.child_id, []).append(row)
    return {
        child: tuple(sorted(own, key=lambda row: order.index(Allergy.Severity(row.severity))))
        for child, own in found.items()
    }


def kitchen_list(facility: Facility, day: date) -> KitchenList:
    """Children who are here or still expected, those with an allergy named. The same queries for any number."""
    expected = {line.child.pk for line in expected_on(facility, day)}
    eating = [line for line in lines_of(facility, day, None) if _is_here(line) or line.child.pk in expected]
    allergies = allergies_of(line.child.pk for line in eating)
    rows = [
        KitchenRow(line.child, line.classroom, allergies.get(line.child.pk, ()), _is_here(line))
        for line in eating
    ]
    counts: dict[UUID, tuple[Classroom, int]] = {}
    for line in eating:
        room = line.classroom
        counts[room.pk] = (room, counts.get(room.pk, (room, 0))[1] + 1)
    named = tuple(row for row in rows if row.allergies or row.words)
    return KitchenList(facility, day, named, tuple(counts.values()))


def _is_here(line: Line) -> bool:
    """She came today, whether or not she has gone again."""
    return bool(line.stamped and line.stamped.arrived_at)
