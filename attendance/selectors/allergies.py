"""Allergies where they matter: on tiles, on a child's page, and on the kitchen's list of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from attendance.models import Allergy, Attendance
from attendance.selectors.expected import Place, expected_on, places_on
from facilities.models import Child, Classroom, Facility


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
    rows = Allergy.objects.filter(child__in=list(child_ids), ended_at__isnull=True)
    for row in rows.select_related("noted_by").order_by("noted_at", "pk"):
        found.setdefault(row.child_id, []).append(row)
    return {
        child: tuple(sorted(own, key=lambda row: order.index(Allergy.Severity(row.severity))))
        for child, own in found.items()
    }


def kitchen_list(facility: Facility, day: date) -> KitchenList:
    """Children who are here or still expected, those with an allergy named. The same queries for any number."""
    here = set(
        Attendance.objects.filter(facility=facility, day=day, arrived_at__isnull=False).values_list(
            "child", flat=True
        )
    )
    expected = {place.child_id for place in expected_on(facility, day)}
    eating = [place for place in places_on(facility, day) if place.child_id in here | expected]
    allergies = allergies_of(place.child_id for place in eating)
    rows = [_row(place, allergies.get(place.child_id, ()), here) for place in eating]
    counts: dict[UUID, tuple[Classroom, int]] = {}
    for place in eating:
        room = place.enrolment.classroom
        counts[room.pk] = (room, counts.get(room.pk, (room, 0))[1] + 1)
    named = tuple(row for row in rows if row.allergies or row.words)
    return KitchenList(facility, day, named, tuple(counts.values()))


def _row(place: Place, allergies: tuple[Allergy, ...], here: set[UUID]) -> KitchenRow:
    return KitchenRow(place.enrolment.child, place.enrolment.classroom, allergies, place.child_id in here)
