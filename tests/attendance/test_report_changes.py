"""What was sent is changed and taken back until it is confirmed, then asked for."""

from uuid import uuid4

import pytest

from accounts.models import User
from attendance import services
from attendance.services import Words
from backend.errors import Conflict, NotVisible
from facilities.models import AuditEntry, Child, Facility, Guardian
from tests.attendance.reports import WEDNESDAY, ill, late, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


def test_the_father_changes_what_the_mother_sent(
    guardian: Guardian, co_guardian: Guardian, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)

    changed = services.change_report(actor=co_guardian.user, report=row, version=0, words=late())

    assert (changed.kind, changed.temperature, changed.version) == ("late", None, 1)


def test_who_saw_older_words_does_not_write_over_the_newer(
    guardian: Guardian, co_guardian: Guardian, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    services.change_report(actor=co_guardian.user, report=row, version=0, words=ill(note="せきも"))

    with pytest.raises(Conflict, match="compare"):
        services.change_report(actor=guardian.user, report=row, version=0, words=late())

    row.refresh_from_db()
    assert row.note == "せきも"


def test_a_change_that_arrives_twice_is_one(guardian: Guardian, child: Child, facility: Facility) -> None:
    row = sent(guardian, facility, child)

    for _tap in range(2):
        changed = services.change_report(actor=guardian.user, report=row, version=0, words=late())

    assert changed.version == 1


@pytest.mark.parametrize("act", ["change_report", "withdraw_report", "ask_change"])
def test_for_another_household_a_report_is_not_there(
    guardian: Guardian, separated_guardian: Guardian, child: Child, facility: Facility, act: str
) -> None:
    row = sent(guardian, facility, child)
    given = {
        "change_report": {"version": 0, "words": late()},
        "ask_change": {"id": uuid4(), "words": late()},
    }

    with pytest.raises(NotVisible):
        getattr(services, act)(actor=separated_guardian.user, report=row, **given.get(act, {}))


def test_taking_back_twice_is_once(guardian: Guardian, child: Child, facility: Facility) -> None:
    row = sent(guardian, facility, child)

    for _tap in range(2):
        assert services.withdraw_report(actor=guardian.user, report=row).state == "withdrawn"

    assert AuditEntry.objects.filter(action="report.withdraw").count() == 1


def test_what_is_confirmed_is_asked_for_and_holds_until_staff_accept(
    guardian: Guardian, teacher: User, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    services.confirm_report(actor=teacher, report=row)
    for act in (
        lambda: services.change_report(actor=guardian.user, report=row, version=0, words=late()),
        lambda: services.withdraw_report(actor=guardian.user, report=row),
    ):
        with pytest.raises(Conflict, match="ask for a change"):
            act()

    asked = services.ask_change(actor=guardian.user, report=row, id=uuid4(), words=late())
    row.refresh_from_db()
    assert (row.state, asked.state, asked.replaces) == ("confirmed", "sent", row)

    services.confirm_report(actor=teacher, report=asked)
    row.refresh_from_db()
    assert (row.state, asked.state) == ("replaced", "sent")


def test_a_confirmed_absence_is_taken_back_by_asking(
    guardian: Guardian, teacher: User, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    services.confirm_report(actor=teacher, report=row)

    asked = services.ask_change(
        actor=guardian.user, report=row, id=uuid4(), words=Words("as_usual", WEDNESDAY, WEDNESDAY)
    )
    services.confirm_report(actor=teacher, report=asked)

    row.refresh_from_db()
    assert row.state == "replaced"


def test_one_change_waits_at_a_time(
    guardian: Guardian, teacher: User, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    services.confirm_report(actor=teacher, report=row)
    services.ask_change(actor=guardian.user, report=row, id=uuid4(), words=late())

    with pytest.raises(Conflict, match="waits already"):
        services.ask_change(actor=guardian.user, report=row, id=uuid4(), words=late(note="x"))
