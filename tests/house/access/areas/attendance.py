"""Stamps: who may say that a child came or left."""

from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import FACILITY_STAFF, TABLETS, people
from tests.house.access.rules import Rule, Who

STAMP = Rule(
    "Staff of the facility and its own tablets, also while nobody acts on them; for a child who goes there.",
    {
        "own child": Who(people(FACILITY_STAFF, TABLETS)),
        "child of the next class": Who(people(FACILITY_STAFF, TABLETS)),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "child who left": Who(),
        "no such child": Who(),
    },
    tablet=Outcome.HIDDEN,
)
CLOCK = rules.whole("Everybody, signed in or not, and shared tablets.", rules.EVERY_BROWSER)

ENTRIES = [
    *post_entries(STAMP, "attendance_stamp", kind="in"),
    *get_entries(CLOCK, "attendance_clock"),
]
