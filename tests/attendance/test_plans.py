"""What is asked all day is found by index, however many years lie behind."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from attendance import services
from attendance.models import Attendance, Stamp
from attendance.selectors.board import day_board
from facilities.models import Facility
from tests import factories
from tests.bench.board import manager_of
from tests.owner import as_owner
from tests.plans import scanned

YEARS = """
INSERT INTO attendance_attendance (facility_id, child_id, day, is_here, picked_up_by, is_corrected, needs_review, stays)
SELECT e.facility_id, e.child_id, %(today)s::date - n, false, '', false, false, '[]'
FROM facilities_enrolment e, generate_series(1, 400) n;
INSERT INTO attendance_stamp (id, facility_id, child_id, day, kind, at, device_at, received_at, clock_error, sequence,
    method, picked_up_by, needs_review, is_void, reason, note)
SELECT gen_random_uuid(), facility_id, child_id, day, 'in', day + time '08:30', day, day, 0, 0,
    'card', '', false, false, '', ''
FROM attendance_attendance
"""


@pytest.fixture
def years(facility: Facility) -> Iterator[Facility]:
    """A year and more of forty children in four facilities."""
    rooms = [factories.make_classroom(facility)]
    rooms += [
        factories.make_classroom(factories.make_facility(facility.organisation, name=f"{n}園"))
        for n in "二三四"
    ]
    for room in rooms:
        for _child in range(10):
            factories.make_child(room)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(YEARS, {"today": factories.today()})
        cursor.execute("ANALYZE")
    return facility


def test_board_stamp_and_month_read_no_table_from_end_to_end(years: Facility) -> None:
    user, today = manager_of(years), factories.today()
    child = years.enrolments.all()[0].child

    def stamp() -> None:
        one = services.staff_scan(id=uuid4(), kind="in")
        services.record_stamp(actor=user, device=None, facility=years, child=child, scan=one)

    def month() -> None:
        list(Attendance.objects.filter(facility=years, day__gte=today - timedelta(days=30), day__lte=today))
        list(Stamp.objects.filter(facility=years, day__gte=today - timedelta(days=30), day__lte=today))

    assert scanned(lambda: day_board(years)) | scanned(stamp) | scanned(month) <= SMALL

    assert scanned(lambda: list(Stamp.objects.filter(note="x"))) == {"attendance_stamp"}  # it would be seen


# They hold no row in this test, so that reading them whole is right.
SMALL = {"attendance_report", "attendance_noshow"}
