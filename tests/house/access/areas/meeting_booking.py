"""A family's meetings: who looks, who chooses for the child, and whose calendar file it is."""

from surveys import services
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FAMILY, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World
from tests.surveys.meeting_world import make_lane, make_period, slots_of

LOOKS = Rule(
    "Families with a child in a class of it, once it is announced.",
    {
        "own child's meetings": Who(people(FAMILY)),
        "meetings not announced": Who(),
        "another class's meetings": Who(),
        "other organisation's meetings": Who(people("outsider")),
        "no such meetings": Who(),
    },
)
BOOKED = Rule(
    "The household that booked; another home of the child is not shown the time.",
    {
        "own child's booked meeting": Who(people(FAMILY) - {"separated_guardian"}),
        "own child's meeting, none booked": Who(),
        "another family's meeting": Who(),
        "no such meeting": Who(),
    },
)
GIVES_BACK = Rule(
    "Who may answer for the child; who reads along is refused.",
    {
        "own child's booked meeting": Who(people(FAMILY) - {"relative"}, people("relative")),
        "own child's meeting, none booked": Who(people(FAMILY) - {"relative"}, people("relative")),
        "another family's meeting": Who(),
        "no such meeting": Who(),
    },
)
CHOOSES = Rule(
    GIVES_BACK.sentence,
    {
        "own child's time": Who(people(FAMILY) - {"relative"}, people("relative")),
        "another class's time": Who(),
        "another family's time": Who(),
        "other organisation's time": Who(people("outsider")),
        "no such time": Who(),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_meetings"),
    *get_entries(LOOKS, "guardian_meeting"),
    *get_entries(CHOOSES, "guardian_meeting_slot"),
    *post_entries(CHOOSES, "guardian_meeting_slot", "guardian_meeting_hold"),
    *post_entries(GIVES_BACK, "guardian_meeting_cancel", "guardian_meeting_wishes"),
    *get_entries(BOOKED, "guardian_meeting_file"),
]


def make(world: World) -> None:
    """Open times of her class, a draft, another class's, another organisation's; one more that is booked."""
    rooms = {"own": "own", "booked": "own", "draft": "own", "next": "next", "foreign": "foreign"}
    for name, room in rooms.items():
        place = "foreign" if name == "foreign" else "own"
        keeper = world.users["foreign_manager" if name == "foreign" else "manager"]
        period = make_period(keeper, world.places[place], published=name != "draft")
        make_lane(keeper, period, world.rooms[room])
        world.rows[f"meetings {name}"] = period
    make_lane(world.users["manager"], world.rows["meetings own"], world.rooms["next"])
    guardian, child = world.guardians["guardian"].user, world.children["own"]
    assert guardian
    services.book_slot(actor=guardian, slot=slots_of(world.rows["meetings booked"])[0], child=child)


def things(world: World) -> dict[str, tuple[object, ...]]:
    own, booked, draft, after, foreign = (
        world.rows[f"meetings {name}"] for name in ("own", "booked", "draft", "next", "foreign")
    )
    child, other, abroad = (world.children[name].pk for name in ("own", "next", "foreign"))

    def time_for(room: str) -> object:
        return own.slots.filter(lane__classroom=world.rooms[room]).earliest("starts_at").pk

    return {
        "own child's meetings": (own.pk,),
        "meetings not announced": (draft.pk,),
        "another class's meetings": (after.pk,),
        "other organisation's meetings": (foreign.pk,),
        "no such meetings": (NOWHERE,),
        "own child's booked meeting": (booked.pk, child),
        "own child's meeting, none booked": (own.pk, child),
        "another family's meeting": (after.pk, other),
        "no such meeting": (NOWHERE, child),
        "own child's time": (own.pk, child, time_for("own")),
        "another class's time": (own.pk, child, time_for("next")),
        "another family's time": (own.pk, other, time_for("next")),
        "other organisation's time": (foreign.pk, abroad, slots_of(foreign)[0].pk),
        "no such time": (own.pk, child, NOWHERE),
    }
