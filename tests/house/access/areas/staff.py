"""Staff, their posts, resets of sign-ins, codes, and where one is signed in."""

from typing import Any

from accounts.sessions import SessionStore, session_id
from facilities import services
from facilities.models import Guardian, Role, StaffMember, StaffPost
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.persons import CENTRAL, NOBODY, SENDERS, STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE

HEADS = people("manager", "other_manager", "foreign_manager", "foreign_office")
OWN = people("manager", SENDERS)
LOOKS = people("reader", "auditor")

LIST = rules.whole(
    "Managers for their facilities, the central office for all; other staff are refused.",
    people(HEADS, CENTRAL),
    STAFF - HEADS - CENTRAL,
)
INVITES = rules.whole(
    "Managers for their facilities, who sends for the central office; readers, auditors and other staff are refused.",
    people(HEADS, SENDERS),
    STAFF - HEADS - SENDERS,
)
SEE = Rule(
    "Managers of a facility she works or worked at, and her central office.",
    {
        "own nurse": Who(people("manager", CENTRAL)),
        "other facility's nurse": Who(people("other_manager", CENTRAL)),
        "reader of the central office": Who(CENTRAL),
        "other organisation's nurse": Who(people("foreign_manager", "foreign_office")),
        "no such nurse": Who(),
    },
)
ENDS = Rule(
    "Whose every post is the actor's to take; who only looks is refused.",
    {
        "own nurse": Who(OWN, LOOKS),
        "other facility's nurse": Who(people("other_manager", SENDERS), LOOKS),
        "reader of the central office": Who(SENDERS, LOOKS),
        "other organisation's nurse": Who(people("foreign_manager", "foreign_office")),
        "no such nurse": Who(),
    },
)
ADDS = Rule(
    "Who may give the post at the place; a place that is not hers cannot be chosen.",
    {
        "own nurse": Who(people("manager", CENTRAL)),
        "other facility's nurse": Who(people("other_manager", CENTRAL)),
        "other organisation's nurse": Who(people("foreign_manager", "foreign_office")),
        "no such nurse": Who(),
    },
)
POST = Rule(
    "Whose the post is to give and to take; who only looks is refused.",
    {
        "own nurse's post": Who(OWN, LOOKS),
        "other facility's nurse's post": Who(people("other_manager", SENDERS), LOOKS),
        "other organisation's nurse's post": Who(people("foreign_manager", "foreign_office")),
        "no such post of staff": Who(),
    },
)
GUARDIAN_DESK = Rule(
    "Who keeps the roster of a facility her children go to; its other staff are refused.",
    {
        "guardian at the desk": Who(OWN, people("teacher", "other_teacher", "part_timer")),
        "other organisation's guardian at the desk": Who(people("foreign_manager", "foreign_office")),
        "guardian who never joined": Who(),
        "no such guardian at the desk": Who(),
    },
)
RESET = Rule(
    "Who looks after the person whose sign-in it is. One's own is somebody else's to do.",
    {
        "own reset": Who(OWN, LOOKS | people("other_teacher", "part_timer", "teacher")),
        "other organisation's reset": Who(people("foreign_manager", "foreign_office")),
        "no such reset": Who(),
    },
)
SESSION = Rule(
    "Each her own; somebody else's is not there.",
    {"somebody else's session": Who(NOBODY), "no such session": Who(NOBODY)},
)
ENTRIES: list[Entry] = [
    *get_entries(LIST, "office_staff"),
    *get_entries(INVITES, "office_staff_new"),
    *post_entries(INVITES, "office_staff_new"),
    *get_entries(SEE, "office_staff_member"),
    *post_entries(
        ENDS, "office_staff_code", "office_staff_reset", "office_staff_leave", **{"end-when": "now"}
    ),
    *post_entries(ADDS, "office_post_add"),
    *get_entries(POST, "office_post"),
    *post_entries(POST, "office_post", "office_post_end"),
    *get_entries(GUARDIAN_DESK, "office_guardian_reset"),
    *post_entries(GUARDIAN_DESK, "office_guardian_reset"),
    *get_entries(RESET, "office_reset"),
    *post_entries(RESET, "office_reset", "office_reset_cancel"),
    *get_entries(rules.PUBLIC, "staff_join", "staff_account"),
    *post_entries(rules.PUBLIC, "staff_join", "staff_account"),
    *post_entries(rules.ACCOUNT, "staff_use"),
    *get_entries(rules.ACCOUNT, "staff_secure", "my_sessions"),
    *post_entries(rules.ACCOUNT, "my_sessions_others"),
    *post_entries(SESSION, "my_session_end"),
]


def make(world: Any) -> None:
    """A colleague at each place, a reset that waits, and a browser of somebody else."""
    own, other, foreign = (world.places[name] for name in ("own", "other", "foreign"))
    places = {"own": own, "other": other, "foreign": foreign}
    for name, place in places.items():
        user = factories.make_staff(Role.NURSE, place, name=f"同僚 {name}")
        world.rows[f"colleague {name}"] = StaffMember.objects.get(user=user)
        world.rows[f"post {name}"] = StaffPost.objects.get(member__user=user)
    central = factories.make_staff(Role.CENTRAL_READER, own.organisation, name="同僚 本部")
    world.rows["colleague central"] = StaffMember.objects.get(user=central)
    # Others who lead, so that the walk never meets a last head.
    world.rows["reset own"] = services.start_reset(
        actor=factories.make_staff(Role.MANAGER, own, name="西村 恵"), user=world.rows["colleague own"].user
    )
    world.rows["reset foreign"] = services.start_reset(
        actor=factories.make_staff(Role.MANAGER, foreign, name="北村 翠"),
        user=world.rows["colleague foreign"].user,
    )
    session = SessionStore()
    session["_auth_user_id"] = str(factories.make_user("別 人").pk)
    session.create()
    world.rows["session"] = session_id(session.session_key)
    world.rows["guardian without account"] = Guardian.objects.filter(user=None).first()


def things(world: Any) -> dict[str, tuple[object, ...]]:
    """Their ids by the rules' names."""
    rows, guardians = world.rows, world.guardians
    return {
        "own nurse": (rows["colleague own"].pk,),
        "other facility's nurse": (rows["colleague other"].pk,),
        "reader of the central office": (rows["colleague central"].pk,),
        "other organisation's nurse": (rows["colleague foreign"].pk,),
        "no such nurse": (NOWHERE,),
        "own nurse's post": (rows["post own"].pk,),
        "other facility's nurse's post": (rows["post other"].pk,),
        "other organisation's nurse's post": (rows["post foreign"].pk,),
        "no such post of staff": (NOWHERE,),
        "guardian at the desk": (guardians["guardian"].pk,),
        "other organisation's guardian at the desk": (guardians["outsider"].pk,),
        "guardian who never joined": (rows["guardian without account"].pk,),
        "no such guardian at the desk": (NOWHERE,),
        "own reset": (rows["reset own"].pk,),
        "other organisation's reset": (rows["reset foreign"].pk,),
        "no such reset": (NOWHERE,),
        "somebody else's session": (rows["session"],),
        "no such session": (NOWHERE,),
    }
