"""How a facility runs its days: saved once, by its office, never over a colleague's."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, ClosedDay, MonthClose
from attendance.selectors.settings import settings_of
from attendance.services.settings import NAMES
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Facility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def values(facility: Facility, **changes: Any) -> dict[str, Any]:
    now = settings_of(facility)
    return {name: getattr(now, name) for name in NAMES} | changes


def change(actor: User, facility: Facility, version: int = 0, **changes: Any) -> AttendanceSettings:
    return services.change_settings(
        actor=actor, facility=facility, version=version, values=values(facility, **changes)
    )


def test_the_first_change_is_stored_with_the_other_defaults(manager: User, facility: Facility) -> None:
    change(manager, facility, duplicate_minutes=20)

    row = settings_of(facility)
    assert (row.duplicate_minutes, row.answer_minutes, row.version) == (20, 10, 1)
    assert AuditEntry.objects.get(action="attendance.settings").details == {"changed": "duplicate_minutes"}


def test_who_worked_on_an_older_version_is_told(manager: User, facility: Facility) -> None:
    change(manager, facility, duplicate_minutes=20)

    with pytest.raises(Conflict):
        change(manager, facility, duplicate_minutes=25)
    assert settings_of(facility).duplicate_minutes == 20


def test_the_same_change_twice_is_one(manager: User, facility: Facility) -> None:
    wanted = values(facility, nap_minutes=5)
    for _tap in range(2):
        services.change_settings(actor=manager, facility=facility, version=0, values=wanted)

    assert settings_of(facility).version == 1


@pytest.mark.parametrize("wrong", [{"duplicate_minutes": 4}, {"nap_minutes": 7}, {"after_deadline": "shout"}])
def test_what_does_not_fit_is_refused(manager: User, facility: Facility, wrong: dict[str, Any]) -> None:
    with pytest.raises(DomainError, match="Nothing was saved"):
        change(manager, facility, **wrong)


def test_teachers_are_refused_and_strangers_find_nothing(
    teacher: User, other_manager: User, facility: Facility
) -> None:
    for user, refusal in ((teacher, NotAllowed), (other_manager, NotVisible)):
        with pytest.raises(refusal):
            change(user, facility, nap_minutes=5)
        with pytest.raises(refusal):
            services.close_day(actor=user, facility=facility, day=date(2026, 12, 29))
        with pytest.raises(refusal):
            services.open_day(actor=user, facility=facility, day=date(2026, 12, 29))
        with pytest.raises(refusal):
            services.close_holidays(actor=user, facility=facility, year=2026)


def test_holidays_of_a_year_come_once_and_keep_own_names(manager: User, facility: Facility) -> None:
    services.close_day(actor=manager, facility=facility, day=date(2026, 11, 23), name="お休み")

    counts = [services.close_holidays(actor=manager, facility=facility, year=2026) for _tap in range(2)]

    assert counts == [17, 0]
    assert ClosedDay.objects.get(day=date(2026, 11, 23)).name == "お休み"


def test_a_closed_months_days_stay(manager: User, facility: Facility) -> None:
    MonthClose.objects.create(facility=facility, month=date(2026, 10, 1), closed_by=manager)

    with pytest.raises(DomainError, match="closed"):
        services.close_day(actor=manager, facility=facility, day=date(2026, 10, 13))
    services.close_holidays(actor=manager, facility=facility, year=2026)
    assert not ClosedDay.objects.filter(day__month=10).exists()


def test_a_closed_day_opens_again(manager: User, facility: Facility) -> None:
    services.close_day(actor=manager, facility=facility, day=date(2026, 12, 29))
    for _tap in range(2):
        services.open_day(actor=manager, facility=facility, day=date(2026, 12, 29))

    assert not ClosedDay.objects.exists()
