"""A tablet from the manager's screen to the class and out again, in two browsers at once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from facilities import services
from facilities.models import Child, Classroom, Device
from tests.browser.people import PATIENCE, PC, TABLET, Person
from tests.browser.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
PIN = "739204"


@pytest.fixture
def tablet(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser in which nobody is signed in."""
    width, height = TABLET
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True)
    yield context.new_page()
    context.close()


def offer(manager: Person, room: Classroom) -> str:
    page = manager.open("/office/tablets/new/")
    page.fill("#id_name", "うさぎ1")
    page.select_option("#id_classroom", str(room.pk))
    page.click("form.tablet-form button[type=submit]")
    return "".join(page.locator(".offer__key span").all_text_contents())


def type_pin(tablet: Page, pin: str = PIN) -> None:
    for digit in pin:
        tablet.click(f"[data-digit='{digit}']:visible")


def test_a_tablet_is_paired_acted_on_locked_and_signed_out_while_it_is_open(
    arrive: Arrive, site: Site, tablet: Page, manager: User, teacher: User, classroom: Classroom, child: Child
) -> None:
    services.set_pin(actor=teacher, pin=PIN)
    desk = arrive(manager, size=PC)
    key = offer(desk, classroom)

    tablet.goto(f"{site.url}/tablet/pair/#{key}")
    tablet.click("form[action='/tablet/pair/'] button[type=submit]")
    expect(tablet.get_by_text(child.given_name).first).to_be_visible(timeout=PATIENCE)
    expect(tablet.get_by_text(child.family_name)).to_have_count(0)
    expect(desk.page.locator("#standing a[href='/office/tablets/']")).to_be_visible(timeout=PATIENCE)

    tablet.click(".board__bar .button--primary")
    tablet.click(f".who__names a:has-text('{teacher.name}')")
    type_pin(tablet)
    tablet.wait_for_url("**/board/", timeout=PATIENCE)
    expect(tablet.get_by_text(child.family_name).first).to_be_visible()

    Device.objects.update(acting=None, acting_until=None)  # nobody touched it: it locked itself
    tablet.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(tablet.locator("#tablet-lock[open]")).to_be_visible(timeout=PATIENCE)
    type_pin(tablet)
    expect(tablet.locator("#tablet-lock[open]")).to_have_count(0, timeout=PATIENCE)
    expect(tablet.get_by_text(child.family_name).first).to_be_visible()

    desk.open("/office/tablets/")
    desk.page.click("[data-opens^=out-]")
    desk.page.click("dialog[open] button[type=submit]")
    tablet.wait_for_url("**/tablet/pair/?ended=1", timeout=PATIENCE)
    expect(tablet.get_by_text(child.given_name)).to_have_count(0)
