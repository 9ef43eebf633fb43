"""What staff do with a family's words: confirm with one tap, refuse with a sentence, write down a call."""

from uuid import uuid4

import pytest

from accounts.models import User
from attendance import services
from attendance.models import NoShow, Report
from attendance.words import report_answer_words
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Role
from notices.models import Message
from tests import factories
from tests.attendance.reports import WEDNESDAY, fetched_by, ill, late, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]


@pytest.fixture
def report(guardian: Guardian, child: Child, facility: Facility) -> Report:
    return sent(guardian, facility, child)


@pytest.mark.parametrize("who", ["teacher", "manager", "keeper"])
def test_who_looks_after_the_child_confirms_with_one_tap(
    who: str, request: pytest.FixtureRequest, report: Report
) -> None:
    actor = request.getfixturevalue(who)

    for _tap in range(2):
        done = services.confirm_report(actor=actor, report=report)

    assert (done.state, done.confirmed_by) == ("confirmed", actor)
    assert AuditEntry.objects.filter(action="report.confirm").count() == 1


@pytest.mark.parametrize("who", ["other_teacher", "other_manager", "office", "ex_staff"])
def test_for_strangers_to_the_child_there_is_no_report(
    who: str, request: pytest.FixtureRequest, report: Report
) -> None:
    for act in (
        lambda actor: services.confirm_report(actor=actor, report=report),
        lambda actor: services.confirm_many(actor=actor, reports=[report]),
        lambda actor: services.refuse_report(actor=actor, report=report, answer="いいえ"),
    ):
        with pytest.raises(NotVisible):
            act(request.getfixturevalue(who))


def test_part_timers_read_and_do_not_confirm(
    report: Report, facility: Facility, classroom: Classroom
) -> None:
    helper = factories.make_staff(Role.PART_TIME, facility, classroom)

    with pytest.raises(NotAllowed):
        services.confirm_report(actor=helper, report=report)


def test_a_teacher_does_not_handle_what_is_said_of_her_own_child(
    report: Report, teacher: User, child: Child
) -> None:
    factories.make_guardian(child, user=teacher)

    with pytest.raises(NotVisible):
        services.confirm_report(actor=teacher, report=report)


def test_what_changed_since_she_looked_is_not_confirmed(
    report: Report, guardian: Guardian, teacher: User
) -> None:
    services.change_report(actor=guardian.user, report=report, version=0, words=late())

    with pytest.raises(Conflict, match="read it again"):
        services.confirm_report(actor=teacher, report=report, version=0)


def test_what_was_taken_back_is_not_confirmed(report: Report, guardian: Guardian, teacher: User) -> None:
    services.withdraw_report(actor=guardian.user, report=report)

    with pytest.raises(Conflict, match="took this back"):
        services.confirm_report(actor=teacher, report=report)


def test_many_are_confirmed_and_those_that_changed_are_left(
    report: Report, guardian: Guardian, teacher: User, classroom: Classroom
) -> None:
    brother = factories.make_child(classroom)
    factories.grant(guardian, brother)
    second = sent(guardian, classroom.facility, brother)
    services.change_report(actor=guardian.user, report=report, version=0, words=late())

    done = services.confirm_many(actor=teacher, reports=[report, second])

    assert done == [second]


def test_refusing_needs_a_sentence_and_is_once(report: Report, teacher: User) -> None:
    with pytest.raises(DomainError, match="sentence"):
        services.refuse_report(actor=teacher, report=report, answer=" ")

    for _tap in range(2):
        done = services.refuse_report(actor=teacher, report=report, answer="お電話ください。")

    assert (done.state, done.answer) == ("refused", "お電話ください。")


def test_what_is_confirmed_cannot_be_refused(report: Report, teacher: User) -> None:
    services.confirm_report(actor=teacher, report=report)

    with pytest.raises(Conflict):
        services.refuse_report(actor=teacher, report=report, answer="いいえ")


def test_a_call_is_written_down_confirmed_and_once(teacher: User, child: Child, facility: Facility) -> None:
    missing = NoShow.objects.create(
        facility=facility, child=child, day=WEDNESDAY, phone_at="2026-11-25T01:00Z"
    )
    key = uuid4()

    for _tap in range(2):
        row = services.write_down(actor=teacher, child=child, facility=facility, id=key, words=ill())

    missing.refresh_from_db()
    assert (row.state, row.guardian, row.actor, row.confirmed_by) == ("confirmed", None, teacher, teacher)
    assert (Report.objects.count(), missing.state) == (1, "closed")


def test_staff_do_not_write_down_who_is_barred(
    teacher: User, blocked_guardian: Guardian, child: Child, facility: Facility
) -> None:
    words = fetched_by(blocked_guardian)

    with pytest.raises(DomainError, match="cannot be named"):
        services.write_down(actor=teacher, child=child, facility=facility, id=uuid4(), words=words)


def test_a_child_of_another_class_is_not_hers_to_write_about(
    other_teacher: User, child: Child, facility: Facility
) -> None:
    with pytest.raises(NotVisible):
        services.write_down(actor=other_teacher, child=child, facility=facility, id=uuid4(), words=ill())


def test_who_sent_it_is_told_that_it_was_not_accepted(
    report: Report, teacher: User, guardian: Guardian, co_guardian: Guardian
) -> None:
    for _tap in range(2):
        services.refuse_report(actor=teacher, report=report, answer="お電話ください。")

    message = Message.objects.get()
    words = report_answer_words(message)
    assert message.guardian == guardian
    assert words
    assert str(report.pk) in words.url
    assert "お電話" not in f"{words}"
    guardian.grants.update(is_blocked=True)
    assert report_answer_words(message) is None
