"""A family's pages of surveys."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from backend.models import IdempotentAnswer
from facilities.models import Child, Classroom, Facility, Guardian
from surveys.models import AnswerDraft, Participation, Question, Response, Survey, Unit
from tests import factories
from tests.conftest import SignIn
from tests.surveys.asking import make_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english_pages")]

YES = {"a_q1": "1", "a_q2": "３"}


@pytest.fixture
def signed_in(signed_in: SignIn) -> SignIn:
    """A browser whose pages are in English, so that a test says what it looks for."""

    def sign_in(user: User) -> Client:
        client = signed_in(user)
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def _english_pages(guardian: Guardian, co_guardian: Guardian) -> None:
    User.objects.filter(guardians__in=[guardian, co_guardian]).update(language="en")


@pytest.fixture
def survey(manager: User, facility: Facility, guardian: Guardian) -> Survey:
    return make_asking(manager, facility)


@pytest.fixture
def phone(signed_in: SignIn, guardian: Guardian) -> Client:
    user = User.objects.get(guardians=guardian)
    return signed_in(user)


def page(survey: Survey) -> str:
    return reverse("guardian_survey", args=[survey.pk])


def test_a_survey_stands_on_home_under_the_list_and_in_its_notice(phone: Client, survey: Survey) -> None:
    for address in (
        reverse("guardian_home"),
        reverse("guardian_surveys"),
        reverse("guardian_notice", args=[survey.notice_id]),
    ):
        assert page(survey) in phone.get(address).content.decode()


def test_an_answer_is_sent_and_shown_again(phone: Client, survey: Survey) -> None:
    sent = phone.post(page(survey), YES, follow=True)

    assert "The nursery has your answer" in sent.content.decode()
    assert "何人で来ますか" in sent.content.decode()
    assert Participation.objects.count() == 1
    assert page(survey) not in phone.get(reverse("guardian_home")).content.decode()


def test_a_refusal_keeps_what_was_written_and_marks_the_question(phone: Client, survey: Survey) -> None:
    answer = phone.post(page(survey), {"a_q1": "1", "a_q2": "many", "a_q5": "こんにちは"})

    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Please write only a number" in said
    assert "こんにちは" in said and "many" in said


def test_a_question_that_is_gone_is_told_with_the_other_answers_kept(phone: Client, survey: Survey) -> None:
    Question.objects.get(survey=survey, code="q5").delete()

    answer = phone.post(page(survey), {**YES, "a_q5": "gone", "a_q4": "2026-12-01"})

    assert answer.status_code == 409
    assert "changed the questions" in answer.content.decode()
    assert 'value="2026-12-01"' in answer.content.decode()
    assert not Participation.objects.exists()


def test_brothers_and_sisters_are_answered_one_after_another(
    signed_in: SignIn, manager: User, facility: Facility, guardian: Guardian, other_classroom: Classroom
) -> None:
    sibling = factories.make_child(other_classroom, given_name="蓮")
    factories.grant(guardian, sibling)
    survey = make_asking(manager, facility, unit=Unit.CHILD)
    assert guardian.user
    phone = signed_in(User.objects.get(pk=guardian.user.pk))
    first = phone.get(page(survey)).context["unit"]

    following = phone.post(f"{page(survey)}?for={first.token}", YES, follow=True)
    assert following.context["unit"].token != first.token
    assert "Now for" in following.content.decode()
    end = phone.post(
        following.request["PATH_INFO"] + "?" + following.request["QUERY_STRING"], YES, follow=True
    )

    assert "Thank you" in end.content.decode()
    assert Participation.objects.count() == 2
    assert phone.get(f"{page(survey)}?for={survey.pk}").status_code == 404


def test_the_other_parent_reads_who_answered_and_may_change_it(
    signed_in: SignIn, phone: Client, survey: Survey, guardian: Guardian, co_guardian: Guardian
) -> None:
    phone.post(page(survey), YES)
    other = signed_in(User.objects.get(guardians=co_guardian))

    assert f"Answered by {guardian.name}" in other.get(page(survey)).content.decode()
    assert 'value="3"' in other.get(f"{page(survey)}?change").content.decode()
    changed = other.post(page(survey), {"a_q1": "2"}, follow=True)

    assert "takes the place of what" in changed.content.decode()
    assert f"Changed by {co_guardian.name}" in phone.get(page(survey)).content.decode()


def test_what_was_begun_is_filled_in_again(phone: Client, survey: Survey) -> None:
    kept = phone.post(reverse("guardian_survey_draft", args=[survey.pk]), {"a_q1": "1", "a_q2": "4"})

    assert kept.status_code == 204
    assert 'value="4"' in phone.get(page(survey)).content.decode()
    phone.post(page(survey), YES)
    assert not AnswerDraft.objects.exists()


def test_who_reads_along_sees_the_survey_and_no_form(
    signed_in: SignIn, survey: Survey, relative: Guardian
) -> None:
    User.objects.filter(guardians=relative).update(language="en")
    phone = signed_in(User.objects.get(guardians=relative))

    assert "You read along" in phone.get(page(survey)).content.decode()
    assert phone.post(page(survey), YES).status_code == 403


def test_the_same_request_from_the_outbox_is_one_answer(phone: Client, survey: Survey) -> None:
    key = {"Idempotency-Key": "3a6c0f0e-0000-4000-8000-000000000001"}

    answers = [phone.post(page(survey), YES, headers=key) for _time in range(3)]

    assert {answer.status_code for answer in answers} == {302}
    assert Response.objects.count() == 1


def test_what_the_outbox_leaves_behind_says_nothing_of_an_answer_without_a_name(
    phone: Client, manager: User, facility: Facility, guardian: Guardian
) -> None:
    survey = make_asking(manager, facility, is_anonymous=True, may_edit=False)
    wrong = phone.post(page(survey), {"a_q1": "1", "a_q2": "secret"}, headers={"Idempotency-Key": "first"})
    assert wrong.status_code == 422
    assert not IdempotentAnswer.objects.exists()

    other_words = {"a_q1": "2", "a_q3": "1"}
    for words in (YES, other_words):
        assert phone.post(page(survey), words, headers={"Idempotency-Key": "second"}).status_code == 302

    kept = IdempotentAnswer.objects.get()
    assert bytes(kept.body or b"") == b""
    assert Response.objects.count() == 1
    shown = phone.get(page(survey)).content.decode()
    assert "nothing leads from it" in shown
    assert phone.get(f"{page(survey)}?change").content.decode().count("<form") == shown.count("<form")


def test_words_in_english_and_easy_japanese_are_offered_where_they_were_written(
    phone: Client, survey: Survey
) -> None:
    Survey.objects.update(translations={"easy": {"title": "なつまつり"}, "en": {"title": "Summer festival"}})
    Question.objects.filter(code="q1").update(translations={"en": {"text": "Will you come?"}})

    assert "Summer festival" in phone.get(page(survey)).content.decode()
    assert "Will you come?" in phone.get(page(survey)).content.decode()
    assert "なつまつり" in phone.get(f"{page(survey)}?in=easy").content.decode()


def test_more_questions_cost_no_more_queries(phone: Client, survey: Survey) -> None:
    phone.get(page(survey))
    with CaptureQueriesContext(
        connection,
    ) as few:
        phone.get(page(survey))
    for number in range(6, 30):
        Question.objects.create(survey=survey, position=number, code=f"q{number}", kind="short", text="?")
    with CaptureQueriesContext(connection) as many:
        phone.get(page(survey))

    assert len(many) == len(few)


def test_an_answer_after_the_end_keeps_the_words_and_says_whom_to_phone(
    phone: Client, survey: Survey, child: Child
) -> None:
    form = phone.get(page(survey))
    assert form.status_code == 200
    assert survey.opens_at
    Survey.objects.update(closes_at=survey.opens_at + timedelta(minutes=1))

    late = phone.post(page(survey), {**YES, "a_q5": "これだけ"})

    assert late.status_code == 409
    assert "is over" in late.content.decode() and "これだけ" in late.content.decode()


def test_ten_surveys_need_no_more_queries_than_one_on_home_and_in_the_list(
    phone: Client, survey: Survey, manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    addresses = [reverse("guardian_home"), reverse("guardian_surveys")]
    make_asking(manager, facility, unit=Unit.CHILD)
    for address in addresses:
        phone.get(address)
    with CaptureQueriesContext(connection) as few:
        shown = [phone.get(address).content.decode() for address in addresses]
    for number in range(4):
        make_asking(manager, facility, title=f"追加{number}")
        make_asking(manager, facility, title=f"子ども{number}", unit=Unit.CHILD)

    with CaptureQueriesContext(connection) as many:
        after = [phone.get(address).content.decode() for address in addresses]

    assert all(page(survey) in one for one in shown)
    assert all(f"追加{number}" in one and f"子ども{number}" in one for number in range(4) for one in after)
    assert len(many) == len(few)
