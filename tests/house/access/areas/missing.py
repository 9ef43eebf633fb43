"""Children without a word: the family's answer by link, staff's alarms and calls, counts of heads."""

from hashlib import sha256

from django.utils import timezone

from attendance.answer_links import Asked, answer_token
from attendance.models import HeadCount, NoShow, StaffCall
from facilities.clock import today_at
from facilities.models import Device
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import EVERYBODY, FACILITY_STAFF, TABLETS, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

MANAGERS = people("other_manager", "foreign_manager")
TEAM = people("teacher", "other_teacher", "manager")
ANSWER = Rule(
    "Everybody who has the link that one guardian was sent, on its day, while her right holds.",
    {
        "question": Who(EVERYBODY),
        "question of a blocked guardian": Who(),
        "question with a wrong token": Who(),
    },
    anonymous=Outcome.HIDDEN,
)
ALARMS = Rule(
    "Everybody who is signed in, and shared tablets: alarms of the places where they work with children.",
    {rules.NO_THING: Who(people(EVERYBODY - {"anonymous"}, TABLETS))},
    anonymous=Outcome.HIDDEN,
)
SEARCH = Rule(
    "Everybody who works with children at the facility; a tablet with a PIN.",
    {
        "own child missed": Who(people(FACILITY_STAFF, "tablet_pin")),
        "other facility's child missed": Who(people("other_manager")),
        "other organisation's child missed": Who(people("foreign_manager")),
        "nobody missed": Who(),
    },
)
BELL = Rule(
    "Everybody who works with children at the facility, and its tablets, also without a PIN.",
    {
        "own entrance's ring": Who(people(FACILITY_STAFF, TABLETS)),
        "other facility's ring": Who(people("other_manager")),
        "other organisation's ring": Who(people("foreign_manager")),
        "no such ring": Who(),
    },
    tablet=Outcome.HIDDEN,
)
LIST = rules.whole(
    "Manager, office, teachers and nurses of a facility; the central office phones no such family.",
    people(TEAM, MANAGERS, "tablet_pin"),
)
PHONE = Rule(
    "Manager, office and nurses of the facility, teachers for their classes, never about their own child.",
    {
        "own child missed": Who(people("teacher", "manager", "tablet_pin")),
        "other facility's child missed": Who(people("other_manager")),
        "other organisation's child missed": Who(people("foreign_manager")),
        "nobody missed": Who(),
    },
)
COUNTS = rules.CLASS_BOARD
CLASS = Rule("Who has this class on her board.", rules.BOARD.things)
SECOND = Rule(
    "Staff of the facility in which somebody counted; on a tablet she names herself and types her PIN.",
    {
        "own count": Who(people(FACILITY_STAFF, "tablet_pin")),
        "other facility's count": Who(people("other_manager")),
        "no such count": Who(),
    },
)
ENTRIES = [
    *get_entries(ANSWER, "no_show_answer"),
    *post_entries(ANSWER, "no_show_answer", answer="absent"),
    *get_entries(ALARMS, "attendance_alarms"),
    *post_entries(SEARCH, "no_show_search", "no_show_found"),
    *post_entries(BELL, "staff_call_answer"),
    *get_entries(LIST, "office_missing"),
    *post_entries(PHONE, "no_show_take", "no_show_give_back", "no_show_call"),
    *get_entries(COUNTS, "teacher_counts"),
    *get_entries(CLASS, "teacher_counts_class"),
    *post_entries(CLASS, "head_count", scene="room"),
    *post_entries(SECOND, "head_count_confirm", number=0),
]


def make(world: World) -> None:
    """A child missed at each facility, and a count that waits for a second person."""
    now = timezone.now()
    for name in ("own", "other", "foreign"):
        place, child = world.places[name], world.children[name]
        world.rows[f"missed {name}"] = NoShow.objects.create(
            facility=place, child=child, day=today_at(place), phone_at=now, state="to_phone"
        )
        entrance = Device.objects.create(
            organisation=place.organisation, facility=place, name="Entrance", is_kiosk=True,
            secret_hash=sha256(name.encode()).hexdigest(), paired_by=world.users["manager"],
        )  # fmt: skip
        world.rows[f"call {name}"] = StaffCall.objects.create(facility=place, device=entrance)
        world.rows[f"head count {name}"] = HeadCount.objects.create(
            facility=place, classroom=child.enrolments.get().classroom, scene="room"
        )


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By what they are called in the rules above."""
    row = {name: world.rows[f"missed {name}"] for name in ("own", "other", "foreign")}
    place = world.places["own"]

    def link(person: str) -> str:
        guardian = world.users[person].guardians.get()
        return answer_token(Asked(row["own"].pk, guardian.pk, place.pk, place.organisation_id))

    return {
        "question": (link("guardian"),),
        "question of a blocked guardian": (link("blocked_guardian"),),
        "question with a wrong token": (link("guardian")[:-3] + "xyz",),
        "own child missed": (row["own"].pk,),
        "other facility's child missed": (row["other"].pk,),
        "other organisation's child missed": (row["foreign"].pk,),
        "nobody missed": (NOWHERE,),
        "own entrance's ring": (world.rows["call own"].pk,),
        "other facility's ring": (world.rows["call other"].pk,),
        "other organisation's ring": (world.rows["call foreign"].pk,),
        "no such ring": (NOWHERE,),
        "own count": (world.rows["head count own"].pk,),
        "other facility's count": (world.rows["head count other"].pk,),
        "no such count": (NOWHERE,),
    }
