"""The call list of children without a word."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from attendance import services
from attendance.models import NoShow, NoShowCall, Report
from attendance.selectors.missing import held_card, missing_today
from attendance.services import Call
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Role
from tests import factories
from tests.attendance.watching import HALF_PAST_NINE, asked

pytestmark = pytest.mark.usefixtures("clock", "_english")


@pytest.fixture
def row(clock: time_machine.Traveller, child: Child, guardian: Guardian, co_guardian: Guardian) -> NoShow:
    clock.move_to(HALF_PAST_NINE)
    found = asked(child)
    clock.shift(timedelta(minutes=10))
    services.advance_watch()
    found.refresh_from_db()
    return found


def phone(actor: Any, row: NoShow, outcome: str, **fields: Any) -> NoShowCall:
    return services.record_no_show_call(
        actor=actor, no_show=row, call=Call(**{"id": uuid4(), "outcome": outcome, **fields})
    )


def test_two_never_phone_the_same_family(row: NoShow, teacher: Any, manager: Any) -> None:
    services.claim_no_show(actor=teacher, no_show=row)

    with pytest.raises(Conflict, match="鈴木 千尋 is phoning"):
        services.claim_no_show(actor=manager, no_show=row)


def test_a_lease_that_is_over_is_free_and_the_late_entry_is_refused(
    row: NoShow, teacher: Any, manager: Any, clock: time_machine.Traveller
) -> None:
    services.claim_no_show(actor=teacher, no_show=row)
    clock.shift(timedelta(minutes=5, seconds=1))
    services.claim_no_show(actor=manager, no_show=row)

    with pytest.raises(Conflict, match="田村 由美 is phoning"):
        phone(teacher, row, "no_answer")
    assert not NoShowCall.objects.exists()


def test_numbers_stand_in_the_familys_order_and_the_untried_is_next(
    row: NoShow, teacher: Any, guardian: Guardian, co_guardian: Guardian, blocked_guardian: Guardian
) -> None:
    services.claim_no_show(actor=teacher, no_show=row)
    phone(teacher, row, "no_answer", guardian=guardian)
    services.claim_no_show(actor=teacher, no_show=row)

    card = held_card(teacher, missing_today(teacher))

    assert card
    assert [(one.guardian, one.is_now) for one in card.numbers] == [(guardian, False), (co_guardian, True)]


@pytest.mark.parametrize(("said", "at"), [("absent", None), ("late", time(10, 30))])
def test_reached_writes_the_word_as_confirmed_and_closes(
    row: NoShow, teacher: Any, guardian: Guardian, said: str, at: time | None
) -> None:
    services.claim_no_show(actor=teacher, no_show=row)
    phone(teacher, row, "reached", guardian=guardian, said=said, at=at)

    row.refresh_from_db()
    report = Report.objects.get()
    assert (row.state, row.answer, row.closed_by) == ("closed", said, teacher)
    assert (report.kind, report.state, report.confirmed_by, report.time) == (said, "confirmed", teacher, at)


def test_a_family_that_says_brought_on_the_telephone_raises_the_alarm(row: NoShow, teacher: Any) -> None:
    services.claim_no_show(actor=teacher, no_show=row)
    phone(teacher, row, "reached", said="dropped_off")

    row.refresh_from_db()
    assert (row.is_alarm, row.state) == (True, "to_phone")


def test_reached_without_saying_what_they_said_saves_nothing(row: NoShow, teacher: Any) -> None:
    services.claim_no_show(actor=teacher, no_show=row)

    with pytest.raises(DomainError, match="Nothing was saved"):
        phone(teacher, row, "reached")
    assert not NoShowCall.objects.exists()


def test_a_double_tap_is_one_call(row: NoShow, teacher: Any) -> None:
    services.claim_no_show(actor=teacher, no_show=row)
    pk = uuid4()

    assert phone(teacher, row, "voicemail", id=pk) == phone(teacher, row, "voicemail", id=pk)
    assert NoShowCall.objects.count() == 1


def test_a_guardian_of_another_child_cannot_be_named(row: NoShow, teacher: Any, outsider: Guardian) -> None:
    services.claim_no_show(actor=teacher, no_show=row)

    with pytest.raises(NotVisible):
        phone(teacher, row, "no_answer", guardian=outsider)


def test_who_may_phone(
    row: NoShow, facility: Facility, classroom: Classroom, other_manager: Any, office: Any, guardian: Guardian
) -> None:
    helper = factories.make_staff(Role.PART_TIME, facility, classroom)
    for stranger in (other_manager, office, guardian.user):
        with pytest.raises(NotVisible):
            services.claim_no_show(actor=stranger, no_show=row)
    with pytest.raises(NotAllowed):
        services.claim_no_show(actor=helper, no_show=row)
    for role in (Role.NURSE, Role.OFFICE):
        colleague = factories.make_staff(role, facility)
        services.claim_no_show(actor=colleague, no_show=row)
        services.release_no_show(actor=colleague, no_show=row)


def test_a_teacher_phones_for_her_own_class_only(row: NoShow, teacher: Any, other_teacher: Any) -> None:
    assert [one.row for one in missing_today(teacher)] == [row]
    assert missing_today(other_teacher) == []
    with pytest.raises(NotVisible):
        services.claim_no_show(actor=other_teacher, no_show=row)


def test_nobody_phones_about_her_own_child(row: NoShow, teacher: Any) -> None:
    factories.make_guardian(row.child, user=teacher)

    with pytest.raises(NotVisible):
        services.claim_no_show(actor=teacher, no_show=row)
    assert missing_today(teacher) == []


def test_looking_at_numbers_and_calls_are_in_the_audit(row: NoShow, teacher: Any) -> None:
    services.claim_no_show(actor=teacher, no_show=row)
    phone(teacher, row, "no_answer")

    acts = AuditEntry.objects.filter(child=row.child_id, actor=teacher).values_list("action", flat=True)
    assert set(acts) == {"no_show.numbers_shown", "no_show.call"}
