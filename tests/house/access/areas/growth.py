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
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_growth"),
    *post_entries(CURVE, "guardian_growth_curve", sex="female"),
    *get_entries(rules.BOARD, "teacher_growth"),
    *post_entries(rules.BOARD, "teacher_growth_save"),
]
