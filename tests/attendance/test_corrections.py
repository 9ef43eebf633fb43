"""A correction is a row beside the old one, with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, MonthClose, Stamp
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Facility, Role
from tests import factories
from tests.conftest import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


@pytest.fixture
def arrival(teacher: User, facility: Facility, child: Child) -> Stamp:
    one = services.staff_scan(id=uuid4(), kind="in")
    return services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=one).stamp


def correct(actor: User, stamp: Stamp, **fields: object) -> Attendance:
    values = {"id": uuid4(), "reason": "wrong_time", "at": MORNING - timedelta(minutes=20), **fields}
    return services.correct_stamp(actor=actor, stamp=stamp, **values)  # type: ignore[arg-type]


def test_a_new_time_stands_and_the_old_stays(teacher: User, arrival: Stamp) -> None:
    day = correct(teacher, arrival)

    assert (day.arrived_at, day.is_corrected) == (MORNING - timedelta(minutes=20), True)
    assert Stamp.objects.get(pk=arrival.pk).at == MORNING
    assert AuditEntry.objects.get(action="attendance.correct").child == arrival.child


def test_a_struck_out_stamp_leaves_the_child_not_arrived(teacher: User, arrival: Stamp) -> None:
    assert correct(teacher, arrival, at=None, reason="wrong_child").arrived_at is None


def test_the_same_correction_twice_is_one(teacher: User, arrival: Stamp) -> None:
    pk = uuid4()
    correct(teacher, arrival, id=pk)
    correct(teacher, arrival, id=pk)

    assert Stamp.objects.count() == 2


def test_a_second_person_learns_that_somebody_was_first(teacher: User, manager: User, arrival: Stamp) -> None:
    correct(teacher, arrival)

    with pytest.raises(Conflict):
        correct(manager, arrival)


def test_a_correction_of_a_correction_stands(teacher: User, arrival: Stamp) -> None:
    correct(teacher, arrival)
    newest = Stamp.objects.get(replaces=arrival)

    assert correct(teacher, newest, at=MORNING - timedelta(minutes=5)).arrived_at == MORNING - timedelta(
        minutes=5
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"reason": "because"},
        {"at": MORNING + timedelta(hours=1)},
        {"at": MORNING - timedelta(days=1)},
    ],
)
def test_a_correction_that_makes_no_sense_saves_nothing(
    teacher: User, arrival: Stamp, fields: dict[str, object]
) -> None:
    with pytest.raises(DomainError):
        correct(teacher, arrival, **fields)

    assert Stamp.objects.count() == 1


def test_a_closed_month_is_not_corrected(teacher: User, manager: User, arrival: Stamp) -> None:
    MonthClose.objects.create(
        facility=arrival.facility, month=MORNING.date().replace(day=1), closed_by=manager
    )

    with pytest.raises(DomainError, match="closed"):
        correct(teacher, arrival)


def test_part_time_staff_stamp_but_do_not_correct(facility: Facility, arrival: Stamp) -> None:
    helper = factories.make_staff(Role.PART_TIME, facility)

    with pytest.raises(NotAllowed):
        correct(helper, arrival)


def test_strangers_find_nothing_to_correct(other_manager: User, arrival: Stamp) -> None:
    with pytest.raises(NotVisible):
        correct(other_manager, arrival)


def test_a_forgotten_departure_is_entered(teacher: User, facility: Facility, child: Child) -> None:
    day = services.add_stamp(
        actor=teacher,
        facility=facility,
        child=child,
        id=uuid4(),
        kind="in",
        at=timezone.now() - timedelta(minutes=7),
        reason="forgotten",
    )

    assert (day.is_here, day.is_corrected) == (True, True)
