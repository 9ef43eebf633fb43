"""A child's day, the office's board, settings, months and statistics of a facility."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from attendance import services
from attendance.models import Stamp
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import CENTRAL, FACILITY_STAFF, FOREIGN_STAFF, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

REFUSED_HERE = people(FACILITY_STAFF - {"manager"})
TEAM = people("teacher", "part_timer", "tablet_pin")
YESTERDAY = factories.today() - timedelta(days=1)
MANAGERS = {"own": "manager", "next": "manager", "other": "other_manager", "foreign": "foreign_manager"}
DAY = Rule(
    "Teachers for their classes, manager, office and nurse for all of their facility, never for their own child.",
    {
        "own child's day": Who(people(TEAM, "manager")),
        "next class's child's day": Who(people("other_teacher", "manager")),
        "other facility's child's day": Who(people("other_manager")),
        "other organisation's child's day": Who(people("foreign_manager")),
        "no such child's day": Who(),
    },
)
CORRECT = Rule(
    "The same; part-timers read and are refused.",
    {
        "own child's day": Who(people(TEAM - {"part_timer"}, "manager"), people("part_timer")),
        "next class's child's day": Who(people("other_teacher", "manager")),
        "other facility's child's day": Who(people("other_manager")),
        "other organisation's child's day": Who(people("foreign_manager")),
        "no such child's day": Who(),
    },
)
STAMP = Rule(
    "The same, for a stamp of the child.",
    {
        "own child's stamp": Who(people(TEAM - {"part_timer"}, "manager"), people("part_timer")),
        "next class's child's stamp": Who(people("other_teacher", "manager")),
        "other facility's child's stamp": Who(people("other_manager")),
        "other organisation's child's stamp": Who(people("foreign_manager")),
        "no such stamp": Who(),
    },
)
WHOLE = rules.whole(
    "Manager, office and nurse find their facility's day, the central office numbers; teachers are refused.",
    people(CENTRAL, FOREIGN_STAFF, "manager", "other_manager"),
    people("teacher", "part_timer", "other_teacher"),
)
PLACE = Rule(
    "Manager and office of the facility, for its board also nurses; its other staff are refused.",
    {
        "own facility": Who(people("manager"), REFUSED_HERE),
        "other facility": Who(people("other_manager")),
        "other organisation's facility": Who(people("foreign_manager")),
        "no such facility": Who(),
    },
)
MONTH = Rule(
    "Manager and office of the facility; closing and opening again the manager alone.",
    {
        "own facility's month": Who(people("manager"), REFUSED_HERE),
        "other facility's month": Who(people("other_manager")),
        "other organisation's month": Who(people("foreign_manager")),
        "no such facility's month": Who(),
    },
)
LONG_AGO = date(2020, 1, 1)
SETTINGS = {
    "version": 0, "report_by": "09:00", "after_deadline": "warn", "watch_at": "09:30", "answer_minutes": 10,
    "closing_minutes": 15, "duplicate_minutes": 30, "nap_minutes_babies": 5, "nap_minutes": 10,
    "weekdays": [0, 1, 2, 3, 4, 5], "is_watching": "on", "tells_guardians": "on", "kiosk_touch": "on",
    "kiosk_asks_plan": "on",
}  # fmt: skip
KEY = "01890000-0000-7000-8000-00000000aaaa"

ENTRIES = [
    *get_entries(DAY, "attendance_child_day"),
    *post_entries(CORRECT, "attendance_stamp_add", id=KEY, kind="in", at="03:10", reason="forgotten"),
    *post_entries(STAMP, "attendance_stamp_correct", id=KEY, act="time", at="03:20", reason="wrong_time"),
    *post_entries(STAMP, "attendance_stamp_accept"),
    *get_entries(WHOLE, "office_attendance", "office_statistics", "office_statistics_export"),
    *get_entries(PLACE, "office_attendance_place", "office_reviews", "office_attendance_settings"),
    *post_entries(PLACE, "office_attendance_settings", **SETTINGS),
    *post_entries(PLACE, "office_day_close", day="2031-05-05"),
    *post_entries(PLACE, "office_holidays", year=2031),
    *post_entries(PLACE, "office_attendance_many", kind="in", id=KEY),
    *get_entries(MONTH, "office_month", "office_month_take"),
    *post_entries(MONTH, "office_month_close", "office_day_open"),
    *post_entries(MONTH, "office_month_reopen", reason="もれ"),
]


def make(world: World) -> None:
    """Each child came yesterday, by the office's word."""
    for name, manager in MANAGERS.items():
        child = world.children[name]
        place = world.rooms[name].facility
        at = datetime.combine(YESTERDAY, time(12), ZoneInfo("Asia/Tokyo"))
        services.add_stamp(
            actor=world.users[manager], facility=place, child=child, id=UUID(int=child.pk.int ^ 1),
            kind="in", at=at, reason="forgotten",
        )  # fmt: skip
        world.rows[f"stamp {name}"] = Stamp.objects.get(child=child)


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By what they are called in the rules above."""
    child = {name: row.pk for name, row in world.children.items()}
    place = {name: row.pk for name, row in world.places.items()}
    stamp = {name: world.rows[f"stamp {name}"].pk for name in MANAGERS}
    return {
        "own child's day": (child["own"], YESTERDAY),
        "next class's child's day": (child["next"], YESTERDAY),
        "other facility's child's day": (child["other"], YESTERDAY),
        "other organisation's child's day": (child["foreign"], YESTERDAY),
        "no such child's day": (NOWHERE, YESTERDAY),
        "own child's stamp": (stamp["own"],),
        "next class's child's stamp": (stamp["next"],),
        "other facility's child's stamp": (stamp["other"],),
        "other organisation's child's stamp": (stamp["foreign"],),
        "no such stamp": (NOWHERE,),
        "own facility's month": (place["own"], LONG_AGO),
        "other facility's month": (place["other"], LONG_AGO),
        "other organisation's month": (place["foreign"], LONG_AGO),
        "no such facility's month": (NOWHERE, LONG_AGO),
    }
