"""Two tablets and one child, sixty-four threads and one child: one truth, nothing lost."""

from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Stamp
from attendance.services import Scan
from backend.errors import Conflict
from facilities.models import Child, Facility
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def tap(teacher: User, facility: Facility, child: Child, one: Scan) -> object:
    return services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=one)


def test_two_tablets_in_the_same_second_are_one_arrival_and_two_stamps(
    teacher: User, facility: Facility, child: Child
) -> None:
    now = timezone.now()
    scans = [Scan(uuid4(), "in", "touch", now) for _ in range(2)]

    results = together(*[partial(tap, teacher, facility, child, one) for one in scans])

    assert len(results) == Stamp.objects.count() == 2
    day = Attendance.objects.get()
    assert (day.is_here, len(day.stays)) == (True, 1)


def test_64_threads_on_one_child_lose_nothing(teacher: User, facility: Facility, child: Child) -> None:
    now = timezone.now()
    scans = [Scan(uuid4(), "either", "card", now) for _ in range(32)]

    together(*[partial(tap, teacher, facility, child, one) for one in scans for _again in range(2)])

    assert Stamp.objects.count() == 32
    day = Attendance.objects.get()
    assert (day.is_here, len(day.stays)) == (True, 1)


def test_two_corrections_of_one_stamp_at_once_are_one(
    teacher: User, manager: User, facility: Facility, child: Child
) -> None:
    stamp = tap(teacher, facility, child, services.staff_scan(id=uuid4(), kind="in")).stamp  # type: ignore[attr-defined]

    results = together(
        *[
            partial(services.correct_stamp, actor=actor, stamp=stamp, id=uuid4(), reason="twice")
            for actor in (teacher, manager)
        ]
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Stamp.objects.filter(replaces=stamp).count() == 1
