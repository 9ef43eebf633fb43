"""Turns at the entrance in a real browser: who fetches, siblings, the plan of the day, and the bell."""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from attendance import services
from attendance.models import Attendance, Card, CareContract, Report, StaffCall, Stamp
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Grant, Guardian
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.conftest import Arrive
from tests.browser.entrance import HOLD, Open, at_noon, brought, hold, pair, touch
from tests.browser.people import is_kept
from tests.browser.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def noon(facility: Facility) -> Facility:
    at_noon(facility)
    return facility


@pytest.fixture
def card(noon: Facility, guardian: Guardian, child: Child) -> Card:
    return services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=noon)


def key(page: Page, words: str) -> Any:
    return page.locator(f"[data-slot=choices] button:has-text('{words}')")


def test_a_browser_closed_while_it_asks_who_fetches_loses_no_stamp(
    site: Site,
    open_browser: Open,
    tmp_path: Path,
    manager: User,
    noon: Facility,
    classroom: Classroom,
    child: Child,
) -> None:
    brought(child, noon, manager)
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)
    is_kept(page)
    page.evaluate(HOLD)
    began = timezone.now()

    touch(page, child, classroom)
    expect(page.locator("[data-slot=question]")).to_contain_text("お迎えの方は")
    expect(page.locator("[data-slot=done]")).to_contain_text("降園")
    assert Stamp.objects.count() == 1  # it waits on the tablet for the person
    asked = timezone.now()
    context.close()

    context = open_browser(tmp_path / "tablet")
    page = context.pages[0]
    page.goto(f"{site.url}/tablet/kiosk/")
    eventually(lambda: Stamp.objects.count() == 2, within=20)
    left = Stamp.objects.order_by("received_at").last()
    assert left and began <= left.device_at <= asked
    assert (Attendance.objects.get().is_here, left.picked_up_by) == (False, "")
    context.close()


def test_who_fetches_is_said_within_the_seconds_and_goes_with_the_same_stamp(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, noon: Facility, classroom: Classroom, child: Child,
    guardian: Guardian,
) -> None:  # fmt: skip
    brought(child, noon, manager)
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)
    page.evaluate(HOLD)

    touch(page, child, classroom)
    key(page, "母").click()

    eventually(lambda: Attendance.objects.get().picked_up_by == "母", within=20)
    assert Stamp.objects.filter(picked_up_by="母", is_picker_doubtful=False).count() == 1
    assert Stamp.objects.count() == 2
    expect(page.locator("[data-kiosk-unsent]")).to_be_hidden()
    context.close()


def test_somebody_nobody_announced_rings_on_tablets_and_pcs_until_one_of_the_staff_goes(
    site: Site, open_browser: Open, arrive: Arrive, tmp_path: Path, manager: User, teacher: User, noon: Facility,
    classroom: Classroom, child: Child,
) -> None:  # fmt: skip
    brought(child, noon, manager)
    pc, board = arrive(manager), arrive(teacher)
    pc.page.goto(f"{site.url}/office/")
    board.page.goto(f"{site.url}/board/")
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)

    touch(page, child, classroom)
    key(page, "ほかの方").click()

    expect(page.locator("[data-screen=ask][data-shown]")).to_contain_text("職員が確認にまいります")
    for one in (pc.page, board.page):
        expect(one.locator("[data-bell]")).to_be_visible()
        one.wait_for_function("Number(document.documentElement.dataset.rung) > 0")
    assert Stamp.objects.filter(is_picker_doubtful=True).count() == 1
    assert not Attendance.objects.get().is_here

    board.page.locator("[data-bell] button").click()
    for one in (pc.page, board.page):
        expect(one.locator("[data-bell]")).to_have_count(0)
    assert StaffCall.objects.get().answered_by == teacher
    context.close()


def test_the_bell_is_answered_and_the_entrance_says_so(
    site: Site,
    open_browser: Open,
    arrive: Arrive,
    tmp_path: Path,
    manager: User,
    noon: Facility,
    child: Child,
) -> None:
    pc = arrive(manager)
    pc.page.goto(f"{site.url}/office/")
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)

    page.locator(".kiosk-classes [data-call]").click()
    expect(page.locator("[data-slot=sentence]")).to_contain_text("お呼びしました")
    pc.page.locator("[data-bell] button").click()

    expect(page.locator("[data-slot=sentence]")).to_contain_text("職員がまいります")
    context.close()


