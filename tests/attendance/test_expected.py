"""Who is expected on an awkward day: the board, the kitchen and the watch give one answer."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine

from attendance.models import Attendance, AttendanceSettings, CareContract, ClosedDay, Report
from attendance.selectors.allergies import kitchen_list
from attendance.selectors.board import day_board
from attendance.selectors.expected import expected_on
from attendance.selectors.watch import silent_children
from attendance.states import State
from facilities.models import Child, Classroom, Enrolment, Facility
from tests import factories
from tests.attendance.watching import HALF_PAST_NINE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = HALF_PAST_NINE.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
WAITED_FOR = {State.EXPECTED, State.LATE, State.NO_WORD}
Change = Callable[[Facility, Child], Any]


def settings(**fields: Any) -> Change:
    return lambda facility, _child: AttendanceSettings.objects.create(facility=facility, **fields)


def agreed(**fields: Any) -> Change:
    values = {"starts_on": YESTERDAY, **fields}
    return lambda facility, child: CareContract.objects.create(facility=facility, child=child, **values)


def closed(day: date) -> Change:
    return lambda facility, _child: ClosedDay.objects.create(facility=facility, day=day, name="休園")


def enrolled(**fields: Any) -> Change:
    return lambda _facility, child: Enrolment.objects.filter(child=child).update(**fields)


def said(*words: dict[str, Any]) -> Change:
    """Each word takes the place of the one before, which staff had confirmed."""

    def say(facility: Facility, child: Child) -> None:
        guardian, before = factories.make_guardian(child), None
        for word in words:
            values = {"kind": "absent", "starts_on": TODAY, "ends_on": TODAY, "guardian": guardian, **word}
            before = Report.objects.create(facility=facility, child=child, replaces=before, **values)

    return say


def in_a_second_class(facility: Facility, child: Child) -> None:
    room = Classroom.objects.exclude(enrolments__child=child).filter(facility=facility)[0]
    first = child.enrolments.get()
    Enrolment.objects.create(
        organisation=first.organisation, facility=facility, classroom=room, child=child, starts_on=YESTERDAY,
        kind=next(kind for kind in Enrolment.Kind.values if kind != first.kind),
    )  # fmt: skip


LATE = {"kind": "late", "time": time(10, 30)}
DAYS: dict[str, tuple[Change, bool, bool]] = {  # what is awkward: (change, is she expected, does the watch ask)
    "an ordinary day": (settings(), True, True),
    "closed today": (closed(TODAY), False, False),
    "closed tomorrow": (closed(TOMORROW), True, True),
    "not open on Wednesdays": (settings(weekdays=[0, 1, 3, 4]), False, False),
    "open on Wednesdays alone": (settings(weekdays=[2]), True, True),
    "no place on Wednesdays": (agreed(weekdays=[0, 4]), False, False),
    "a place on Wednesdays": (agreed(weekdays=[2]), True, True),
    "any weekday agreed": (agreed(), True, True),
    "what was agreed is over": (agreed(weekdays=[0], ends_on=YESTERDAY, starts_on=date(2026, 4, 1)), True, True),
    "agreed from tomorrow": (agreed(weekdays=[0], starts_on=TOMORROW), True, True),
    "left yesterday": (enrolled(ends_on=YESTERDAY), False, False),
    "her last day": (enrolled(ends_on=TODAY), True, True),
    "begins tomorrow": (enrolled(starts_on=TOMORROW), False, False),
    "in two classes": (in_a_second_class, True, True),
    "absent": (said({}), False, False),
    "absent all week": (said({"starts_on": YESTERDAY, "ends_on": TOMORROW}), False, False),
    "absent yesterday": (said({"starts_on": YESTERDAY, "ends_on": YESTERDAY}), True, True),
    "absent, taken back": (said({"state": "withdrawn"}), True, True),
    "late": (said(LATE), True, False),
    "late, and it is past that": (said(LATE | {"time": time(9)}), True, True),
    "late, wishes absent": (said(LATE | {"state": "confirmed"}, {}), True, False),
    "late, accepted absent": (
        said(LATE | {"state": "replaced"}, {"state": "confirmed"}), False, False,
    ),
    "somebody else fetches her": (said({"kind": "pick_up", "proxy_name": "祖母"}), True, True),
}  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_board_kitchen_and_watch_agree(
    clock: time_machine.Traveller, facility: Facility, child: Child, other_classroom: Classroom, day: str
) -> None:
    change, is_expected, is_asked = DAYS[day]
    change(facility, child)
    clock.move_to(HALF_PAST_NINE)
    only_her = [child] if is_expected else []

    assert [line.child for line in expected_on(facility, TODAY)] == only_her
    assert [row.child for row in day_board(facility).rows if row.state in WAITED_FOR] == only_her
    assert kitchen_list(facility, TODAY).total == len(only_her)
    assert silent_children(facility, TODAY, HALF_PAST_NINE) == ([child.pk] if is_asked else [])


def test_who_came_is_not_asked_about_and_eats_even_if_reported_absent(
    clock: time_machine.Traveller, facility: Facility, child: Child
) -> None:
    said({})(facility, child)
    Attendance.objects.create(
        facility=facility, child=child, day=TODAY, arrived_at=HALF_PAST_NINE, is_here=True
    )
    clock.move_to(HALF_PAST_NINE)

    assert silent_children(facility, TODAY, HALF_PAST_NINE) == []
    assert expected_on(facility, TODAY) == []
    assert kitchen_list(facility, TODAY).total == 1
