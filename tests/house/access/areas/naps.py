"""Nap time, allergies and medicine: who looks after whom."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import MedicationDose
from backend.ids import uuid7
from facilities.clock import today_at
from tests import factories
from tests.house.access import rules
from tests.house.access.areas.families import KEEPS
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FACILITY_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

TEAM = people("teacher", "part_timer")
AT_FACILITIES = people(FACILITY_STAFF, "other_manager", "foreign_manager")
PLACES = (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager"))
NAP_TIME = rules.whole(
    "Staff of a facility; the central office sees no child.", people(AT_FACILITIES, "tablet_pin")
)
CLASS = Rule(
    "Teachers their own classes; managers, offices and nurses all of their facility; a tablet with one of their PINs.",
    rules.BOARD.things,
)
RECORDS = rules.whole("Staff of a facility, for their classes; never on a shared tablet.", AT_FACILITIES)
NEW_ALLERGY = Rule(
    "Manager, office and nurse of the child's facility; its teachers are refused.", KEEPS.things
)
ALLERGY = Rule(
    NEW_ALLERGY.sentence,
    {
        "own child's allergy": Who(people("manager"), TEAM),
        "other facility's allergy": Who(people("other_manager")),
        "other organisation's allergy": Who(people("foreign_manager")),
        "allergy that is over": Who(),
        "no such allergy": Who(),
    },
)
KITCHEN = rules.whole(
    "Manager, office and nurse of a facility; its teachers are refused, the central office sees no child.",
    people("manager", "other_manager", "foreign_manager"),
    FACILITY_STAFF - {"manager"},
)
KITCHEN_OF = Rule(
    "Manager, office and nurse of the facility; its other staff and its central office are refused.",
    {
        "own facility": Who(people("manager"), people(FACILITY_STAFF - {"manager"})),
        "other facility": Who(people("other_manager")),
        "other organisation's facility": Who(people("foreign_manager")),
        "no such facility": Who(),
    },
)
DOSES = rules.whole(
    "Staff of a facility, for the children they look after; a tablet with one of their PINs.",
    people(AT_FACILITIES, "tablet_pin"),
)
MEDICINE = Rule(
    "Staff who look after the child; a tablet with one of their PINs. Never the central office.",
    {
        "own child's medicine": Who(people(TEAM, "manager", "tablet_pin")),
        "other facility's medicine": Who(people("other_manager")),
        "other organisation's medicine": Who(people("foreign_manager")),
        "no such medicine": Who(),
    },
)
CARE = Rule(
    "Manager, office, nurse, and the teachers of the class; part-timers are refused.",
    {
        **MEDICINE.things,
        "own child's medicine": Who(people("teacher", "manager", "tablet_pin"), people("part_timer")),
    },
)
SEEN = Rule(
    "Staff who look after the child sign what a colleague gave; on a tablet by their PIN. Never the central office.",
    {
        "own child's dose": Who(people(TEAM, "manager", "tablet_pin")),
        "other facility's dose": Who(people("other_manager")),
        "other organisation's dose": Who(people("foreign_manager")),
        "no such dose": Who(),
    },
)
WITHDRAW = Rule(
    "Who may write for the child in the household that asked; who only reads along is refused.",
    {
        "own child's medicine": Who(people("guardian", "co_guardian"), people("relative")),
        "other facility's medicine": Who(),
        "other organisation's medicine": Who(people("outsider")),
        "no such medicine": Who(),
    },
)
ENTRIES = [
    *get_entries(NAP_TIME, "teacher_naps"),
    *get_entries(CLASS, "teacher_naps_class"),
    *post_entries(CLASS, "nap_sleep", "nap_check", "nap_wake"),
    *post_entries(CLASS, "nap_air", degrees="22.5", humidity="51"),
    *get_entries(RECORDS, "office_nap_sheets"),
    *get_entries(rules.CLASSROOM, "office_nap_sheets_of", "office_nap_paper"),
    *get_entries(NEW_ALLERGY, "office_allergy_new"),
    *post_entries(NEW_ALLERGY, "office_allergy_new", allergen="egg", severity="mild"),
    *get_entries(ALLERGY, "office_allergy"),
    *post_entries(ALLERGY, "office_allergy", allergen="egg", severity="mild", version="0"),
    *post_entries(ALLERGY, "office_allergy_end"),
    *get_entries(KITCHEN, "office_kitchen"),
    *get_entries(KITCHEN_OF, "office_kitchen_of", "office_kitchen_paper"),
    *get_entries(rules.GUARDIAN_PAGES, "guardian_medicine", "guardian_medicine_new"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_medicine_new", medicine="粉薬"),
    *post_entries(WITHDRAW, "guardian_medicine_withdraw"),
    *get_entries(DOSES, "staff_medicine"),
    *get_entries(MEDICINE, "staff_medicine_request"),
    *post_entries(CARE, "staff_medicine_request", decision="accept"),
    *get_entries(CARE, "staff_medicine_give"),
    *post_entries(CARE, "staff_medicine_give", planned_at="12:00", pin="000000"),
    *get_entries(SEEN, "staff_medicine_sign"),
    *post_entries(SEEN, "staff_medicine_sign"),
]


def make(world: World) -> None:
    parents = {"own": world.guardians["guardian"].user, "foreign": world.guardians["outsider"].user}
    parents["other"] = factories.make_guardian(world.children["other"]).user
    for name, manager in PLACES:
        given = {"actor": world.users[manager], "child": world.children[name]}
        values = {"allergen": "egg", "severity": "mild", "leave_out": "卵"}
        world.rows[f"{name} allergy"] = services.note_allergy(**given, id=uuid7(), values=values)
        world.rows[f"{name} medicine"] = _ask(world, name, parents[name])
        world.rows[f"{name} dose"] = _dose(world, name)
    gone = services.note_allergy(
        actor=world.users["manager"], child=world.children["own"], id=uuid7(), values=values
    )
    world.rows["gone allergy"] = services.end_allergy(
        actor=world.users["manager"], allergy=gone, seen=gone.version
    )


def _ask(world: World, name: str, parent: User | None) -> object:
    facility = world.places[name]
    today = today_at(facility)
    asked = services.Asked(
        medicine="粉薬",
        illness="かぜ",
        prescriber="みどり小児科",
        dose="1包",
        times=[time(12)],
        starts_on=today,
        ends_on=today + timedelta(days=2),
        had_first_dose=True,
    )
    assert parent
    return services.ask_medicine(
        actor=parent, child=world.children[name], facility=facility, id=uuid7(), asked=asked
    )


def _dose(world: World, name: str) -> MedicationDose:
    """Given by somebody who is not of the walk."""
    asked = world.rows[f"{name} medicine"]
    return MedicationDose.objects.create(
        facility=asked.facility,
        request=asked,
        day=asked.starts_on - timedelta(days=1),
        planned_at=time(12),
        given_at=timezone.now(),
        given_by=factories.make_user(),
    )


def things(world: World) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {"allergy that is over": (world.rows["gone allergy"].pk,)}
    for noun in ("allergy", "medicine", "dose"):
        found |= {
            f"own child's {noun}": (world.rows[f"own {noun}"].pk,),
            f"other facility's {noun}": (world.rows[f"other {noun}"].pk,),
            f"other organisation's {noun}": (world.rows[f"foreign {noun}"].pk,),
            f"no such {noun}": (NOWHERE,),
        }
    return found
