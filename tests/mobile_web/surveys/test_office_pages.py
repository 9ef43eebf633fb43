"""The office's pages of surveys: every button works as a plain form."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Facility, Guardian, Organisation, StaffMember
from notices.models import Delivery, Notice, State
from surveys.models import Survey
from surveys.selectors.asking import drafts_of
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("_english")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def survey(manager: User, organisation: Organisation, facility: Facility, guardian: Guardian) -> Survey:
    return factories.make_survey(manager, organisation, facility)


@pytest.fixture
def client(signed_in: SignIn, manager: User) -> Client:
    browser = signed_in(manager)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def written(survey: Survey, **changes: Any) -> dict[str, Any]:
    """The builder's form as the page holds it."""
    survey.refresh_from_db()
    values: dict[str, Any] = {
        "version": survey.version,
        "title": survey.title,
        "introduction": survey.introduction,
        "unit": survey.unit,
        "closes_at": timezone.localtime(survey.closes_at).strftime("%Y-%m-%dT%H:%M")
        if survey.closes_at
        else "",
        "question": [one.code for one in drafts_of(survey)],
        "may_edit": "on",
    }
    for one in drafts_of(survey):
        values |= {f"{one.code}-kind": one.kind, f"{one.code}-text": one.text}
        values[f"{one.code}-choices"] = "\r\n".join(choice.text for choice in one.choices)
        values[f"{one.code}-shown"] = [f"{one.shown_when}:{code}" for code in one.shown_choices]
        values |= {f"{one.code}-required": "on"} if one.is_required else {}
    return values | changes


def press(client: Client, survey: Survey, act: str, **changes: Any) -> HttpResponse:
    return client.post(reverse("office_survey_save", args=[survey.pk]), written(survey, act=act, **changes))  # type: ignore[return-value] # Django's test response is one


def codes(survey: Survey) -> list[str]:
    return [one.code for one in drafts_of(survey)]


def test_a_new_survey_is_begun_and_found_in_the_list(client: Client) -> None:
    answer = client.post(reverse("office_survey_new"))
    survey = Survey.objects.get()

    assert answer.headers["Location"] == reverse("office_survey_write", args=[survey.pk])
    assert (
        reverse("office_survey", args=[survey.pk]) in client.get(reverse("office_surveys")).content.decode()
    )


def test_questions_are_added_moved_and_removed_by_buttons(client: Client, survey: Survey) -> None:
    press(client, survey, "add:yes_no")
    assert [one.text for one in drafts_of(survey)[2].choices] == ["はい", "いいえ"]
    assert press(client, survey, "up:q3").headers["Location"].endswith("#q3")
    assert codes(survey) == ["q1", "q3", "q2"]
    press(client, survey, "drop:q1")

    assert codes(survey) == ["q3", "q2"]
    assert drafts_of(survey)[1].shown_when == ""


def test_a_move_that_would_make_a_loop_is_refused_and_her_words_stay(client: Client, survey: Survey) -> None:
    answer = press(client, survey, "up:q2", title="あたらしい題")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Question 2: it can only follow" in page and "あたらしい題" in page
    assert page.index('id="q1"') < page.index('id="q2"') and 'name="q2-shown" value="q1:1" checked' in page
    assert codes(survey) == ["q1", "q2"]


def test_a_line_that_is_mended_keeps_its_code_and_the_branch_stays_right(
    client: Client, survey: Survey
) -> None:
    press(client, survey, "save", **{"q1-choices": "わからない\r\n利用する\r\nいいえ"})

    choices = drafts_of(survey)[0].choices
    assert [(one.code, one.text) for one in choices] == [(1, "わからない"), (3, "利用する"), (2, "いいえ")]
    assert drafts_of(survey)[1].shown_choices == (1,)


def test_translations_are_written_line_by_line(client: Client, survey: Survey) -> None:
    press(client, survey, "save", **{"q1-text_en": "Will you use it?", "q1-choices_en": "Yes\r\nNo"})

    question = drafts_of(survey)[0]
    assert question.translations["en"]["text"] == "Will you use it?"
    assert [one.translations["en"]["text"] for one in question.choices] == ["Yes", "No"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("q1-choices", "\n".join(map(str, range(10_000))), "100 choices"),
        ("q2-shown", ["q1:1", "q3:1"], "one question only"),
        ("q2-shown", ["q9:1"], "not there any more"),
    ],
)
def test_bad_input_is_answered_in_words(
    client: Client, survey: Survey, field: str, value: Any, sentence: str
) -> None:
    answer = press(client, survey, "save", **{field: value})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert len(drafts_of(survey)[0].choices) == 2


