"""What a page may not name: rows of another organisation, another facility, another class, wherever they might show.

The walk asks whether a page is there. This asks what stands on it: by keys, and by names that nobody else has.
"""

from collections.abc import Iterator

from tests.house.access.outcomes import Outcome
from tests.house.access.persons import (
    CENTRAL,
    FACILITY_STAFF,
    FOREIGN_STAFF,
    GUARDIANS,
    KINDS,
    TABLETS,
    people,
)
from tests.house.access.walk import Cell, ids_of
from tests.house.access.world import World

ABROAD = people(FOREIGN_STAFF, "outsider")
HERE = people(*KINDS) - ABROAD - {"operator", "anonymous"}
AT_ONE_FACILITY = people(FACILITY_STAFF, TABLETS, "ex_staff", GUARDIANS - {"outsider"})
FAMILIES = GUARDIANS - {"outsider"}
# A child may be sent to another facility, and a colleague may work at one too: its name may stand there.
NAMES_OTHER_PLACES = ("office_enrolment", "office_staff", "office_staff_member", "office_tablets")


def told_of_elsewhere(world: World, cell: Cell) -> list[str]:
    """What the answer names and the person has nothing to do with."""
    if cell.outcome is not Outcome.OK or "anonymous" in cell.entry.rule.things[cell.thing].may:
        return []
    asked = {str(part) for part in ids_of(world, cell.entry, cell.thing)}
    if cell.entry.name in NAMES_OTHER_PLACES:
        asked |= set(_of_place(world, "other"))
    return [
        f"{cell.person}: {cell.entry.method} {cell.entry.name} {cell.thing!r} names {mark!r} of {whose}"
        for whose, mark in forbidden(world, cell.person)
        if mark not in asked and mark.encode() in cell.seen
    ]


def forbidden(world: World, person: str) -> Iterator[tuple[str, str]]:
    """(whose it is, what must not be named) for a person."""
    if person in HERE:
        yield from _marks(world, "foreign")
    if person in ABROAD:
        yield from _marks(world, "own")
    if person in AT_ONE_FACILITY:
        yield from _marks(world, "other")
    if person in FAMILIES | {"teacher", "part_timer"}:
        yield from _child(world, "next")
    if person == "other_teacher":
        yield from _child(world, "own")
    if person in CENTRAL:
        for name in world.children:
            yield f"child {name}", str(world.children[name].pk)


def _marks(world: World, place: str) -> Iterator[tuple[str, str]]:
    yield from ((place, mark) for mark in _of_place(world, place))
    yield from _child(world, place)
    for key, row in (world.rows | world.notices).items():
        if whose(key) == place and hasattr(row, "pk"):
            yield f"{place}: {key}", str(row.pk)
    if place != "own":
        adult = world.guardians["other" if place == "other" else "outsider"]
        yield from ((place, str(mark)) for mark in (adult.pk, adult.household_id, adult.name))
        yield place, f"同僚 {place}"


def _of_place(world: World, place: str) -> tuple[str, ...]:
    facility = world.places[place]
    return str(facility.pk), facility.name, str(world.rooms[place].pk)


def _child(world: World, name: str) -> Iterator[tuple[str, str]]:
    child = world.children[name]
    yield f"child {name}", str(child.pk)
    yield f"child {name}", child.given_name


def whose(key: str) -> str:
    """The place a row is of, by the name areas gave it."""
    words = key.split()
    if "foreign" in words or key.startswith("other organisation"):
        return "foreign"
    if "other" in words:
        return "other"
    return "own" if "own" in words else ""
