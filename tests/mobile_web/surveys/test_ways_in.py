"""From the office's surveys to what belongs to them: patterns of the central office, paper, a family's answer."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from backend.errors import NotVisible
from facilities.models import Classroom, Facility, Guardian, Organisation, Role
from surveys import services
from surveys.models import Survey, Unit
from surveys.selectors.asking import drafts_of
from tests import factories
from tests.conftest import SignIn
from tests.surveys.asking import make_staff_asking

pytestmark = pytest.mark.usefixtures("_english")


@pytest.fixture
def client(signed_in: SignIn, manager: User) -> Client:
    browser = signed_in(manager)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


@pytest.fixture
def pattern(office: User, organisation: Organisation) -> Survey:
    survey = factories.make_survey(office, organisation, title="満足度調査")
    return services.copy_survey(actor=office, survey=survey, as_pattern=True)


def test_a_facility_asks_its_own_families_with_a_pattern_of_the_central_office(
    client: Client, pattern: Survey, facility: Facility, guardian: Guardian
) -> None:
    use = reverse("office_survey_use", args=[pattern.pk])
    assert use in client.get(reverse("office_surveys")).content.decode()

    made = client.post(use)

    survey = Survey.objects.get(facility=facility)
    assert made["Location"] == reverse("office_survey_write", args=[survey.pk])
    assert (survey.title, survey.is_template) == ("満足度調査", False)
    assert [one.text for one in drafts_of(survey)] == [one.text for one in drafts_of(pattern)]
    assert client.get(made["Location"]).status_code == 200


def test_what_is_no_pattern_or_elsewhere_cannot_be_used(
    manager: User, office: User, organisation: Organisation, facility: Facility, pattern: Survey
) -> None:
    stranger = factories.make_staff(Role.MANAGER, factories.make_facility())
    plain = factories.make_survey(office, organisation)

    for actor, used in ((manager, plain), (stranger, pattern)):
        with pytest.raises(NotVisible):
            services.use_pattern(actor=actor, pattern=used, facility=facility)


@pytest.mark.parametrize("unit", [Unit.HOUSEHOLD, Unit.CHILD])
def test_from_who_is_silent_one_click_leads_to_writing_the_answer_down(
    unit: str,
    client: Client,
    manager: User,
    organisation: Organisation,
    facility: Facility,
    guardian: Guardian,
) -> None:
    survey = factories.open_survey(manager, factories.make_survey(manager, organisation, facility, unit=unit))
    entry = reverse("office_survey_entry", args=[survey.pk, guardian.household_id])
    child = guardian.grants.get().child_id
    address = entry if unit == Unit.HOUSEHOLD else f"{entry}?for={child}"

    page = client.get(reverse("office_survey_answered", args=[survey.pk])).content.decode()

    assert f'href="{address}"' in page
    assert reverse("office_survey_paper", args=[survey.pk]) in page
    assert client.get(address).status_code == 200


def test_her_own_surveys_for_staff_are_found_from_the_office(
    client: Client, manager: User, facility: Facility, classroom: Classroom
) -> None:
    make_staff_asking(manager, facility)

    page = client.get(reverse("office_surveys")).content.decode()

    assert "1 survey for staff waits for your answer." in page
    assert reverse("staff_surveys") in page