def test_one_card_brings_all_siblings_and_a_tap_leaves_one_out(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, noon: Facility, classroom: Classroom, child: Child,
    guardian: Guardian, card: Card,
) -> None:  # fmt: skip
    second = factories.make_child(classroom, given_name="蓮", given_kana="れん")
    factories.grant(guardian, second)
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)
    is_kept(page)

    hold(page, card)
    expect(page.locator("[data-slot=question]")).to_contain_text("きょうだい")
    key(page, "蓮").click()
    expect(key(page, "蓮")).to_have_attribute("aria-pressed", "false")

    eventually(lambda: Stamp.objects.count() == 1, within=20)  # five seconds without a word are a yes
    assert Stamp.objects.get().child == child
    context.close()


def test_who_may_not_fetch_is_told_kindly_and_staff_are_called(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, noon: Facility, child: Child, guardian: Guardian,
    card: Card,
) -> None:  # fmt: skip
    brought(child, noon, manager)
    Grant.objects.filter(guardian=guardian).update(can_pick_up=False)
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)

    hold(page, card)

    expect(page.locator("[data-screen=ask][data-shown]")).to_contain_text("職員をお呼びしました")
    assert (Stamp.objects.count(), StaffCall.objects.get().reason) == (1, "picker")
    expect(page.locator("[data-slot=names]")).to_have_text("")
    context.close()


def test_after_they_came_the_plan_of_the_day_is_as_usual_or_told_anew(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, noon: Facility, child: Child, guardian: Guardian,
    card: Card,
) -> None:  # fmt: skip
    factories.make_guardian(child, household=guardian.household, relation="grandmother")
    CareContract.objects.create(
        facility=noon, child=child, picker=guardian, leaves_at=time(17, 30), starts_on=today_at(noon)
    )
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)
    page.evaluate(HOLD)

    hold(page, card)
    expect(page.locator("[data-slot=question]")).to_contain_text("きょうのお迎えは 17:30、母")
    eventually(lambda: Stamp.objects.count() == 1, within=20)  # the question holds nothing up
    key(page, "変わります").click()
    key(page, "祖母").click()
    key(page, "15分早く").click()
    key(page, "これで伝える").click()

    expect(page.locator("[data-slot=done]")).to_contain_text("17:15、祖母")
    report = Report.objects.get()
    assert (report.time, report.picker.relation if report.picker else "") == (time(17, 15), "grandmother")
    context.close()


def test_the_next_person_finds_japanese_again(
    site: Site,
    open_browser: Open,
    tmp_path: Path,
    manager: User,
    noon: Facility,
    classroom: Classroom,
    child: Child,
) -> None:
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)

    page.click("[data-language=en]")
    expect(page.locator("[data-say=scan]")).to_contain_text("Hold your card")
    touch(page, child, classroom)
    expect(page.locator("[data-slot=done]")).to_contain_text("arrived")

    expect(page.locator("[data-say=scan]")).to_contain_text("かざしてください", timeout=15_000)
    assert page.locator("html").get_attribute("lang") == "ja"
    context.close()


def test_after_twelve_hours_without_contact_nobody_is_stamped_and_nothing_is_lost(
    site: Site,
    open_browser: Open,
    tmp_path: Path,
    manager: User,
    noon: Facility,
    classroom: Classroom,
    child: Child,
) -> None:
    second = factories.make_child(classroom, given_name="蓮", given_kana="れん")
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, noon)
    is_kept(page)
    context.set_offline(True)
    touch(page, child, classroom)
    expect(page.locator("[data-kiosk-unsent]")).to_contain_text("1")

    page.evaluate("const now = Date.now; Date.now = () => now() + 12.1 * 3600 * 1000")
    expect(page.locator("[data-kiosk-old]")).to_be_visible()
    page.click(f".kiosk-classes button:has-text('{classroom.name}')", timeout=15_000)

    expect(page.locator("[data-screen=ask][data-shown]")).to_contain_text("名簿が古くなっています")
    expect(page.locator("[data-screen=ask][data-shown]")).to_contain_text("記録は残って")
    assert second.given_name not in page.locator("[data-names]").inner_text()
    expect(page.locator("[data-kiosk-unsent]")).to_contain_text("1")
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: Stamp.objects.count() == 1, within=20)
    context.close()


def test_just_after_midnight_the_clock_has_its_hour(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, facility: Facility, child: Child
) -> None:
    hour = timezone.now().hour
    facility.time_zone = f"Etc/GMT{hour if hour <= 12 else hour - 24:+d}"
    facility.save()
    context = open_browser(tmp_path / "tablet")
    page = pair(context, site, manager, facility)

    expect(page.locator(".kiosk-clock__time")).to_have_text(re.compile(r"^0:\d\d$"))
    context.close()
