"""Every act on a child's day is shown to her family in words, or there is a reason why not."""

import re
from pathlib import Path

import attendance
import mobile_web
from facilities.selectors.looks import LOOKS

ACT = re.compile(r'"((?:allergy|attendance|card|care|head_count|medicine|nap|no_show|report)\.[a-z_]+)"')
OF_A_HOUSEHOLD = (
    "Both households read the list, and this would tell one of them what the other one said or asked."
)
OF_A_PLACE = "It concerns a facility, and no child of it."
UNSHOWN = {
    "attendance.contest": OF_A_HOUSEHOLD,
    "attendance.decide_contest": OF_A_HOUSEHOLD,
    "card.issue": OF_A_HOUSEHOLD,
    "card.number": OF_A_HOUSEHOLD,
    "card.end": OF_A_HOUSEHOLD,
    "medicine.ask": OF_A_HOUSEHOLD,
    "medicine.withdraw": OF_A_HOUSEHOLD,
    "medicine.accept": OF_A_HOUSEHOLD,
    "medicine.refuse": OF_A_HOUSEHOLD,
    "medicine.look": OF_A_HOUSEHOLD,
    "medicine.give": OF_A_HOUSEHOLD,
    "medicine.sign": OF_A_HOUSEHOLD,
    "no_show.answer": OF_A_HOUSEHOLD,
    "report.send": OF_A_HOUSEHOLD,
    "report.change": OF_A_HOUSEHOLD,
    "report.ask": OF_A_HOUSEHOLD,
    "report.withdraw": OF_A_HOUSEHOLD,
    "report.write_down": OF_A_HOUSEHOLD,
    "attendance.settings": OF_A_PLACE,
    "attendance.day_close": OF_A_PLACE,
    "attendance.day_open": OF_A_PLACE,
    "attendance.holidays": OF_A_PLACE,
    "attendance.month_close": OF_A_PLACE,
    "attendance.month_reopen": OF_A_PLACE,
    "care.rule": OF_A_PLACE,
    "care.rule_dropped": OF_A_PLACE,
    "care.worked_out": OF_A_PLACE,
    "head_count.count": OF_A_PLACE,
    "head_count.confirm": OF_A_PLACE,
}
NO_ACTS = {"attendance.moved"}  # what screens hear


def test_every_act_is_shown_to_the_family_or_there_is_a_reason() -> None:
    places = Path(attendance.__file__).parent / "services", Path(mobile_web.__file__).parent / "views"
    code = "".join(file.read_text(encoding="utf-8") for place in places for file in place.rglob("*.py"))

    acts = set(ACT.findall(code)) - NO_ACTS

    assert acts - set(LOOKS) - set(UNSHOWN) == set()
    assert set(LOOKS) & set(UNSHOWN) == set()
