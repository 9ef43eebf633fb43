"""Meetings at the office's desk: staff of the facility look, manager and office set them up and move families."""

from datetime import time

from surveys import services
from surveys.models import MeetingPeriod
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FACILITY_STAFF, people
from tests.house.access.rules import Rule, Who, whole
from tests.house.access.world import NOWHERE, World
from tests.surveys.meeting_world import make_period

OTHERS = people(FACILITY_STAFF) - {"manager"}
LOOKS = Rule(
    "Staff of the facility; the central office sees no child.",
    {
        "own facility's plan of meetings": Who(people(FACILITY_STAFF)),
        "other facility's plan of meetings": Who(people("other_manager")),
        "other organisation's plan of meetings": Who(people("foreign_manager")),
        "no such plan of meetings": Who(),
    },
)
KEEPS = Rule(
    "Manager and office of the facility; its other staff are refused.",
    {
        "own facility's plan of meetings": Who(people("manager"), OTHERS),
        "other facility's plan of meetings": Who(people("other_manager")),
        "other organisation's plan of meetings": Who(people("foreign_manager")),
        "no such plan of meetings": Who(),
    },
)
LANES = Rule(
    "Manager and office of the facility, of a teacher's line of the same meetings.",
    {
        "own plan's line": Who(people("manager"), OTHERS),
        "own plan with a line of elsewhere": Who(people(), OTHERS),
        "other plan's line": Who(people("other_manager")),
    },
)
SLOTS = Rule(
    "Manager and office of the facility, of a time of the same meetings; who only looks is refused.",
    {
        "own plan's time": Who(people("manager"), OTHERS),
        "own plan with a time of elsewhere": Who(),
        "other plan's time": Who(people("other_manager")),
    },
)
BEGINS = whole(
    "Manager and office of a facility.",
    people("manager", "other_manager", "foreign_manager"),
    OTHERS,
)
WRITTEN = {
    "title": "個人面談",
    "mode": "first",
    "minutes": 15,
    "starts_on": "2030-07-01",
    "ends_on": "2030-07-05",
}
ENTRIES = [
    *get_entries(rules.WORKPLACE, "office_meetings", "teacher_meetings"),
    *get_entries(BEGINS, "office_meetings_new"),
    *post_entries(BEGINS, "office_meetings_new", **WRITTEN),
    *get_entries(LOOKS, "office_meeting", "office_meeting_paper"),
    *get_entries(KEEPS, "office_meeting_edit", "office_meeting_setup"),
    *post_entries(KEEPS, "office_meeting_edit", **WRITTEN),
    *post_entries(KEEPS, "office_meeting_lanes", room="ホール"),
    *post_entries(KEEPS, "office_meeting_times", look="1", begins="15:00", ends="16:00"),
    *post_entries(KEEPS, "office_meeting_act", act="remind"),
    *post_entries(LANES, "office_meeting_lane_remove"),
    *post_entries(SLOTS, "office_meeting_slot", act="free"),
]


def make(world: World) -> None:
    for name, writer in (("own", "manager"), ("other", "other_manager"), ("foreign", "foreign_manager")):
        keeper = world.users[writer]
        period: MeetingPeriod = make_period(keeper, world.places[name])
        lane = services.add_lane(actor=keeper, period=period, room="ホール")
        hours = services.Opening(period.starts_on, time(16), time(17))
        services.make_slots(actor=keeper, lane=lane, openings=[hours])
        world.rows[f"{name} meetings"], world.rows[f"{name} lane"] = period, lane
        world.rows[f"{name} slot"] = lane.slots.order_by("starts_at")[0]


def things(world: World) -> dict[str, tuple[object, ...]]:
    rows = {name: row.pk for name, row in world.rows.items() if hasattr(row, "pk")}
    own, other = rows["own meetings"], rows["other meetings"]
    return {
        "own facility's plan of meetings": (own,),
        "other facility's plan of meetings": (other,),
        "other organisation's plan of meetings": (rows["foreign meetings"],),
        "no such plan of meetings": (NOWHERE,),
        "own plan's line": (own, rows["own lane"]),
        "own plan with a line of elsewhere": (own, rows["other lane"]),
        "other plan's line": (other, rows["other lane"]),
        "own plan's time": (own, rows["own slot"]),
        "own plan with a time of elsewhere": (own, rows["other slot"]),
        "other plan's time": (other, rows["other slot"]),
    }
