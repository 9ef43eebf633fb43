"""The entrance: its page, its bell, and a stamp taken back. The walk's tablets stand in a room, so nothing is there."""

from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
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

ENTRIES = [
    *get_entries(AT_THE_ENTRANCE, "tablet_kiosk"),
    *post_entries(AT_THE_ENTRANCE, "tablet_call"),
    *post_entries(TAKE_BACK, "tablet_take_back", after="1000"),
]


def things(_world: World) -> dict[str, tuple[object, ...]]:
    return {"no such stamp": (NOWHERE,)}
