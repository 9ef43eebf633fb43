"""The entrance: its page, its bell, and a stamp taken back. The walk's tablets stand in a room, so nothing is there.

Cards for it are printed and ended by the facility's office.
"""

from attendance.services.cards import issue_card
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import FACILITY_STAFF, people
from tests.house.access.rules import NO_THING, Rule, Who
from tests.house.access.world import NOWHERE, World

AT_THE_ENTRANCE = Rule(
    "A tablet that the office put at the entrance; with any other tablet or browser it is not there.",
    {NO_THING: Who()},
    anonymous=Outcome.HIDDEN,
    tablet=Outcome.HIDDEN,
)
TAKE_BACK = Rule(
    "The tablet at the entrance that made the stamp, for two minutes.",
    {"no such stamp": Who()},
    anonymous=Outcome.HIDDEN,
    tablet=Outcome.HIDDEN,
)

PLACES = (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager"))
OFFICES = people("manager", "other_manager", "foreign_manager")
REFUSED = FACILITY_STAFF - {"manager"}
CARDS = Rule(
    "Manager and office of a facility, for its cards; its other staff are refused.",
    {NO_THING: Who(OFFICES, REFUSED)},
)
CLASS = Rule(
    CARDS.sentence,
    {
        "own class": Who(people("manager"), REFUSED),
        "other facility's class": Who(people("other_manager")),
        "other organisation's class": Who(people("foreign_manager")),
        "no such class": Who(),
    },
)
CARD = Rule(
    CARDS.sentence,
    {
        "own card": Who(people("manager"), REFUSED),
        "other facility's card": Who(people("other_manager")),
        "other organisation's card": Who(people("foreign_manager")),
        "no such card": Who(),
    },
)

PLAN = {"id": NOWHERE, "card": "a", "children": NOWHERE, "at": "17:00", "relation": "mother"}
ENTRIES = [
    *get_entries(AT_THE_ENTRANCE, "tablet_kiosk"),
    *post_entries(AT_THE_ENTRANCE, "tablet_call"),
    *post_entries(AT_THE_ENTRANCE, "tablet_plan", **PLAN),
    *post_entries(TAKE_BACK, "tablet_take_back", after="1000"),
    *get_entries(CARDS, "office_cards"),
    *get_entries(CLASS, "office_cards_class"),
    *post_entries(CLASS, "office_cards_print"),
    *post_entries(CARD, "office_card_number", "office_card_end", number="00420042"),
]


def make(world: World) -> None:
    for place, manager in PLACES:
        world.rows[f"{place} card"] = issue_card(
            actor=world.users[manager], facility=world.places[place], child=world.children[place]
        )


def things(world: World) -> dict[str, tuple[object, ...]]:
    return {
        "no such stamp": (NOWHERE,),
        "own card": (world.rows["own card"].pk,),
        "other facility's card": (world.rows["other card"].pk,),
        "other organisation's card": (world.rows["foreign card"].pk,),
        "no such card": (NOWHERE,),
    }
