"""The main job from end to end: an office page, two phones and a call desk open at once, and nobody reloads."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from facilities.models import Classroom, Guardian, Organisation
from notices.models import CallAttempt, Notice, Reading, State
from tests import factories
from tests.browser.people import PATIENCE, PC, Person
from tests.browser.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
CLOSED = "すべての園がお休みです"


@pytest.fixture
def neighbour(classroom: Classroom, organisation: Organisation) -> Guardian:
    """The second family, who will not look at the phone."""
    household = factories.make_household(organisation, name="森田")
    child = factories.make_child(classroom, family_name="森田", given_name="蓮")
    return factories.make_guardian(child, household, name="森田 美咲", phone="090-1234-5678")


def compose(page: Page) -> None:
    """The closure of all facilities, from the phrase to the end of the hold."""
    page.goto(page.url.split("/office")[0] + "/office/notices/")
    page.locator("form[action$='/notices/new/'] button").click()
    page.wait_for_url("**/write/")
    page.locator("select[name=phrase]").select_option("closure_water")
    expect(page.locator("[name=title]")).not_to_have_value("", timeout=PATIENCE)
    everything = page.locator("input[name=everything]")
    if not everything.is_checked():
        everything.check()
    expect(page.locator("[data-send]")).to_contain_text("2", timeout=PATIENCE)
    page.locator("[data-send]").click()
    page.wait_for_url("**/reach/", timeout=40_000)


def test_a_closure_goes_from_the_office_to_open_phones_and_only_the_unread_household_is_phoned(
    arrive: Arrive,
    site: Site,
    guardian: Guardian,
    co_guardian: Guardian,
    neighbour: Guardian,
    office: User,
    approver: User,
) -> None:
    site.work()
    phones = [arrive(guardian.user), arrive(neighbour.user)]
    for phone in phones:
        phone.open("/home/")
        phone.listens()
    desk = arrive(approver, size=PC)
    sender = arrive(office, size=PC)
    sender.open("/office/")

    compose(sender.page)

    for phone in phones:
        phone.sees(CLOSED)
    notice = Notice.objects.get(state__in=[State.PUBLISHING, State.PUBLISHED])
    desk.open(f"/office/calls/?notice={notice.pk}")
    rows = desk.page.locator("#call-list .unread-row")
    expect(rows).to_have_count(2, timeout=PATIENCE)
    for staff in (sender, desk):
        staff.page.evaluate("window.stillTheSamePage = true")

    phones[0].page.locator("#emergency button[type=submit]").click()

    phones[0].sees("確認が伝わりました。")
    expect(rows).to_have_count(1, timeout=PATIENCE)
    expect(sender.page.locator("#reach-now .reach-now__big b").first).to_have_text("1", timeout=PATIENCE)
    assert Reading.objects.filter(kind=Reading.Kind.CONFIRMED).count() == 1

    rows.locator("button").click()
    expect(desk.page.locator("#call-card")).to_contain_text("090-1234-5678", timeout=PATIENCE)
    desk.page.locator("#call-card button[value=reached]").click()

    expect(rows).to_have_count(0, timeout=PATIENCE)
    expect(sender.page.locator("#reach-now .reach-now__big b").first).to_have_text("2", timeout=PATIENCE)
    assert CallAttempt.objects.get().outcome == CallAttempt.Outcome.REACHED
    assert all(staff.page.evaluate("window.stillTheSamePage") for staff in (sender, desk))
