"""The next school year, the places of single children, and a family's answer to a transfer."""

from datetime import timedelta

from facilities import services
from facilities.selectors.rollover import planning_year
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.persons import FOREIGN_STAFF, SENDERS, STAFF, WATCHERS, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

_KEEP = people("manager", "other_manager", SENDERS, FOREIGN_STAFF)
_NOT = people("teacher", "other_teacher", "part_timer")
OVERVIEW = rules.whole(
    "Who keeps a roster: facilities their own, the central office's senders all of theirs, in counts.",
    _KEEP,
    STAFF - _KEEP,
)
EVERY = rules.whole(
    "The central office's senders, for their organisation.",
    people(SENDERS, "foreign_office"),
    WATCHERS,
)
PLACE = Rule(
    "Who keeps the facility's roster; its other staff and the office's readers are refused.",
    {
        "own facility": Who(people("manager", SENDERS), people(_NOT, WATCHERS)),
        "other facility": Who(people("other_manager", SENDERS), WATCHERS),
        "other organisation's facility": Who(FOREIGN_STAFF),
        "no such facility": Who(),
    },
)
PLACES = Rule(
    "Who keeps the roster of a facility the child goes or went to. The central office sees no name.",
    {
        "own child": Who(people("manager")),
        "child of the next class": Who(people("manager")),
        "child who left": Who(people("manager")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "no such child": Who(),
    },
)
CANCEL = Rule(
    "Who keeps the roster of the facility the child leaves.",
    {
        "own transfer": Who(people("manager")),
        "transfer of another child": Who(),
        "other organisation's transfer": Who(people("foreign_manager")),
        "no such transfer": Who(),
    },
)
ANSWER = Rule(
    "Guardians who may answer for the child, while the transfer stands.",
    {
        "own child's transfer": Who(people("guardian", "co_guardian", "separated_guardian")),
        "other organisation's child's transfer": Who(people("outsider")),
        "cancelled transfer": Who(),
        "transfer that is not there": Who(),
    },
)
_ACTS = ("move", "leave", "stay", "return", "transfer")  # an empty form changes nothing
ENTRIES = [
    *get_entries(OVERVIEW, "office_rollover"),
    *post_entries(EVERY, "office_rollover_start_all", "office_rollover_apply_all"),
    *get_entries(PLACE, "office_rollover_facility"),
    *post_entries(PLACE, "office_rollover_start", "office_rollover_reverse"),
    *post_entries(PLACE, "office_rollover_apply", version=1),
    *post_entries(PLACE, "office_rollover_decide"),
    *get_entries(PLACES, "office_enrolment"),
    *(Entry(f"office_enrolment_{act}", "POST", PLACES, {}) for act in _ACTS),
    *post_entries(CANCEL, "office_transfer_cancel"),
    *get_entries(ANSWER, "guardian_transfer"),
    *post_entries(ANSWER, "guardian_transfer", consents="yes"),
]


def make(world: World) -> None:
    """Plans everywhere, and transfers of a child here and abroad."""
    for name, keeper in (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager")):
        actor, place, child = world.users[keeper], world.places[name], world.children[name]
        services.start_plan(actor=actor, facility=place, school_year=planning_year())
        if name == "other":
            continue
        room = factories.make_classroom(factories.make_facility(place.organisation))
        for key, days in (("cancelled", 20), ("going", 10)):
            row = services.transfer_child(
                actor=actor,
                child=child,
                facility=place,
                to_classroom=room,
                moves_on=factories.today() + timedelta(days=days),
            )
            world.rows[f"{name} {key}"] = row
            if key == "cancelled":
                services.cancel_transfer(actor=actor, transfer=row)


def things(world: World) -> dict[str, tuple[object, ...]]:
    """Transfers by their child, and a child for whose transfer the address names another."""
    own, foreign = world.rows["own going"].pk, world.rows["foreign going"].pk
    child = {key: row.pk for key, row in world.children.items()}
    return {
        "own transfer": (child["own"], own),
        "transfer of another child": (child["next"], own),
        "other organisation's transfer": (child["foreign"], foreign),
        "no such transfer": (child["own"], NOWHERE),
        "own child's transfer": (own,),
        "other organisation's child's transfer": (foreign,),
        "cancelled transfer": (world.rows["own cancelled"].pk,),
        "transfer that is not there": (NOWHERE,),
    }
