"""Answering surveys: whose family, whose own post, who enters and prints paper."""

from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FACILITY_STAFF, SENDERS, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World
from tests.surveys.asking import make_asking, make_staff_asking

LOOKS = Rule(
    "Guardians of a family it asks, who reads along too.",
    {
        "own family's survey": Who(people("guardian", "co_guardian", "separated_guardian", "relative")),
        "other facility's survey": Who(),
        "other organisation's survey": Who(people("outsider")),
        "own facility's staff survey": Who(),
        "no such survey": Who(),
    },
)
ANSWERS = Rule(
    "Guardians who may answer for a child it asks about; who reads along is refused.",
    {
        "own family's survey": Who(
            people("guardian", "co_guardian", "separated_guardian"), people("relative")
        ),
        "other facility's survey": Who(),
        "other organisation's survey": Who(people("outsider")),
        "own facility's staff survey": Who(),
        "no such survey": Who(),
    },
)
STAFF = Rule(
    "The staff of a facility it asks, each for herself.",
    {
        "own facility's staff survey": Who(FACILITY_STAFF),
        "other organisation's staff survey": Who(people("foreign_manager")),
        "own family's survey": Who(),
        "no such survey": Who(),
    },
)
ENTERS = Rule(
    "Manager and office of the family's facility, and the sending central office.",
    {
        "own facility's family": Who(people("manager", SENDERS)),
        "other facility's family": Who(people("other_manager", SENDERS)),
        "other organisation's family": Who(people("foreign_manager", "foreign_office")),
        "a family it does not ask": Who(),
        "no such survey's family": Who(),
    },
)
PRINTS = Rule(
    "Who makes it, and manager and office of a facility it asks.",
    {
        "own family's survey": Who(people("manager")),
        "other facility's survey": Who(people("other_manager")),
        "other organisation's survey": Who(people("foreign_manager")),
        "own facility's staff survey": Who(),
        "no such survey": Who(),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_surveys"),
    *get_entries(LOOKS, "guardian_survey"),
    *post_entries(ANSWERS, "guardian_survey", a_q1="2"),
    *post_entries(ANSWERS, "guardian_survey_draft", a_q1="2"),
    *get_entries(rules.WORKPLACE, "staff_surveys"),
    *get_entries(STAFF, "staff_survey"),
    *post_entries(STAFF, "staff_survey", a_q1="2"),
    *get_entries(ENTERS, "office_survey_entry"),
    *post_entries(ENTERS, "office_survey_entry", a_q1="2", via="phone"),
    *get_entries(PRINTS, "office_survey_paper"),
]
PLACES = {"own": "manager", "other": "other_manager", "foreign": "foreign_manager"}


def make(world: World) -> None:
    for name, manager in PLACES.items():
        world.rows[f"{name} asking"] = make_asking(world.users[manager], world.places[name])
        world.rows[f"{name} staff asking"] = make_staff_asking(world.users[manager], world.places[name])


def things(world: World) -> dict[str, tuple[object, ...]]:
    own, other, foreign = (world.rows[f"{name} asking"].pk for name in PLACES)
    families = [world.household(name).pk for name in ("guardian", "other", "outsider")]
    return {
        "own family's survey": (own,),
        "other facility's survey": (other,),
        "other organisation's survey": (foreign,),
        "own facility's staff survey": (world.rows["own staff asking"].pk,),
        "other organisation's staff survey": (world.rows["foreign staff asking"].pk,),
        "no such survey": (NOWHERE,),
        "own facility's family": (own, families[0]),
        "other facility's family": (other, families[1]),
        "other organisation's family": (foreign, families[2]),
        "a family it does not ask": (own, families[2]),
        "no such survey's family": (NOWHERE, families[0]),
    }
