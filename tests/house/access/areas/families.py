"""The roster, a child's page, who belongs to her, requests, and a guardian's own data."""

from facilities.models import ChangeRequest
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import CENTRAL, FOREIGN_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

TEAM = people("teacher", "part_timer")
PARENTS = people("guardian", "co_guardian", "separated_guardian")
CHILD = Rule(
    "Staff who look after the child's family; never her own child, and never the central office.",
    {
        "own child": Who(people(TEAM, "manager")),
        "child of the next class": Who(people("other_teacher", "manager")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "child who left": Who(),
        "no such child": Who(),
    },
)
KEEPS = Rule(
    "The manager and the office of the child's facility; its teachers are refused.",
    {
        "own child": Who(people("manager"), TEAM),
        "child of the next class": Who(people("manager"), people("other_teacher")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "child who left": Who(),
        "no such child": Who(),
    },
)
LINK = Rule(
    "Who keeps the child's family, for an adult who belongs to the child.",
    {
        "own child's guardian": Who(people("manager"), TEAM),
        "guardian of another child": Who(people(), TEAM),
        "no such adult for the child": Who(people(), TEAM),
        "other facility's guardian": Who(people("other_manager")),
        "other organisation's guardian": Who(people("foreign_manager")),
        "guardian of no such child": Who(),
    },
)
HOME = Rule(
    "Who keeps the child's family, for a household of the child.",
    {
        "own child's household": Who(people("manager"), TEAM),
        "household of another child": Who(people(), TEAM),
        "other facility's child's household": Who(people("other_manager")),
    },
)
REQUESTS = rules.whole(
    "Who decides requests, for her places; the central office finds numbers. Other staff are refused.",
    people(CENTRAL, FOREIGN_STAFF, "manager", "other_manager"),
    people(TEAM, "other_teacher"),
)
REQUEST = Rule(
    "The manager and the office of the facility it was sent to.",
    {
        "mother's request": Who(people("manager")),
        "manager's own request": Who(people("manager")),
        "other facility's request": Who(people("other_manager")),
        "other organisation's request": Who(people("foreign_manager")),
        "no such request": Who(),
    },
)
DECIDE = Rule(
    REQUEST.sentence + " Who asked is refused.",
    {**REQUEST.things, "manager's own request": Who(refused=people("manager"))},
)
TAKE_BACK = Rule(
    "Staff who asked for it themselves.",
    {
        "mother's request": Who(),
        "manager's own request": Who(people("manager")),
        "no such request": Who(),
    },
)
WITHDRAW = Rule(
    "The guardian who asked for it, while she may view the child.",
    {
        "mother's request": Who(people("guardian")),
        "manager's own request": Who(),
        "blocked father's request": Who(),
        "other organisation's request": Who(people("outsider")),
        "no such request": Who(),
    },
)
OWN_NAME = rules.whole(
    "Guardians with a child they may view; the others phone their nursery.",
    people(PARENTS, "relative", "left_guardian", "outsider"),
)
ASKS = Rule(
    "Guardians with the right to write or answer for the child; who only reads along is refused.",
    {
        "own child": Who(PARENTS, people("relative")),
        "child of the next class": Who(),
        "other facility's child": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
CONTACT = {"phone": "090-1234-5678", "wants_email": "on"}
ADULT = {"name": "髙橋 大輔", "relation": "father"}
NAMES = {"family_name": "葛󠄀城", "given_name": "凛", "born_on": "2024-05-05"}
ENTRIES = [
    *get_entries(rules.WORKPLACE, "office_children"),
    *get_entries(CHILD, "office_child"),
    *get_entries(KEEPS, "office_child_edit", "office_guardian_new"),
    *post_entries(KEEPS, "office_child_edit", **NAMES, honorific="kun", seen="x"),
    *post_entries(KEEPS, "office_guardian_new", **ADULT, household="new", household_name="髙橋"),
    *get_entries(LINK, "office_guardian"),
    *post_entries(LINK, "office_guardian", can_view="on"),
    *post_entries(
        LINK, "office_guardian_end", "office_guardian_block", "office_guardian_unblock", reason="保護"
    ),
    *post_entries(HOME, "office_household_protect"),
    *get_entries(REQUESTS, "office_requests"),
    *get_entries(REQUEST, "office_request"),
    *post_entries(DECIDE, "office_request_decide", decision="approve"),
    *post_entries(TAKE_BACK, "office_request_withdraw"),
    *get_entries(rules.GUARDIAN_PAGES, "guardian_profile"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_profile", **CONTACT),
    *get_entries(OWN_NAME, "guardian_profile_name"),
    *post_entries(OWN_NAME, "guardian_profile_name", **ADULT),
    *get_entries(ASKS, "guardian_profile_child", "guardian_profile_adult"),
    *post_entries(ASKS, "guardian_profile_child", **NAMES),
    *post_entries(ASKS, "guardian_profile_adult", **ADULT),
    *post_entries(WITHDRAW, "guardian_request_withdraw"),
]


def make(world: World) -> None:
    """Open requests: of a mother, of a father who is blocked afterwards, of staff, of other places."""
    own, other, foreign = (world.children[name] for name in ("own", "other", "foreign"))
    for thing, person, child, adult in (
        ("mother's request", "guardian", own, "guardian"),
        ("blocked father's request", "blocked_guardian", own, "blocked_guardian"),
        ("manager's own request", "manager", own, None),
        ("other facility's request", "approver", other, None),
        ("other organisation's request", "outsider", foreign, "outsider"),
    ):
        guardian = world.guardians[adult] if adult else None
        world.rows[thing] = factories.make_request(world.users[person], child, guardian)


def things(world: World) -> dict[str, tuple[object, ...]]:
    """Children with adults and households of theirs, or of others."""
    own, other, foreign = (world.children[name].pk for name in ("own", "other", "foreign"))
    adults = {name: guardian.pk for name, guardian in world.guardians.items()}
    asked = {name: (row.pk,) for name, row in world.rows.items() if isinstance(row, ChangeRequest)}
    return {
        **asked,
        "no such request": (NOWHERE,),
        "own child's guardian": (own, adults["guardian"]),
        "guardian of another child": (own, adults["other"]),
        "no such adult for the child": (own, NOWHERE),
        "other facility's guardian": (other, adults["other"]),
        "other organisation's guardian": (foreign, adults["outsider"]),
        "guardian of no such child": (NOWHERE, adults["guardian"]),
        "own child's household": (own, world.household("guardian").pk),
        "household of another child": (own, world.household("other").pk),
        "other facility's child's household": (other, world.household("other").pk),
    }
