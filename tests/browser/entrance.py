"""The entrance of a facility in a browser, for the journeys there."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from attendance.models import Card, Method
from attendance.services import Scan, record_stamp
from attendance.services.cards import qr_text
from facilities import services
from facilities.models import Child, Classroom, Facility
from tests.browser.cable import Cable
from tests.browser.site import Site

Open = Callable[..., BrowserContext]
# Counts go on only when the test says so: the greeting stays until its button was pressed.
HOLD = "window.setInterval = () => 0"


def pair(
    context: BrowserContext, site: Site | Cable, manager: User, facility: Facility, name: str = "玄関"
) -> Page:
    offer = services.offer_pairing(actor=manager, facility=facility, name=name, is_kiosk=True)
    page = context.pages[0]
    page.goto(f"{site.url}/tablet/pair/#{offer.key}")
    page.click("form[action='/tablet/pair/'] button[type=submit]")
    page.wait_for_url("**/tablet/kiosk/")
    page.wait_for_selector(".kiosk-classes .class-key")
    return page


def touch(page: Page, child: Child, classroom: Classroom) -> None:
    page.click(f".kiosk-classes button:has-text('{classroom.name}')")
    page.click(f".kiosk-names button:has-text('{child.given_kana or child.given_name}')")


def at_noon(facility: Facility) -> None:
    """Wherever the test runs, it is noon there: no day begins or ends meanwhile."""
    facility.time_zone = f"Etc/GMT{timezone.now().hour - 12:+d}"
    facility.save()


def brought(child: Child, facility: Facility, by: User) -> None:
    """She is here since two hours."""
    scan = Scan(uuid4(), "in", Method.STAFF, timezone.now() - timedelta(hours=2))
    record_stamp(actor=by, device=None, facility=facility, child=child, scan=scan)


def hold(page: Page, card: Card) -> None:
    """A reader that types what the QR says."""
    page.keyboard.type(f"{qr_text(card)}\n")
