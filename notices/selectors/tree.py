"""The audience as a tree of areas, facilities and classes: what is chosen, and what a changed tree means."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from facilities.calendar import school_year_of
from facilities.models import Classroom, Facility
from facilities.selectors.enrolment import classrooms_reachable
from notices.models import Notice, Scope

FLAT = 40  # more facilities than this are grouped by area


@dataclass(frozen=True)
class Chosen:
    """What a notice's scopes choose of one facility: everything, nothing, or some classes."""

    whole: bool = False
    classrooms: frozenset[UUID] = frozenset()

    @property
    def state(self) -> str:
        return "all" if self.whole else "some" if self.classrooms else "none"


ALL, NONE = Chosen(whole=True), Chosen()


@dataclass(frozen=True)
class Lines:
    """The scope lines of a notice, sorted out."""

    everything: bool
    facilities: frozenset[UUID]
    without_facilities: frozenset[UUID]
    classrooms: dict[UUID, frozenset[UUID]]
    without_classrooms: dict[UUID, frozenset[UUID]]


@dataclass(frozen=True)
class Node:
    """One line of the tree. `state` is all, some or none; `key` a facility, class or area."""

    key: str
    name: str
    households: int
    state: str
    facilities: int = 0
    tint: str = ""


def lines_of(notice: Notice) -> Lines:
    """One query."""
    found = Scope.objects.filter(notice=notice).values_list("facility", "classroom", "is_excluded")
    rows: list[tuple[UUID | None, UUID | None, bool]] = list(found)
    return Lines(
        everything=(None, None, False) in rows,
        facilities=frozenset(f for f, c, out in rows if f and not c and not out),
        without_facilities=frozenset(f for f, c, out in rows if f and not c and out),
        classrooms=_by_facility((f, c) for f, c, out in rows if f and c and not out),
        without_classrooms=_by_facility((f, c) for f, c, out in rows if f and c and out),
    )


def chosen_of(lines: Lines, facility: UUID, classes: dict[UUID, frozenset[UUID]]) -> Chosen:
    """What the lines choose of a facility; `classes` holds those of every facility with lines for classes."""
    if facility in lines.without_facilities:
        return NONE
    taken = lines.without_classrooms.get(facility, frozenset())
    if lines.everything or facility in lines.facilities:
        return ALL if not taken else Chosen(classrooms=classes.get(facility, frozenset()) - taken)
    return Chosen(classrooms=lines.classrooms.get(facility, frozenset()) - taken)


def facilities_of(notice: Notice) -> list[Facility]:
    """The facilities the notice may go to, in order."""
    rows = Facility.objects.filter(organisation=notice.organisation_id, is_active=True)
    if notice.facility_id:
        rows = rows.filter(pk=notice.facility_id)
    return list(rows.in_order().only("pk", "name", "area"))


def classes_of(facilities: Iterable[UUID]) -> dict[UUID, list[Classroom]]:
    """This year's classes by facility, youngest first; one query."""
    rooms = Classroom.objects.filter(
        facility__in=list(facilities), school_year=school_year_of(timezone.localdate())
    )
    found: dict[UUID, list[Classroom]] = {}
    for room in rooms.order_by("age", "name"):
        found.setdefault(room.facility_id, []).append(room)
    return found


def classes_shown(facility: UUID) -> list[Classroom]:
    """The classes of a facility that can be chosen, this year's first; in April last year's too."""
    rooms = classrooms_reachable([facility])
    return list(rooms.order_by("-school_year", "age", "name"))


def is_past(room: Classroom) -> bool:
    """Of the last school year: never part of 'everybody', only chosen by itself."""
    return room.school_year < school_year_of(timezone.localdate())


def choices(notice: Notice) -> dict[UUID, Chosen]:
    """What is chosen of every facility; three queries."""
    lines = lines_of(notice)
    partial = {*lines.classrooms, *lines.without_classrooms}
    classes = {key: frozenset(room.pk for room in rooms) for key, rooms in classes_of(partial).items()}
    return {facility.pk: chosen_of(lines, facility.pk, classes) for facility in facilities_of(notice)}


def area_nodes(facilities: list[Facility], chosen: dict[UUID, Chosen], counts: dict[UUID, int]) -> list[Node]:
    """One node an area, in the order of the facilities."""
    groups: dict[str, list[Facility]] = {}
    for facility in facilities:
        groups.setdefault(facility.area, []).append(facility)
    return [
        Node(
            area,
            area or "–",
            sum(counts.get(f.pk, 0) for f in group),
            state_of(chosen[f.pk].state for f in group),
            len(group),
        )
        for area, group in groups.items()
    ]


def facility_nodes(
    facilities: list[Facility], chosen: dict[UUID, Chosen], counts: dict[UUID, int]
) -> list[Node]:
    """One node a facility."""
    return [Node(str(f.pk), f.name, counts.get(f.pk, 0), chosen[f.pk].state) for f in facilities]


def class_nodes(rooms: list[Classroom], chosen: Chosen, counts: dict[UUID, int]) -> list[Node]:
    """One node a class."""
    return [
        Node(
            str(room.pk),
            _("%(name)s (last year)") % {"name": room.name} if is_past(room) else room.name,
            counts.get(room.pk, 0),
            "all" if (chosen.whole and not is_past(room)) or room.pk in chosen.classrooms else "none",
            tint=room.tint,
        )
        for room in rooms
    ]


def state_of(states: Iterable[str]) -> str:
    """all, none or some, for what contains these."""
    found = set(states)
    return found.pop() if len(found) == 1 else "none" if not found else "some"


def _by_facility(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for facility, classroom in pairs:
        found.setdefault(facility, set()).add(classroom)
    return {key: frozenset(value) for key, value in found.items()}
