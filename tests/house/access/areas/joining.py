"""Joining, the family's circle and the registration: who invites whom, and who watches."""

from datetime import timedelta

from django.utils import timezone

from facilities.models import Invitation
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FOREIGN_STAFF, NOBODY, SENDERS, WATCHERS, people
from tests.house.access.rules import Rule, Who, whole
from tests.house.access.world import NOWHERE, World

_KEEPERS = people("manager", SENDERS)
_COLLEAGUES = people("teacher", "other_teacher", "part_timer", WATCHERS)
_PARENTS = people("guardian", "co_guardian")

JUST_JOINED = whole(
    "Guardians within a day of joining; later they change it in their profile.", people("co_guardian")
)
INVITE = Rule(
    "Guardians with every right for the child; a relative who reads along is refused.",
    {
        "own child": Who(people(_PARENTS, "separated_guardian"), people("relative")),
        "child of the next class": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
LINK = Rule(
    "Guardians with every right, for the links of their own household.",
    {
        "own household's link": Who(_PARENTS),
        "other household's link": Who(people("separated_guardian")),
        "no such link": Who(),
    },
)
RELATIVE = Rule(
    "Guardians with every right, for who only reads along in their own household; parents are the nursery's to change.",
    {
        "relative of the household": Who(_PARENTS),
        "father of the household": Who(NOBODY, people("guardian")),
        "other household's guardian": Who(),
        "no such relative": Who(),
    },
)
SHEETS_OF_FACILITY = Rule(
    "Who keeps the roster of the place: its manager and office, and the central office's senders.",
    {
        "own facility": Who(_KEEPERS, _COLLEAGUES),
        "other facility": Who(people(SENDERS, "other_manager"), WATCHERS),
        "other organisation's facility": Who(FOREIGN_STAFF),
        "no such facility": Who(),
    },
)
SHEETS_OF_CLASS = Rule(
    SHEETS_OF_FACILITY.sentence,
    {
        "own class": Who(_KEEPERS, _COLLEAGUES),
        "next class": Who(_KEEPERS, _COLLEAGUES),
        "other facility's class": Who(people(SENDERS, "other_manager"), WATCHERS),
        "other organisation's class": Who(FOREIGN_STAFF),
        "no such class": Who(),
    },
)
SHEETS_OF_CHILD = Rule(
    "Manager and office of the child's facility; her teachers are refused. The central office: no child.",
    {
        "own child": Who(people("manager"), people("teacher", "part_timer")),
        "child of the next class": Who(people("manager"), people("other_teacher")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "child who left": Who(),
        "no such child": Who(),
    },
)
ON_PAPER = Rule(
    "Manager and office of the child's facility, for an adult of this very child.",
    {
        "adult of the own child": Who(people("manager"), people("teacher", "part_timer")),
        "adult of another child": Who(),
        "adult of the other facility's child": Who(people("other_manager")),
        "no such adult": Who(),
    },
)
SHEET = Rule(
    SHEETS_OF_FACILITY.sentence,
    {
        "own facility's sheet": Who(_KEEPERS, _COLLEAGUES),
        "other facility's sheet": Who(people(SENDERS, "other_manager"), WATCHERS),
        "other organisation's sheet": Who(FOREIGN_STAFF),
        "no such sheet": Who(),
    },
)

ENTRIES = [
    *get_entries(rules.PUBLIC, "join", "join_account"),
    *post_entries(rules.PUBLIC, "join", code="0000-0000-0000"),
    *post_entries(rules.PUBLIC, "join_account"),
    *post_entries(rules.ACCOUNT, "join_use"),
    *get_entries(rules.GUARDIAN_PAGES, "join_email", "join_digits", "join_done", "guardian_family"),
    *post_entries(rules.GUARDIAN_PAGES, "join_email", "join_digits"),
    *get_entries(JUST_JOINED, "join_contact"),
    *post_entries(JUST_JOINED, "join_contact", wants_push="on"),
    *post_entries(INVITE, "family_invite"),
    *post_entries(LINK, "family_link_end"),
    *post_entries(RELATIVE, "family_relative_end"),
    *get_entries(rules.WORKPLACE, "office_registration"),
    *get_entries(rules.FACILITY, "office_registration_facility"),
    *get_entries(rules.CLASSROOM, "office_registration_class"),
    *post_entries(SHEETS_OF_FACILITY, "office_sheets_facility"),
    *post_entries(SHEETS_OF_CLASS, "office_sheets_class"),
    *post_entries(SHEETS_OF_CHILD, "office_sheets_child"),
    *post_entries(ON_PAPER, "office_on_paper"),
    *post_entries(SHEET, "office_sheet_revoke"),
]


def make(world: World) -> None:
    """Sheets that are out in three places, links of two households, and the father who has just joined."""
    for name, person in (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager")):
        world.rows[f"sheet {name}"] = _invitation(world, name, person)
    for person in ("guardian", "separated_guardian"):
        world.rows[f"link {person}"] = _invitation(
            world, "own", person, kind=Invitation.Kind.RELATIVE, guardian=world.guardians[person]
        )
    father = world.users["co_guardian"]
    _invitation(world, "own", "manager", used_by=father, used_at=timezone.now())


def _invitation(world: World, place: str, person: str, **fields: object) -> Invitation:
    facility = world.places[place]
    values = {"kind": Invitation.Kind.GUARDIAN, "code_hash": f"{len(world.rows)}{place}{person}{len(fields)}"}
    return Invitation.objects.create(
        organisation=facility.organisation,
        facility=facility,
        child=world.children[place],
        created_by=world.users[person],
        expires_at=timezone.now() + timedelta(days=3),
        **{**values, **fields},
    )


def things(world: World) -> dict[str, tuple[object, ...]]:
    """Rows by the names of the rules."""
    child = {name: row.pk for name, row in world.children.items()}
    adult = {name: row.pk for name, row in world.guardians.items()}
    return {
        "own household's link": (world.rows["link guardian"].pk,),
        "other household's link": (world.rows["link separated_guardian"].pk,),
        "no such link": (NOWHERE,),
        "relative of the household": (adult["relative"],),
        "father of the household": (adult["co_guardian"],),
        "other household's guardian": (adult["separated_guardian"],),
        "no such relative": (NOWHERE,),
        "adult of the own child": (child["own"], adult["guardian"]),
        "adult of another child": (child["own"], adult["next"]),
        "adult of the other facility's child": (child["other"], adult["other"]),
        "no such adult": (child["own"], NOWHERE),
        "own facility's sheet": (world.rows["sheet own"].pk,),
        "other facility's sheet": (world.rows["sheet other"].pk,),
        "other organisation's sheet": (world.rows["sheet foreign"].pk,),
        "no such sheet": (NOWHERE,),
    }
