"""What comes in at the door is kept as it came, counts once, and is told to who waits."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, MonthClose, NoShow, Stamp
from attendance.services import Recorded, Scan
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import Child, Classroom, Device, Facility
from tests import factories
from tests.conftest import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def scan(kind: str = "either", **fields: object) -> Scan:
    values = {"id": uuid4(), "method": "card", "device_at": timezone.now(), **fields}
    return Scan(kind=kind, **values)  # type: ignore[arg-type]


def at_kiosk(tablet: Device, child: Child, one: Scan) -> Recorded:
    return services.record_stamp(actor=None, device=tablet, facility=tablet.facility, child=child, scan=one)


def test_a_card_at_the_entrance_is_an_arrival(tablet: Device, child: Child) -> None:
    recorded = at_kiosk(tablet, child, scan())

    assert (recorded.meaning, recorded.attendance.is_here) == ("in", True)
    stamp = Stamp.objects.get()
    assert (stamp.device, stamp.actor, stamp.at, stamp.method) == (tablet, None, timezone.now(), "card")


def test_a_replay_changes_nothing(tablet: Device, child: Child) -> None:
    one = scan()
    at_kiosk(tablet, child, one)

    again = at_kiosk(tablet, child, one)

    assert (again.stamp.pk, again.meaning, Stamp.objects.count()) == (one.id, "", 1)


def test_a_replay_after_29_days_changes_nothing(
    tablet: Device, child: Child, clock: time_machine.Traveller
) -> None:
    one = scan()
    at_kiosk(tablet, child, one)
    clock.shift(timedelta(days=29))

    at_kiosk(tablet, child, one)

    assert Stamp.objects.count() == Attendance.objects.count() == 1


def test_a_stamp_that_first_arrives_after_29_days_keeps_its_day(
    tablet: Device, child: Child, clock: time_machine.Traveller
) -> None:
    late = scan()
    clock.shift(timedelta(days=29))

    recorded = at_kiosk(tablet, child, late)

    assert recorded.attendance.day == MORNING.date()
    assert recorded.attendance.arrived_at == MORNING


def test_a_stamp_older_than_30_days_is_sent_back_with_a_sentence(
    tablet: Device, child: Child, clock: time_machine.Traveller
) -> None:
    late = scan()
    clock.shift(timedelta(days=31))

    with pytest.raises(DomainError, match="30"):
        at_kiosk(tablet, child, late)


def test_the_same_id_for_another_child_is_refused(tablet: Device, child: Child, classroom: Classroom) -> None:
    one = scan()
    at_kiosk(tablet, child, one)

    with pytest.raises(Conflict):
        at_kiosk(tablet, factories.make_child(classroom), one)


def test_a_stamp_dated_tomorrow_counts_now_and_is_looked_at(tablet: Device, child: Child) -> None:
    recorded = at_kiosk(tablet, child, scan(device_at=timezone.now() + timedelta(days=1)))

    assert (recorded.stamp.at, recorded.attendance.needs_review) == (timezone.now(), True)


@pytest.mark.parametrize(("minutes", "doubtful"), [(3, False), (11, True), (-11, True)])
def test_a_wrong_clock_is_set_right_and_a_very_wrong_one_is_looked_at(
    tablet: Device, child: Child, minutes: int, doubtful: bool
) -> None:
    error = timedelta(minutes=minutes)
    wrong = scan(device_at=timezone.now() + error, clock_error=int(error.total_seconds() * 1000))

    recorded = at_kiosk(tablet, child, wrong)

    assert (recorded.stamp.at, recorded.stamp.needs_review) == (timezone.now(), doubtful)


def test_half_past_midnight_belongs_to_the_day_before(
    tablet: Device, child: Child, clock: time_machine.Traveller
) -> None:
    at_kiosk(tablet, child, scan("in"))
    clock.move_to(MORNING.replace(day=26, hour=0, minute=30))

    recorded = at_kiosk(tablet, child, scan("out"))

    assert (recorded.attendance.day, recorded.attendance.is_here) == (MORNING.date(), False)


def test_another_time_zone_has_its_own_day(classroom: Classroom, tablet: Device, child: Child) -> None:
    Facility.objects.filter(pk=tablet.facility_id).update(time_zone="America/Los_Angeles")
    tablet.facility.refresh_from_db()

    assert at_kiosk(tablet, child, scan()).attendance.day == (MORNING - timedelta(days=1)).date()


def test_a_tablet_of_another_facility_knows_no_such_child(
    tablet: Device, other_facility: Facility, child: Child
) -> None:
    with pytest.raises(NotVisible):
        services.record_stamp(actor=None, device=tablet, facility=other_facility, child=child, scan=scan())


def test_a_child_who_left_is_not_known_any_more(tablet: Device, child: Child) -> None:
    child.enrolments.update(ends_on=MORNING.date() - timedelta(days=1))

    with pytest.raises(NotVisible):
        at_kiosk(tablet, child, scan())


def test_staff_of_the_facility_stamp_and_others_do_not(
    teacher: User, other_manager: User, ex_staff: User, facility: Facility, child: Child
) -> None:
    def tap(user: User) -> Recorded:
        one = services.staff_scan(id=uuid4(), kind="in")
        return services.record_stamp(actor=user, device=None, facility=facility, child=child, scan=one)

    assert tap(teacher).stamp.actor == teacher
    for stranger in (other_manager, ex_staff):
        with pytest.raises(NotVisible):
            tap(stranger)


def test_who_arrives_is_no_longer_looked_for(tablet: Device, child: Child, facility: Facility) -> None:
    missing = NoShow.objects.create(
        facility=facility, child=child, day=MORNING.date(), phone_at=MORNING, is_alarm=True
    )

    at_kiosk(tablet, child, scan())

    missing.refresh_from_db()
    assert (missing.state, missing.answer, missing.is_alarm) == ("closed", "arrived", False)


def test_a_stamp_of_a_closed_month_is_kept_and_changes_no_day(
    tablet: Device, child: Child, facility: Facility, manager: User
) -> None:
    MonthClose.objects.create(facility=facility, month=MORNING.date().replace(day=1), closed_by=manager)

    recorded = at_kiosk(tablet, child, scan())

    assert (recorded.stamp.needs_review, recorded.attendance.is_here) == (True, False)


@pytest.mark.parametrize("change", [{"note": "x"}, None])
def test_the_database_changes_and_deletes_no_stamp(
    tablet: Device, child: Child, change: dict[str, str] | None
) -> None:
    at_kiosk(tablet, child, scan())

    with pytest.raises(DatabaseError), transaction.atomic():
        Stamp.objects.update(**change) if change else Stamp.objects.all()._raw_delete("default")
