"""A family says that a day is wrong; staff correct it, or leave it with a sentence."""

from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Contest, MonthClose, Stamp
from attendance.services import Seat
from attendance.services.contests import Claim
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Facility, Guardian
from tests.attendance.reports import WEDNESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def contest(
    guardian: Guardian, child: Child, facility: Facility, id: UUID | None = None, **fields: object
) -> Contest:
    claim = Claim(**{"day": WEDNESDAY, "text": "8時でした", "arrived_at": time(8, 0), **fields})  # type: ignore[arg-type]
    assert guardian.user
    return services.contest_day(
        actor=guardian.user, seat=Seat(child, facility), id=id or uuid4(), claim=claim
    )


@pytest.fixture
def arrived(child: Child, facility: Facility, teacher: User) -> Stamp:
    scan = services.staff_scan(id=uuid4(), kind="in")
    return services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=scan).stamp


def test_the_day_is_corrected_to_what_the_family_says(
    arrived: Stamp, guardian: Guardian, teacher: User, child: Child, facility: Facility
) -> None:
    asked = contest(guardian, child, facility)

    for _tap in range(2):
        done = services.decide_contest(actor=teacher, contest=asked, correct=True)

    day = Attendance.objects.get()
    assert done.state == "corrected"
    assert timezone.localtime(day.arrived_at).time() == time(8, 0)
    assert day.is_corrected
    assert Stamp.objects.get(replaces=arrived).reason == "contested"


def test_a_missing_departure_is_entered(
    arrived: Stamp,
    guardian: Guardian,
    teacher: User,
    child: Child,
    facility: Facility,
    clock: time_machine.Traveller,
) -> None:
    clock.shift(timedelta(hours=12))
    asked = contest(guardian, child, facility, arrived_at=None, left_at=time(17, 30))

    services.decide_contest(actor=teacher, contest=asked, correct=True)

    assert timezone.localtime(Attendance.objects.get().left_at).time() == time(17, 30)


def test_leaving_it_needs_a_sentence(
    arrived: Stamp, guardian: Guardian, teacher: User, child: Child, facility: Facility
) -> None:
    asked = contest(guardian, child, facility)
    with pytest.raises(DomainError, match="sentence"):
        services.decide_contest(actor=teacher, contest=asked, correct=False)

    done = services.decide_contest(actor=teacher, contest=asked, correct=False, answer="門の時刻です。")

    assert (done.state, done.answer, Stamp.objects.count()) == ("kept", "門の時刻です。", 1)
    with pytest.raises(Conflict):
        services.decide_contest(actor=teacher, contest=asked, correct=True)


def test_a_double_tap_is_one_question_and_a_second_one_waits(
    guardian: Guardian, child: Child, facility: Facility
) -> None:
    key = uuid4()
    assert contest(guardian, child, facility, key) == contest(guardian, child, facility, key)

    with pytest.raises(Conflict, match="already"):
        contest(guardian, child, facility)


def test_a_closed_month_is_not_contested(
    guardian: Guardian, child: Child, facility: Facility, manager: User
) -> None:
    MonthClose.objects.create(facility=facility, month=WEDNESDAY.replace(day=1), closed_by=manager)

    with pytest.raises(DomainError, match="closed"):
        contest(guardian, child, facility)


@pytest.mark.parametrize(
    "fields",
    [
        {"day": WEDNESDAY + timedelta(days=1)},
        {"text": " ", "arrived_at": None},
        {"arrived_at": time(9), "left_at": time(8)},
    ],
    ids=["tomorrow", "nothing", "order"],
)
def test_what_cannot_be_is_refused(
    guardian: Guardian, child: Child, facility: Facility, fields: dict[str, object]
) -> None:
    with pytest.raises(DomainError):
        contest(guardian, child, facility, **fields)


def test_strangers_and_readers_do_not_contest(
    relative: Guardian, outsider: Guardian, child: Child, facility: Facility
) -> None:
    with pytest.raises(NotAllowed):
        contest(relative, child, facility)
    with pytest.raises(NotVisible):
        contest(outsider, child, facility)


@pytest.mark.parametrize("who", ["other_teacher", "other_manager", "office"])
def test_who_does_not_look_after_the_child_does_not_decide(
    who: str, request: pytest.FixtureRequest, guardian: Guardian, child: Child, facility: Facility
) -> None:
    asked = contest(guardian, child, facility)

    with pytest.raises(NotVisible):
        services.decide_contest(
            actor=request.getfixturevalue(who), contest=asked, correct=False, answer="いいえ"
        )
