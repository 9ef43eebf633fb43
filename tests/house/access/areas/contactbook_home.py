"""What homes write in the contact book, and the cells that homes and staff write."""

from uuid import uuid4

from contactbook.merge import CellWrite
from contactbook.models import Entry, Side, State
from contactbook.services import Page, write_cells
from facilities.clock import today_at
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

HOMES = (
    ("two texts of the mother's home", "guardian", "own"),
    ("two texts of the father's home", "separated_guardian", "own"),
    ("two texts of another organisation's home", "outsider", "foreign"),
)
PARENTS = people("guardian", "co_guardian", "separated_guardian")
CELLS = Rule(
    "A home's page by who writes for the child, the others by the staff who write there, also on a tablet by PIN.",
    {
        "home's page of own child": Who(PARENTS, people("relative")),
        "home's page of the next class": Who(),
        "home's page of another organisation": Who(people("outsider")),
        "home's page of no such child": Who(),
        "nursery's page of own child": Who(people("teacher", "part_timer", "manager", "tablet_pin")),
        "nursery's page of the next class": Who(people("other_teacher", "manager")),
        "nursery's page of another facility": Who(people("other_manager")),
        "nursery's page of own child at another facility": Who(),
        "nursery's page of another organisation": Who(people("foreign_manager")),
        "journal of the class": Who(people("teacher", "part_timer", "manager", "tablet_pin")),
        "journal of another organisation": Who(people("foreign_manager")),
        "journal of no such class": Who(),
    },
)
MORNING = rules.whole(
    "Guardians who write for a child who goes somewhere today; who only reads along is refused.",
    people(PARENTS, "outsider"),
    people("relative", "left_guardian", "blocked_guardian", "expired_guardian"),
)
SETTLES = Rule(
    "Who writes for the child in the home whose two telephones wrote one text; who reads along there is refused.",
    {
        "two texts of the mother's home": Who(people("guardian", "co_guardian"), people("relative")),
        "two texts of the father's home": Who(people("separated_guardian")),
        "two texts of another organisation's home": Who(people("outsider")),
        "no such text": Who(),
    },
)
SESSION = str(NOWHERE)
ENTRIES = [
    *get_entries(MORNING, "guardian_book_write"),
    *post_entries(MORNING, "guardian_book_write"),
    *post_entries(SETTLES, "guardian_book_settle", stands="first"),
    *post_entries(CELLS, "book_write", session=SESSION, writes='[{"path": "note", "value": "x"}]'),
]


def make(world: World) -> None:
    """A text that waits in the page of each home."""
    for name, person, place in HOMES:
        user = world.guardians[person].user
        assert user
        for text in ("一", "二"):
            facility = world.places[place]
            page = Page(facility, today_at(facility), Side.HOME, child=world.children[place])
            found = write_cells(actor=user, page=page, session=uuid4(), writes=[CellWrite("note", text)])
        world.rows[name] = found.kept[0]
        Entry.objects.filter(pk=found.entry.pk).update(state=State.SENT)


def things(world: World) -> dict[str, tuple[object, ...]]:
    place, child, room = world.places, world.children, world.rooms
    day = today_at(place["own"]).isoformat()
    own, foreign, other = place["own"].pk, place["foreign"].pk, place["other"].pk
    kept: dict[str, tuple[object, ...]] = {name: (world.rows[name].pk,) for name, _person, _place in HOMES}
    return kept | {
        "no such text": (NOWHERE,),
        "home's page of own child": ("home", own, child["own"].pk, day),
        "home's page of the next class": ("home", own, child["next"].pk, day),
        "home's page of another organisation": ("home", foreign, child["foreign"].pk, day),
        "home's page of no such child": ("home", own, NOWHERE, day),
        "nursery's page of own child": ("nursery", own, child["own"].pk, day),
        "nursery's page of the next class": ("nursery", own, child["next"].pk, day),
        "nursery's page of another facility": ("nursery", other, child["other"].pk, day),
        "nursery's page of own child at another facility": ("nursery", other, child["own"].pk, day),
        "nursery's page of another organisation": ("nursery", foreign, child["foreign"].pk, day),
        "journal of the class": ("class", own, room["own"].pk, day),
        "journal of another organisation": ("class", foreign, room["foreign"].pk, day),
        "journal of no such class": ("class", own, NOWHERE, day),
    }
