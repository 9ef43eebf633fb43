"""Growth: whose curves, whose measuring day."""

from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import people
from tests.house.access.rules import Rule, Who

CURVE = Rule(
    "Who writes for the child today; who only reads along changes nothing and is led back.",
    {
        "own child": Who(people("guardian", "co_guardian", "separated_guardian", "relative")),
        "child of the next class": Who(),
        "other facility's child": Who(),
        "other organisation's child": Who(people("outsider")),
        "child who left": Who(people("left_guardian")),
        "no such child": Who(),
    },
)
TELLS = Rule(
    "Who writes for the class and sends notices, in her own session.",
    {
        "own class": Who(people("teacher", "manager")),
        "next class": Who(people("other_teacher", "manager")),
        "other facility's class": Who(people("other_manager")),
        "other organisation's class": Who(people("foreign_manager")),
        "no such class": Who(),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_growth"),
    *post_entries(CURVE, "guardian_growth_curve", sex="female"),
    *get_entries(rules.BOARD, "teacher_growth"),
    *post_entries(rules.BOARD, "teacher_growth_save"),
    *get_entries(rules.BOARD, "teacher_health"),
    *post_entries(TELLS, "teacher_health_tell", illness="influenza"),
]
