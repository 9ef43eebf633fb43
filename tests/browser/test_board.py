"""The class board as teachers use it: two screens that agree, and a morning without a network."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from attendance.models import Attendance, AttendanceSettings, Stamp
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.people import PATIENCE, PC, TABLET, Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture(autouse=True)
def _open_every_day(facility: Facility) -> None:
    AttendanceSettings.objects.create(facility=facility, weekdays=list(range(7)), is_watching=False)


def alone(person: Person) -> None:
    """Her network is gone, of which the console may complain."""
    person.context.set_offline(True)


def back(person: Person) -> None:
    person.context.set_offline(False)
    person.page.wait_for_function("navigator.onLine")


def calm(person: Person) -> None:
    lost = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "WebSocket connection", "Failed to fetch")
    person.troubles[:] = [text for text in person.troubles if not any(words in text for words in lost)]


def tile(page: Page, child: Child) -> str:
    return f"[data-tile='{child.pk}'] .child-tile"


def test_two_screens_and_a_phone_agree_without_a_reload(
    arrive: Arrive, teacher: User, manager: User, guardian: Guardian, classroom: Classroom, child: Child
) -> None:
    assert guardian.user
    tablet, desk, phone = arrive(teacher, size=TABLET), arrive(manager, size=PC), arrive(guardian.user)
    tablet.open("/board/")
    desk.open(f"/board/{classroom.pk}/")
    phone.open("/home/")
    phone.listens()
    expect(phone.page.locator(".child-now [data-state=present]")).to_have_count(0)

    tablet.page.click(tile(tablet.page, child))

    for person in (tablet, desk):
        arrived = person.page.locator(f"{tile(person.page, child)}[data-state=present]")
        expect(arrived).to_be_visible(timeout=PATIENCE)
    expect(phone.page.locator(".child-now [data-state=present]")).to_be_visible(timeout=PATIENCE)
    eventually(lambda: Attendance.objects.get().is_here, within=20)


def test_who_goes_home_is_asked_for_and_written_down(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    tablet = arrive(teacher, size=TABLET)
    page = tablet.open("/board/")
    page.click(tile(page, child))
    expect(page.locator(f"{tile(page, child)}[data-state=present]")).to_be_visible(timeout=PATIENCE)

    page.click(tile(page, child))
    page.fill("#child-sheet-other", "祖母")
    page.click("#child-sheet [data-stamp=out]")

    expect(page.locator(f"{tile(page, child)}[data-state=left]")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-unsent]:visible")).to_have_count(0, timeout=PATIENCE)
    eventually(lambda: Attendance.objects.get().picked_up_by == "祖母", within=20)


def test_stamps_of_a_morning_without_a_network_arrive_once_in_order_with_their_own_times(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    other = factories.make_child(classroom, given_name="湊", given_kana="みなと")
    tablet = arrive(teacher, size=TABLET)
    page = tablet.open("/board/")
    expect(page.locator(tile(page, other))).to_be_visible()
    alone(tablet)

    for one in (child, other):
        page.click(tile(page, one))
        expect(page.locator(f"[data-tile='{one.pk}'] [data-unsent]")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-unsent-count]").first).to_contain_text("2")
    cut = timezone.now()
    assert not Stamp.objects.exists()
    back(tablet)

    eventually(lambda: Stamp.objects.count() == 2, within=20)
    expect(page.locator("[data-unsent]:visible")).to_have_count(0, timeout=PATIENCE)
    stamps = list(Stamp.objects.order_by("received_at"))
    assert [stamp.child for stamp in stamps] == [child, other]
    assert [stamp.sequence for stamp in stamps] == sorted(stamp.sequence for stamp in stamps)
    assert all(stamp.at <= cut + timedelta(seconds=1) for stamp in stamps)
    calm(tablet)


def test_a_tap_that_was_not_sent_can_be_taken_back(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    tablet = arrive(teacher, size=TABLET)
    page = tablet.open("/board/")
    expect(page.locator(tile(page, child))).to_be_visible()
    alone(tablet)
    page.click(tile(page, child))
    expect(page.locator("[data-unsent]:visible")).to_have_count(1, timeout=PATIENCE)

    page.click("#toasts [data-toast] button")

    expect(page.locator("[data-unsent]:visible")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(f"{tile(page, child)}[data-state=present]")).to_have_count(0)
    back(tablet)
    tablet.page.reload()
    assert not Stamp.objects.exists()
    calm(tablet)


def test_several_are_stamped_with_one_press(
    arrive: Arrive, teacher: User, classroom: Classroom, child: Child
) -> None:
    for name in ("湊", "律", "咲"):
        factories.make_child(classroom, given_name=name)
    page = arrive(teacher, size=TABLET).open("/board/")

    page.click("[data-many]")
    page.click("[data-many-all]")
    page.click("[data-many-stamp=in]")

    expect(page.locator(".child-tile[data-state=present]")).to_have_count(4, timeout=PATIENCE)
    expect(page.locator("[data-unsent]:visible")).to_have_count(0, timeout=PATIENCE)
    eventually(lambda: Attendance.objects.filter(is_here=True).count() == 4, within=20)