def test_an_autosave_answers_with_the_phone_and_the_new_version(client: Client, survey: Survey) -> None:
    data = written(survey, act="", title="年末の保育")
    answer = client.post(reverse("office_survey_save", args=[survey.pk]), data, headers=HTMX)

    survey.refresh_from_db()
    page = answer.content.decode()
    assert "年末の保育" in page and f'name="version" value="{survey.version}"' in page
    assert "<html" not in page


def test_of_two_editors_the_second_is_told_on_the_page(client: Client, survey: Survey) -> None:
    data = written(survey, act="save", title="二人目")
    press(client, survey, "save", title="一人目")
    answer = client.post(reverse("office_survey_save", args=[survey.pk]), data)

    assert answer.status_code == 409
    assert Survey.objects.get(pk=survey.pk).title == "一人目"


def test_a_second_editors_page_does_not_save_over_the_first_by_itself(client: Client, survey: Survey) -> None:
    data = written(survey, act="", title="二人目")
    press(client, survey, "save", title="一人目")
    address = reverse("office_survey_save", args=[survey.pk])
    first = client.post(address, data, headers=HTMX)
    again = client.post(address, data, headers=HTMX)

    assert (first.status_code, again.status_code) == (409, 409)
    assert f'name="version" value="{data["version"]}"' in again.content.decode()
    assert Survey.objects.get(pk=survey.pk).title == "一人目"


def test_publishing_holds_and_can_be_taken_back(client: Client, survey: Survey) -> None:
    answer = press(client, survey, "publish")
    page = client.get(answer.headers["Location"], follow=True).content.decode()
    assert "data-hold" in page
    client.post(reverse("office_survey_undo", args=[survey.pk]))

    survey.refresh_from_db()
    assert survey.published_at is None


def test_after_the_hold_the_page_lets_it_go_without_a_worker(client: Client, survey: Survey) -> None:
    press(client, survey, "publish")
    Notice.objects.filter(survey=survey).update(publish_at=timezone.now())
    answer = client.post(reverse("office_survey_release", args=[survey.pk]), follow=True)

    assert Notice.objects.get(survey=survey).state == State.PUBLISHED
    assert answer.request["PATH_INFO"] == reverse("office_survey_answered", args=[survey.pk])


def test_a_telephone_number_is_sent_only_when_it_is_meant(client: Client, survey: Survey) -> None:
    words = {"introduction": "連絡は090-1234-5678まで"}
    answer = press(client, survey, "publish", **words)
    assert answer.status_code == 422 and 'name="guard_ok"' in answer.content.decode()
    press(client, survey, "publish", guard_ok="on", **words)

    survey.refresh_from_db()
    assert survey.published_at


def test_who_answered_names_the_silent_and_reminds_them(
    client: Client, survey: Survey, manager: User, guardian: Guardian
) -> None:
    factories.open_survey(manager, survey)
    Delivery.objects.filter(notice=survey.notice_id).update(state="handed_over")
    here = reverse("office_survey_answered", args=[survey.pk])
    page = client.get(here).content.decode()
    assert guardian.household.name in page and "Remind 1 family" in page
    first = client.post(reverse("office_survey_remind", args=[survey.pk]))
    again = client.post(reverse("office_survey_remind", args=[survey.pk]))

    assert (first.status_code, again.status_code) == (302, 409)
    assert Notice.objects.get(survey=survey).reminded == 1


def test_its_end_reminders_and_readers_are_set_on_the_page(
    client: Client, survey: Survey, manager: User, teacher: User
) -> None:
    factories.open_survey(manager, survey)
    later = timezone.localtime() + timedelta(days=3)
    hers = StaffMember.objects.get(user=teacher)
    client.post(
        reverse("office_survey_reminders", args=[survey.pk]), {"at": [f"{later:%Y-%m-%dT%H:%M}", "", "x"]}
    )
    client.post(reverse("office_survey_viewers", args=[survey.pk]), {"member": [hers.pk]})
    client.post(reverse("office_survey_end", args=[survey.pk]), {"now": "1"})

    survey.refresh_from_db()
    assert survey.closes_at and survey.closes_at <= timezone.now()
    assert (survey.reminders.count(), survey.viewers.count()) == (1, 1)


def test_its_notice_leads_to_the_survey_and_is_sent_nowhere_else(client: Client, survey: Survey) -> None:
    notice = survey.notice_id
    for page in ("office_notice", "office_compose"):
        there = client.get(reverse(page, args=[notice])).headers["Location"]
        assert there == reverse("office_survey", args=[survey.pk])

    assert client.post(reverse("office_send", args=[notice])).status_code == 404
    assert client.post(reverse("office_discard", args=[notice])).status_code == 404


def test_a_longer_list_asks_no_more_of_the_database(
    client: Client, manager: User, survey: Survey, django_assert_max_num_queries: Any
) -> None:
    client.get(reverse("office_surveys"))
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("office_surveys"))
    for _more in range(10):
        factories.make_survey(manager, survey.organisation, survey.facility)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("office_surveys"))
