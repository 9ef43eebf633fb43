"""Nap time, allergies and medicine: who looks after whom."""

from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FACILITY_STAFF, people
from tests.house.access.rules import Rule

NAP_TIME = rules.whole(
    "Staff of a facility; the central office sees no child.",
    people(FACILITY_STAFF, "other_manager", "foreign_manager", "tablet_pin"),
)
CLASS = Rule(
    "Teachers their own classes; managers, offices and nurses all of their facility; a tablet with one of their PINs.",
    rules.BOARD.things,
)

ENTRIES = [
    *get_entries(NAP_TIME, "teacher_naps"),
    *get_entries(CLASS, "teacher_naps_class"),
    *post_entries(CLASS, "nap_sleep", "nap_check", "nap_wake"),
    *post_entries(CLASS, "nap_air", degrees="22.5", humidity="51"),
]
