"""Answering: who may, what stays, what is told; bad luck of every kind loses nothing."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian
from notices.models import Recipient
from surveys.models import (
    AnswerDraft,
    Participation,
    ParticipationChange,
    Question,
    Response,
    Survey,
    Unit,
    Via,
)
from surveys.selectors.asked import due_for, surveys_asked_of, surveys_for_staff
from surveys.selectors.given import answers_in
from surveys.services import save_answer_draft, submit_answers
from surveys.units import UnitKey
from tests import factories
from tests.surveys.asking import make_asking, make_staff_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]

YES = {"q1": ["1"], "q2": "３"}
NO = {"q1": ["2"], "q3": ["2"], "q3_2": "旅行"}


def user_of(guardian: Guardian) -> User:
    assert guardian.user
    return guardian.user


def home(guardian: Guardian) -> UnitKey:
    return UnitKey(household_id=guardian.household_id)


def answer(
    guardian: Guardian, survey: Survey, answers: Mapping[str, object], unit: UnitKey | None = None
) -> Participation:
    return submit_answers(
        actor=user_of(guardian), survey=survey, unit=unit or home(guardian), answers=answers
    )


@pytest.fixture
def survey(manager: User, facility: Facility, guardian: Guardian, co_guardian: Guardian) -> Survey:
    return make_asking(manager, facility)


def test_an_answer_is_kept_with_what_a_branch_led_past(survey: Survey, guardian: Guardian) -> None:
    row = answer(guardian, survey, YES)

    codes = row.response.answers.values_list("question__code", "choice__code", "number", "is_skipped")
    assert sorted(codes) == [("q1", 1, None, False), ("q2", None, 3, False), ("q3", None, None, True)]
    assert (row.answered_by, row.via, row.version) == (guardian.user, Via.APP, 0)
    survey.refresh_from_db()
    assert survey.first_answer_at is not None


def test_the_family_is_not_reminded_or_phoned_any_more(survey: Survey, guardian: Guardian) -> None:
    answer(guardian, survey, YES)

    assert Recipient.objects.get(notice=survey.notice).answered_at is not None
    assert due_for(user_of(guardian)) == []


def test_the_same_twice_is_one(survey: Survey, guardian: Guardian, co_guardian: Guardian) -> None:
    first = answer(guardian, survey, YES)

    again = answer(co_guardian, survey, {"q1": "1", "q2": "3.0"})

    assert again == first
    assert again.answered_by == guardian.user
    assert Response.objects.count() == 1
    assert not ParticipationChange.objects.exists()


def test_the_other_parent_changes_it_and_what_was_there_stays_written(
    survey: Survey, guardian: Guardian, co_guardian: Guardian
) -> None:
    answer(guardian, survey, YES)

    row = answer(co_guardian, survey, NO)

    assert (row.answered_by, row.version) == (co_guardian.user, 1)
    assert ParticipationChange.objects.get().answers == {"q1": ["1"], "q2": "3"}
    assert answers_in(row.response)["q3"].beside == {2: "旅行"}
    [asked] = surveys_asked_of(user_of(guardian))
    assert asked.units[0].answer == row


def test_without_changes_the_first_answer_stands(
    survey: Survey, guardian: Guardian, co_guardian: Guardian
) -> None:
    Survey.objects.update(may_edit=False)
    answer(guardian, survey, YES)

    with pytest.raises(Conflict, match="has answered already"):
        answer(co_guardian, survey, NO)

    assert answer(co_guardian, survey, YES).version == 0
    assert not ParticipationChange.objects.exists()


def test_a_wrong_answer_names_the_question_and_saves_nothing(survey: Survey, guardian: Guardian) -> None:
    with pytest.raises(DomainError) as refused:
        answer(guardian, survey, {"q1": "1", "q2": "many", "q4": "2026-02-30"})

    assert set(refused.value.details["wrong"]) == {"q2", "q4"}
    assert not Participation.objects.exists()
    survey.refresh_from_db()
    assert survey.first_answer_at is None


def test_an_answer_after_the_end_says_so(survey: Survey, guardian: Guardian) -> None:
    Survey.objects.update(
        closes_at=timezone.now() - timedelta(seconds=1), opens_at=timezone.now() - timedelta(days=1)
    )

    with pytest.raises(Conflict, match="over"):
        answer(guardian, survey, YES)


def test_a_question_taken_out_meanwhile_is_told_and_the_draft_stays(
    survey: Survey, guardian: Guardian
) -> None:
    save_answer_draft(actor=user_of(guardian), survey=survey, child=None, answers=NO)
    Question.objects.get(survey=survey, code="q3").delete()

    with pytest.raises(Conflict, match="changed the questions"):
        answer(guardian, survey, NO)

    assert AnswerDraft.objects.get().answers == NO
    assert answer(guardian, survey, {"q1": "2"}).version == 0


def test_a_draft_is_gone_once_it_is_sent(survey: Survey, guardian: Guardian) -> None:
    save_answer_draft(actor=user_of(guardian), survey=survey, child=None, answers={"q2": "1"})
    save_answer_draft(actor=user_of(guardian), survey=survey, child=None, answers=YES)
    assert AnswerDraft.objects.count() == 1

    answer(guardian, survey, YES)

    assert not AnswerDraft.objects.exists()


def test_who_reads_along_looks_and_does_not_answer(survey: Survey, relative: Guardian) -> None:
    [asked] = surveys_asked_of(user_of(relative))
    assert not asked.is_due

    with pytest.raises(NotAllowed):
        answer(relative, survey, YES)


def test_for_strangers_and_blocked_guardians_there_is_no_survey(
    survey: Survey,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
    outsider: Guardian,
    guardian: Guardian,
) -> None:
    for stranger in (blocked_guardian, expired_guardian, outsider):
        assert surveys_asked_of(user_of(stranger)) == []
        for unit in (home(stranger), home(guardian)):
            with pytest.raises(NotVisible):
                answer(stranger, survey, YES, unit)


def test_a_separated_home_answers_for_itself(
    manager: User, facility: Facility, guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    survey = make_asking(manager, facility, unit=Unit.CHILD)
    for one in (guardian, separated_guardian):
        unit = UnitKey(household_id=one.household_id, child_id=child.pk)
        answer(one, survey, YES, unit)

    with pytest.raises(NotVisible):
        answer(separated_guardian, survey, NO, UnitKey(household_id=guardian.household_id, child_id=child.pk))
    assert Participation.objects.count() == 2


def test_siblings_are_answered_one_after_another(
    manager: User, facility: Facility, guardian: Guardian, child: Child, other_classroom: Classroom
) -> None:
    sibling = factories.make_child(
        other_classroom, given_name="蓮", born_on=child.born_on - timedelta(days=700)
    )
    factories.grant(guardian, sibling)
    survey = make_asking(manager, facility, unit=Unit.CHILD)
    [asked] = surveys_asked_of(user_of(guardian))
    assert [unit.seat.name for unit in asked.waiting] == ["陽葵", "蓮"]

    row = answer(guardian, survey, YES, asked.units[0].key)
    recipient = Recipient.objects.get(notice=survey.notice)
    assert recipient.answered_at is None
    assert (row.response.classroom, row.response.age) == (child.enrolments.get().classroom, 1)

    answer(guardian, survey, NO, asked.units[1].key)
    recipient.refresh_from_db()
    assert recipient.answered_at is not None


def test_each_guardian_answers_for_herself(
    manager: User, facility: Facility, guardian: Guardian, co_guardian: Guardian, relative: Guardian
) -> None:
    survey = make_asking(manager, facility, unit=Unit.GUARDIAN)
    [asked] = surveys_asked_of(user_of(guardian))
    assert [unit.key.guardian_id for unit in asked.units] == [guardian.pk]
    answer(guardian, survey, YES, asked.units[0].key)
    assert Recipient.objects.get(notice=survey.notice).answered_at is None

    with pytest.raises(NotVisible):
        answer(guardian, survey, YES, UnitKey(co_guardian.household_id, None, co_guardian.pk))
    answer(co_guardian, survey, NO, UnitKey(co_guardian.household_id, None, co_guardian.pk))
    assert Recipient.objects.get(notice=survey.notice).answered_at is not None
    assert surveys_asked_of(user_of(relative)) == []


def test_staff_answer_their_own(
    manager: User, teacher: User, facility: Facility, other_manager: User, guardian: Guardian
) -> None:
    survey = make_staff_asking(manager, facility)
    [asked] = surveys_for_staff(teacher)

    row = submit_answers(actor=teacher, survey=survey, unit=asked.units[0].key, answers=YES)

    assert row.member and row.member.user == teacher
    assert surveys_for_staff(other_manager) == []
    assert surveys_asked_of(user_of(guardian)) == []
    for stranger in (other_manager, user_of(guardian)):
        with pytest.raises(NotVisible):
            submit_answers(actor=stranger, survey=survey, unit=asked.units[0].key, answers=YES)


def test_the_nursery_enters_paper_and_the_family_reads_it(
    survey: Survey, keeper: User, guardian: Guardian, child: Child
) -> None:
    row = submit_answers(actor=keeper, survey=survey, unit=home(guardian), answers=YES, via=Via.PAPER)

    assert (row.via, row.response.via, row.answered_by) == (Via.PAPER, Via.PAPER, keeper)
    entry = AuditEntry.objects.get(action="survey.entered")
    assert (entry.actor, entry.child_id, entry.details) == (keeper, child.pk, {"via": "paper"})
    [asked] = surveys_asked_of(user_of(guardian))
    assert asked.units[0].by_nursery


def test_only_the_office_of_the_family_enters_for_it(
    survey: Survey, teacher: User, other_manager: User, office: User, reader: User, guardian: Guardian
) -> None:
    for stranger in (teacher, other_manager, reader, user_of(guardian)):
        with pytest.raises(NotVisible):
            submit_answers(actor=stranger, survey=survey, unit=home(guardian), answers=YES, via=Via.PHONE)

    row = submit_answers(actor=office, survey=survey, unit=home(guardian), answers=YES, via=Via.PHONE)
    assert row.via == Via.PHONE


def test_a_number_is_stored_and_text_with_null_bytes_is_cleaned(survey: Survey, guardian: Guardian) -> None:
    row = answer(guardian, survey, {"q1": "1", "q2": "２", "q5": "a\x00b\r\nc"})

    said = answers_in(row.response)
    assert said["q5"].text == "ab\nc"
    assert said["q2"].number == 2
