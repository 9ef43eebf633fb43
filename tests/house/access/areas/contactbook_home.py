"""What homes write in the contact book, and the cells that homes and staff write."""

from facilities.clock import today_at
from tests.house.access.entries import post_entries
from tests.house.access.persons import people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

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
SESSION = str(NOWHERE)
ENTRIES = [
    *post_entries(CELLS, "book_write", session=SESSION, writes='[{"path": "note", "value": "x"}]'),
]


def things(world: World) -> dict[str, tuple[object, ...]]:
    place, child, room = world.places, world.children, world.rooms
    day = today_at(place["own"]).isoformat()
    own, foreign, other = place["own"].pk, place["foreign"].pk, place["other"].pk
    return {
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
