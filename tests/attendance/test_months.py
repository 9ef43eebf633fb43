"""Closing a month and opening it again; the sheet and its files."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Contest, Method, MonthClose, Report, Stamp
from attendance.selectors.month import Mark, month_sheet
from attendance.services import Scan
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
MONTH = date(2026, 10, 1)
ZONE = ZoneInfo("Asia/Tokyo")


def at(day: int, clock: time) -> datetime:
    return datetime.combine(MONTH.replace(day=day), clock, ZONE)


def stamp(actor: User, facility: Facility, child: Child, day: int, kind: str, clock: time) -> Stamp:
    key = uuid4()
    services.add_stamp(
        actor=actor, facility=facility, child=child, id=key, kind=kind, at=at(day, clock), reason="forgotten"
    )
    return Stamp.objects.get(pk=key)


def whole_day(actor: User, facility: Facility, child: Child, day: int) -> Stamp:
    first = stamp(actor, facility, child, day, "in", time(8, 12))
    stamp(actor, facility, child, day, "out", time(17, 30))
    return first


def say(
    guardian: Guardian, child: Child, facility: Facility, kind: str, first: int, last: int, **fields: object
) -> Report:
    return Report.objects.create(
        facility=facility, child=child, guardian=guardian, actor=guardian.user, kind=kind,
        starts_on=MONTH.replace(day=first), ends_on=MONTH.replace(day=last), **fields,
    )  # fmt: skip


def marks(facility: Facility, **options: object) -> dict[int, Mark]:
    sheet = month_sheet(facility, MONTH, **options)  # type: ignore[arg-type]
    return {cell.day.day: cell.mark for cell in sheet.classes[0].rows[0].cells}


def test_a_month_is_closed_once_and_then_nothing_changes(
    manager: User, facility: Facility, child: Child
) -> None:
    first = whole_day(manager, facility, child, 5)

    rows = [services.close_month(actor=manager, facility=facility, month=MONTH) for _tap in range(2)]

    assert rows[0] == rows[1]
    with pytest.raises(DomainError, match="closed"):
        services.correct_stamp(actor=manager, stamp=first, id=uuid4(), reason="other", at=first.at)
    assert AuditEntry.objects.filter(action="attendance.month_close").count() == 1


def test_the_running_month_is_not_closed(manager: User, facility: Facility) -> None:
    with pytest.raises(DomainError, match="not over"):
        services.close_month(actor=manager, facility=facility, month=date(2026, 11, 1))


def test_a_missing_departure_stands_in_the_way(manager: User, facility: Facility, child: Child) -> None:
    stamp(manager, facility, child, 5, "in", time(8))

    with pytest.raises(DomainError, match="1 day must be cleared"):
        services.close_month(actor=manager, facility=facility, month=MONTH)


def test_an_open_question_of_a_family_stands_in_the_way(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    Contest.objects.create(
        facility=facility, child=child, guardian=guardian, day=MONTH.replace(day=6), text="8時でした"
    )

    with pytest.raises(DomainError, match="cleared"):
        services.close_month(actor=manager, facility=facility, month=MONTH)


def test_only_the_manager_closes_and_opens(
    manager: User, teacher: User, other_manager: User, facility: Facility
) -> None:
    clerk = factories.make_staff(Role.OFFICE, facility)
    for act in (services.close_month, services.reopen_month):
        more = {"reason": "x"} if act is services.reopen_month else {}
        for user in (teacher, clerk):
            with pytest.raises(NotAllowed):
                act(actor=user, facility=facility, month=MONTH, **more)
        with pytest.raises(NotVisible):
            act(actor=other_manager, facility=facility, month=MONTH, **more)


def test_opening_again_needs_a_reason_and_is_written_down(manager: User, facility: Facility) -> None:
    services.close_month(actor=manager, facility=facility, month=MONTH)

    with pytest.raises(DomainError, match="why"):
        services.reopen_month(actor=manager, facility=facility, month=MONTH, reason=" ")
    for _tap in range(2):
        services.reopen_month(actor=manager, facility=facility, month=MONTH, reason="打刻もれ")

    row = MonthClose.objects.get()
    assert (row.reopened_by, row.reason) == (manager, "打刻もれ")
    assert AuditEntry.objects.filter(action="attendance.month_reopen").count() == 1


def test_a_stamp_that_came_late_counts_once_the_month_is_open_again(
    manager: User, teacher: User, facility: Facility, child: Child
) -> None:
    services.close_month(actor=manager, facility=facility, month=MONTH)
    late = Scan(uuid4(), "in", Method.STAFF, at(30, time(8)))
    services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=late)
    assert Attendance.objects.get(day=MONTH.replace(day=30)).arrived_at is None

    services.reopen_month(actor=manager, facility=facility, month=MONTH, reason="打刻もれ")

    day = Attendance.objects.get(day=MONTH.replace(day=30))
    assert (day.arrived_at, day.needs_review) == (at(30, time(8)), True)


def test_days_have_their_marks(manager: User, facility: Facility, child: Child, guardian: Guardian) -> None:
    for day in (5, 6, 7):
        whole_day(manager, facility, child, day)
    say(guardian, child, facility, "late", 6, 6)
    say(guardian, child, facility, "early_leave", 7, 7)
    say(guardian, child, facility, "absent", 8, 9, reason="sick")
    say(guardian, child, facility, "absent", 12, 12, reason="private")
    services.close_day(actor=manager, facility=facility, day=MONTH.replace(day=13), name="創立記念日")

    found = marks(facility)

    wanted = {5: Mark.PRESENT, 6: Mark.LATE, 7: Mark.EARLY, 8: Mark.SICK, 9: Mark.SICK, 12: Mark.PRIVATE}
    assert wanted.items() <= found.items()
    assert (found[13], found[4], found[14]) == (Mark.OFF, Mark.OFF, Mark.ABSENT)


def test_no_reason_is_given_for_her_own_child(facility: Facility, child: Child, guardian: Guardian) -> None:
    say(guardian, child, facility, "absent", 8, 8, reason="sick")

    assert marks(facility, own=[child.pk])[8] is Mark.ABSENT


def test_corrections_stand_below_with_old_and_new(manager: User, facility: Facility, child: Child) -> None:
    first = whole_day(manager, facility, child, 5)
    services.correct_stamp(
        actor=manager, stamp=first, id=uuid4(), reason="wrong_time", at=first.at - timedelta(minutes=22)
    )

    notes = month_sheet(facility, MONTH).classes[0].notes

    assert ("8:12", "7:50", "The time was wrong") in {
        (note.old, note.new, str(note.reason)) for note in notes
    }


def test_the_file_reads_back_as_text_and_runs_nothing(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    child = factories.make_child(classroom, family_name="=1+1", given_name="花子")
    whole_day(manager, facility, child, 5)

    content = services.export_month(actor=manager, facility=facility, month=MONTH, kind="xlsx", times=True)

    rows = list(load_workbook(BytesIO(content)).active.iter_rows())
    cells = [str(cell.value or "") for cell in rows[1]]
    assert cells[7].startswith("○ 8:12-17:30")
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert AuditEntry.objects.get(action="attendance.export").child == child


def test_teachers_do_not_take_the_months_file(teacher: User, other_manager: User, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        services.take_month(actor=teacher, facility=facility, month=MONTH)
    with pytest.raises(NotVisible):
        services.take_month(actor=other_manager, facility=facility, month=MONTH)


def test_three_hundred_children_cost_the_queries_of_thirty(
    facility: Facility, classroom: Classroom, django_assert_num_queries: object
) -> None:
    for _child in range(3):
        factories.make_child(classroom)
    with django_assert_num_queries(7):  # type: ignore[operator]
        month_sheet(facility, MONTH)
    for _child in range(27):
        factories.make_child(classroom)
    with django_assert_num_queries(7):  # type: ignore[operator]
        month_sheet(facility, MONTH)
