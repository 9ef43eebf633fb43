"""A tablet in a room on which nobody acts: it stamps by touch, also without a network and after it was closed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from attendance.models import Attendance, AttendanceSettings, Stamp
from facilities import services
from facilities.models import Child, Classroom, Facility
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.cable import Cable
from tests.browser.people import is_kept

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def _open_every_day(facility: Facility) -> None:
    AttendanceSettings.objects.create(facility=facility, weekdays=list(range(7)), is_watching=False)


def pair(context: BrowserContext, cable: Cable, manager: User, classroom: Classroom) -> Page:
    offer = services.offer_pairing(
        actor=manager, facility=classroom.facility, name="うさぎ1", classroom=classroom
    )
    page = context.pages[0]
    page.goto(f"{cable.url}/tablet/pair/#{offer.key}")
    page.click("form[action='/tablet/pair/'] button[type=submit]")
    page.wait_for_url("**/tablet/")
    return page


def tile(child: Child) -> str:
    return f"[data-tile='{child.pk}'] .child-tile"


def test_a_room_stamps_without_a_pin_a_network_or_an_open_browser_and_nothing_is_lost(
    cable: Cable, open_browser: Open, tmp_path: Path, manager: User, classroom: Classroom, child: Child
) -> None:
    second = factories.make_child(classroom, given_name="蓮", given_kana="れん", family_name="清水")
    context = open_browser(tmp_path / "tablet")
    page = pair(context, cable, manager, classroom)
    expect(page.locator(tile(child))).to_be_visible()
    expect(page.get_by_text("清水")).to_have_count(0)
    is_kept(page)

    cable.cut()
    page.click(tile(child))
    expect(page.locator(f"[data-tile='{child.pk}'] [data-unsent]")).to_be_visible()
    context.close()

    context = open_browser(tmp_path / "tablet")
    page = context.pages[0]
    page.goto(f"{cable.url}/board/")  # the address that was open: the room answers for it
    expect(page.locator(f"{tile(child)}[data-state=present]")).to_be_visible()
    page.click(tile(second))
    expect(page.locator("[data-unsent]:visible")).to_have_count(2)
    assert not Stamp.objects.exists()

    cable.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: Stamp.objects.count() == 2, within=20)
    expect(page.locator("[data-unsent]:visible")).to_have_count(0)
    assert list(Stamp.objects.order_by("sequence").values_list("child", "actor")) == [
        (child.pk, None),
        (second.pk, None),
    ]
    assert Attendance.objects.filter(is_here=True).count() == 2
    context.close()
