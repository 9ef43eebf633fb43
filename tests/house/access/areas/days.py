"""A child's day, the office's board, settings, months and statistics of a facility."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from attendance import services
from attendance.models import Stamp
from tests import factories
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

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
KEY = "01890000-0000-7000-8000-00000000aaaa"

ENTRIES = [
    *get_entries(DAY, "attendance_child_day"),
    *post_entries(CORRECT, "attendance_stamp_add", id=KEY, kind="in", at="03:10", reason="forgotten"),
    *post_entries(STAMP, "attendance_stamp_correct", id=KEY, act="time", at="03:20", reason="wrong_time"),
    *post_entries(STAMP, "attendance_stamp_accept"),
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
    }
