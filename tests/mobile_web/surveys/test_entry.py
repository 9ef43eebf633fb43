"""Staff: their own surveys, what a family said on paper, and the paper."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from facilities.models import Facility, Guardian
from surveys.models import Participation, Survey, Unit, Via
from tests.conftest import SignIn
from tests.surveys.asking import make_asking, make_staff_asking

pytestmark = pytest.mark.django_db

YES = {"a_q1": "1", "a_q2": "3"}


@pytest.fixture
def signed_in(signed_in: SignIn) -> SignIn:
    """A browser whose pages are in English, so that a test says what it looks for."""

    def sign_in(user: User) -> Client:
        client = signed_in(user)
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _english_pages(manager: User, teacher: User, other_manager: User) -> None:
    for user in (manager, teacher, other_manager):
        user.language = "en"
        user.save(update_fields=["language"])


@pytest.fixture
def survey(manager: User, facility: Facility, guardian: Guardian) -> Survey:
    return make_asking(manager, facility)


def entry(survey: Survey, guardian: Guardian) -> str:
    return reverse("office_survey_entry", args=[survey.pk, guardian.household_id])


def test_staff_answer_in_their_own_room(
    signed_in: SignIn, manager: User, teacher: User, facility: Facility
) -> None:
    survey = make_staff_asking(manager, facility)
    page = reverse("staff_survey", args=[survey.pk])
    for person in (teacher, manager):
        room = signed_in(person)
        assert page in room.get(reverse("staff_surveys")).content.decode()
        assert room.post(page, {"a_q1": "1"}).status_code == 422
        assert "Your answer has arrived" in room.post(page, YES, follow=True).content.decode()
        assert 'value="3"' in room.get(f"{page}?change").content.decode()
    assert Participation.objects.count() == 2


def test_a_survey_of_another_nurserys_staff_is_not_there(
    signed_in: SignIn, manager: User, facility: Facility, other_manager: User, guardian: Guardian
) -> None:
    survey = make_staff_asking(manager, facility)
    assert guardian.user
    for person in (other_manager, guardian.user):
        assert signed_in(person).get(reverse("staff_survey", args=[survey.pk])).status_code == 404


def test_paper_is_entered_marked_and_stays_written_down(
    signed_in: SignIn, manager: User, survey: Survey, guardian: Guardian
) -> None:
    office = signed_in(manager)
    assert "Enter for a family" in office.get(entry(survey, guardian)).content.decode()
    wrong = office.post(entry(survey, guardian), {"a_q1": "1", "a_q2": "x", "via": "phone"})
    assert wrong.status_code == 422 and b"Please write only a number" in wrong.content

    done = office.post(entry(survey, guardian), {**YES, "via": "phone"}, follow=True)

    assert "Entered by the nursery from a telephone call" in done.content.decode()
    assert Participation.objects.get().via == Via.PHONE


def test_a_family_of_another_nursery_is_not_there(
    signed_in: SignIn,
    other_manager: User,
    teacher: User,
    survey: Survey,
    guardian: Guardian,
    outsider: Guardian,
    manager: User,
) -> None:
    for person in (other_manager, teacher):
        assert signed_in(person).get(entry(survey, guardian)).status_code == 404
    assert signed_in(manager).get(entry(survey, outsider)).status_code == 404


def test_the_sheet_is_printed_by_the_office_of_a_facility_it_asks(
    signed_in: SignIn, manager: User, other_manager: User, survey: Survey
) -> None:
    sheet = reverse("office_survey_paper", args=[survey.pk])
    assert signed_in(other_manager).get(sheet).status_code == 404

    answer = signed_in(manager).get(sheet)

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    assert "夏祭り" in text and "何人で来ますか" in text and "その他" in text


def test_an_anonymous_sheet_has_no_room_for_names(
    signed_in: SignIn, manager: User, facility: Facility, guardian: Guardian
) -> None:
    survey = make_asking(manager, facility, is_anonymous=True, may_edit=False, unit=Unit.CHILD)

    answer = signed_in(manager).get(reverse("office_survey_paper", args=[survey.pk]))

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Child's name" not in text


def test_nobody_enters_for_a_staff_survey(
    signed_in: SignIn, manager: User, facility: Facility, guardian: Guardian
) -> None:
    survey = make_staff_asking(manager, facility)
    office: Client = signed_in(manager)

    assert office.get(entry(survey, guardian)).status_code == 404
    assert office.get(reverse("office_survey_paper", args=[survey.pk])).status_code == 404
