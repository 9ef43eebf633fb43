"""The office's meetings from an empty form to the plan on paper, with a family that books meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from facilities.clock import today_at
from facilities.models import Classroom, Facility, Guardian
from notices import services as notices
from notices.models import Notice
from surveys.models import MeetingPeriod
from tests.browser.people import PATIENCE, PC, Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


def write(page: Page, facility: Facility, classroom: Classroom) -> None:
    """A period in ten days, one lane, one afternoon."""
    day = today_at(facility) + timedelta(days=10)
    page.fill("[name=title]", "冬の個人面談")
    for name in ("starts_on", "ends_on"):
        page.fill(f"[name={name}]", f"{day:%Y-%m-%d}")
    page.fill("[name=closes_at]", f"{day - timedelta(days=3):%Y-%m-%d}T18:00")
    page.click("main form.form-card button[type=submit]")
    page.select_option("form[action$='/lanes/'] [name=classroom]", str(classroom.pk))
    page.click("form[action$='/lanes/'] button[type=submit]")
    page.check(f"[name=days][value='{day:%Y-%m-%d}']", force=True)
    page.fill("[name=begins]", "16:00")
    page.fill("[name=ends]", "17:00")
    page.click("form[action*='/times/'] button[type=submit]:not([name])")
    expect(page.locator(".meet-next")).to_be_visible()


def leave(period: MeetingPeriod) -> None:
    """What a worker does when the hold is over."""
    assert period.notice_id
    notice = Notice.objects.get(pk=period.notice_id)
    Notice.objects.filter(pk=notice.pk).update(publish_at=notice.publish_at - timedelta(minutes=2))  # type: ignore[operator]
    MeetingPeriod.objects.filter(pk=period.pk).update(opens_at=period.opens_at - timedelta(minutes=2))  # type: ignore[operator]
    notices.release_notice(notice.pk)
    notices.freeze_recipients(notice.pk)


def test_the_office_makes_meetings_a_family_books_and_the_plan_shows_it_at_once(
    arrive: Arrive, keeper: User, facility: Facility, classroom: Classroom, guardian: Guardian
) -> None:
    desk, phone = arrive(keeper, size=PC), arrive(guardian.user)
    page = desk.open("/office/meetings/new/")
    write(page, facility, classroom)
    period = MeetingPeriod.objects.get()
    desk.open(f"/office/meetings/{period.pk}/")
    page.click("button[name=act][value=publish]")
    expect(page.locator("button[name=act][value=undo]")).to_be_visible()
    period.refresh_from_db()
    leave(period)

    desk.open(f"/office/meetings/{period.pk}/")
    desk.listens()
    free = page.locator(".meet-cell[data-state=free]")
    expect(free).to_have_count(period.slots.count())
    choosing = phone.open(f"/meetings/{period.pk}/")
    choosing.locator("[data-slot]").first.click()
    choosing.click(".meet-question ~ form button[type=submit]")

    expect(page.locator(".meet-cell[data-state=booked]")).to_have_count(1, timeout=PATIENCE)
    paper = desk.context.request.get(f"{desk.site}/office/meetings/{period.pk}/plan.pdf")
    assert paper.body().startswith(b"%PDF")
    assert desk.troubles == phone.troubles == []
