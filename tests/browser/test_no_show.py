"""A child who is missed: asked by mail, answered in one tap, rung for on the tablet, phoned for when nobody answers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import User
from attendance import services
from attendance.models import NoShow
from facilities.models import Child, Facility, Guardian
from notices.delivery import send_messages
from tests.attendance.due_now import make_due
from tests.browser.people import PATIENCE, PC, TABLET, Person
from tests.browser.site import Site
from tests.notices.mails import text_of
from tests.notices.providers import MailServer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture
def mails(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server


def asked_by_mail(facility: Facility, mails: MailServer, guardian: Guardian) -> str:
    """The watch looks; gives the first link of the mail that this guardian got."""
    make_due(facility)
    services.run_watch()
    send_messages("mail")
    mail = next(one for one in mails.received if guardian.email in str(one["To"]))
    found = re.search(r"https?://\S+/answer/\S+", text_of(mail))
    assert found
    return found.group(0).split("?")[0]


def test_a_mail_is_answered_in_one_tap_without_signing_in(
    browser: Browser, site: Site, mails: MailServer, facility: Facility, child: Child, guardian: Guardian
) -> None:
    link = asked_by_mail(facility, mails, guardian)
    page = browser.new_context(locale="ja-JP").new_page()

    page.goto(link)
    assert NoShow.objects.get().state == "asked"
    page.locator("button[value=absent]").click()

    expect(page.locator(".answer__done")).to_be_visible(timeout=PATIENCE)
    assert (NoShow.objects.get().answer, child.reports.get().kind) == ("absent", "absent")
    page.context.close()


def test_brought_already_rings_on_the_tablet_without_a_reload_until_somebody_finds_her(
    arrive: Arrive, browser: Browser, site: Site, mails: MailServer, facility: Facility, child: Child,
    guardian: Guardian, teacher: User,
) -> None:  # fmt: skip
    link = asked_by_mail(facility, mails, guardian)
    tablet = arrive(teacher, size=TABLET)
    board = tablet.open("/board/")
    tablet.listens()
    expect(board.locator(".watch-line").first).to_be_visible(timeout=PATIENCE)

    phone = browser.new_context(locale="ja-JP").new_page()
    phone.goto(link)
    phone.locator("button[value=dropped_off]").click()

    expect(board.locator("[data-alarm]")).to_contain_text(child.given_name, timeout=PATIENCE)
    expect(board.locator("html")).to_have_attribute("data-alarms", "1", timeout=PATIENCE)
    board.locator("form[action$='/search/'] button").click()
    expect(board.locator(".alarm--searched")).to_contain_text(teacher.name, timeout=PATIENCE)
    expect(board.locator("html")).to_have_attribute("data-alarms", "0", timeout=PATIENCE)
    board.locator("form[action$='/found/'] button").click()
    expect(board.locator("[data-alarm]")).to_have_count(0, timeout=PATIENCE)
    assert child.attendances.get().is_here
    phone.context.close()


def test_who_does_not_answer_is_phoned_and_what_is_said_closes_it(
    arrive: Arrive, site: Site, mails: MailServer, facility: Facility, child: Child, guardian: Guardian,
    manager: User,
) -> None:  # fmt: skip
    asked_by_mail(facility, mails, guardian)
    NoShow.objects.update(phone_at=timezone.now())
    office = arrive(manager, size=PC)
    page = office.open("/office/attendance/missing/")
    office.listens()

    services.advance_watch()
    expect(page.locator("#missing-list .tag--care")).to_be_visible(timeout=PATIENCE)
    page.locator("#missing-list button").first.click()
    expect(page.locator("#missing-card .call-number--now")).to_contain_text(guardian.phone, timeout=PATIENCE)
    page.locator("#missing-card button[value=absent]").click()

    expect(page.locator("#missing-list .missing-row")).to_contain_text(child.given_name, timeout=PATIENCE)
    row = NoShow.objects.get()
    assert (row.state, row.closed_by, child.reports.get().state) == ("closed", manager, "confirmed")
