"""A class's contact book on the tablet: who writes, who lets families read, who notes among staff."""

from uuid import uuid4

from accounts.models import User
from contactbook.merge import CellWrite
from contactbook.models import Side
from contactbook.services import Page, send_entry, write_cells
from facilities.clock import today_at
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.persons import FACILITY_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

TEAM = people("teacher", "part_timer", "manager", "tablet_pin")
GRID = rules.whole(
    "Staff of a facility; the central office sees no child.",
    people(FACILITY_STAFF, "other_manager", "foreign_manager", "tablet_pin"),
)
CLASS = Rule(
    "Teachers their own classes; managers and nurses all of their facility; a tablet with one of their PINs.",
    rules.BOARD.things,
)
LETS_GO = Rule(
    "Manager, nurse and the teachers of the class; part-timers write, but let nobody read.",
    {
        **rules.BOARD.things,
        "own class": Who(people("teacher", "manager", "tablet_pin"), people("part_timer")),
    },
)
NOTES = Rule(
    "Who writes about the child; to everybody else there are no notes.",
    {
        "own child in own class": Who(TEAM),
        "another child in own class": Who(),
        "own child in another organisation": Who(),
        "no such child in own class": Who(),
    },
)
SETTLE = Rule(
    "Who writes about the child.",
    {
        "own child's two texts": Who(TEAM),
        "other facility's two texts": Who(people("other_manager")),
        "no such texts": Who(),
    },
)
SEEN = Rule(
    "Who may read the page: its home, and the staff who look after the child.",
    {
        "page of own home": Who(people("guardian", "co_guardian", "relative", TEAM)),
        "page of another home": Who(people("other_manager")),
        "page of no home": Who(),
    },
)
ENTRIES = [
    *post_entries(LETS_GO, "book_publish"),
    Entry("book_seen", "POST", SEEN, query="entry={id}", bare=True),
    *get_entries(GRID, "teacher_books"),
    *get_entries(CLASS, "teacher_book", "teacher_book_rows"),
    *get_entries(NOTES, "book_notes"),
    *post_entries(NOTES, "book_notes", text="x"),
    *post_entries(SETTLE, "book_settle", value='"x"', base="9"),
]


def make(world: World) -> None:
    colleague = {"own": world.users["manager"], "other": world.users["other_manager"]}
    for name, actor in colleague.items():
        place = world.places[name]
        page = Page(place, today_at(place), Side.NURSERY, world.children[name])
        first, second = (CellWrite("note", text) for text in ("一", "二"))
        write_cells(actor=actor, page=page, session=uuid4(), writes=[first])
        found = write_cells(actor=actor, page=page, session=uuid4(), writes=[second])
        world.rows[f"{name} kept"] = found.kept[0]
    parent = world.guardians["guardian"].user
    assert parent
    _send(world, "own", parent)
    other = factories.make_guardian(world.children["other"]).user
    assert other
    _send(world, "other", other)


def _send(world: World, name: str, parent: User) -> None:
    place = world.places[name]
    page = Page(place, today_at(place), Side.HOME, world.children[name])
    writes = [CellWrite("temperature/a", {"c": "36.5"})]
    write_cells(actor=parent, page=page, session=uuid4(), writes=writes)
    world.rows[f"{name} home's page"] = send_entry(actor=parent, page=page)


def things(world: World) -> dict[str, tuple[object, ...]]:
    rooms, children = world.rooms, world.children
    return {
        "own child in own class": (rooms["own"].pk, children["own"].pk),
        "another child in own class": (rooms["own"].pk, children["other"].pk),
        "own child in another organisation": (rooms["foreign"].pk, children["own"].pk),
        "no such child in own class": (rooms["own"].pk, NOWHERE),
        "own child's two texts": (world.rows["own kept"].pk,),
        "other facility's two texts": (world.rows["other kept"].pk,),
        "no such texts": (NOWHERE,),
        "page of own home": (world.rows["own home's page"].pk,),
        "page of another home": (world.rows["other home's page"].pk,),
        "page of no home": (NOWHERE,),
    }
