"""A survey from the office's page to two phones, the counts that move, the cross-tabulation and the sheet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from facilities.models import Child, Facility, Guardian
from surveys import services
from surveys.models import Participation, Survey
from tests.backend.live_world import eventually
from tests.browser.people import PATIENCE, PC, Person, is_kept
from tests.surveys.asking import make_asking

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture
def survey(manager: User, facility: Facility, guardian: Guardian, separated_guardian: Guardian) -> Survey:
    return make_asking(manager, facility)


def reply(phone: Person, survey: Survey, *, comes: bool) -> None:
    page = phone.open(f"/surveys/{survey.pk}/")
    page.check(f"input[name=a_q1][value='{1 if comes else 2}']", force=True)
    if comes:
        page.fill("input[name=a_q2]", "３")
    page.click("form[data-survey] button[type=submit]")


def test_two_homes_answer_and_the_office_sees_it_without_a_reload(
    arrive: Arrive, survey: Survey, manager: User, guardian: Guardian, separated_guardian: Guardian
) -> None:
    desk, phone, other = (
        arrive(manager, size=PC),
        arrive(guardian.user),
        arrive(separated_guardian.user),
    )
    page = desk.open(f"/office/surveys/{survey.pk}/answered/")
    desk.listens()
    count = page.locator(".survey-total__n .num")
    expect(count).to_have_text("0")

    reply(phone, survey, comes=True)
    expect(count).to_have_text("1", timeout=PATIENCE)
    reply(other, survey, comes=False)
    expect(count).to_have_text("2", timeout=PATIENCE)
    phone.sees("園に回答が届いています")

    desk.open(f"/office/surveys/{survey.pk}/results/")
    desk.sees("参加しますか")
    sheet = desk.context.request.get(f"{desk.site}/office/surveys/{survey.pk}/results/sheet/")
    assert sheet.body().startswith(b"%PDF")
    assert desk.troubles == phone.troubles == other.troubles == []


def test_an_answer_without_a_network_is_kept_and_arrives_once(
    arrive: Arrive, survey: Survey, guardian: Guardian, child: Child
) -> None:
    phone = arrive(guardian.user)
    page = phone.open(f"/surveys/{survey.pk}/")
    is_kept(page)
    phone.context.set_offline(True)
    page.check("input[name=a_q1][value='2']", force=True)
    page.click("form[data-survey] button[type=submit]")
    phone.sees("この端末に残しました")
    assert not Participation.objects.exists()

    phone.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: Participation.objects.count() == 1, within=30)
    assert survey.responses.count() == 1
    phone.troubles[:] = [text for text in phone.troubles if "DISCONNECTED" not in text]


def test_what_is_written_into_the_builder_without_a_network_is_kept_and_saved_later(
    arrive: Arrive, manager: User, facility: Facility
) -> None:
    survey = services.begin_survey(actor=manager, organisation=facility.organisation, facility=facility)
    desk = arrive(manager, size=PC)
    page = desk.open(f"/office/surveys/{survey.pk}/write/")
    band = page.locator("#survey-unsent")
    expect(band).to_be_hidden()

    desk.context.set_offline(True)
    page.fill("[name=title]", "冬の行事")
    page.press("[name=title]", "Tab")
    expect(band).to_be_visible(timeout=PATIENCE)
    page.click("button[value='add:number']")
    expect(page.locator("[name=title]")).to_have_value("冬の行事")

    desk.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: Survey.objects.get(pk=survey.pk).title == "冬の行事", within=30)
    expect(band).to_be_hidden(timeout=PATIENCE)
    lost = ("DISCONNECTED", "Failed to fetch")
    desk.troubles[:] = [text for text in desk.troubles if not any(word in text for word in lost)]
