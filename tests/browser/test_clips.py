"""A clip from the tablet to the phone: brought, made, shown, played, and gone on with after a pause."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from photos import services
from photos.models import Album
from tests.backend.live_world import eventually
from tests.browser.people import TABLET
from tests.browser.site import Site
from tests.browser.test_photos import Arrive, looked_at, name
from tests.photos import making
from tests.photos.filming import allow, film, needs_ffmpeg

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), needs_ffmpeg]
PLAY = "(() => { const video = document.querySelector('video'); video.muted = true; video.play(); })()"
FAIL = (
    "(() => { const video = document.querySelector('video'); video.pause(); video.currentTime = 12; %s })()"
)


def plays(page: Page, behind: float = 0.4) -> None:
    eventually(lambda: page.evaluate("document.querySelector('video').currentTime") > behind, within=30)


@pytest.fixture
def album(facility: Facility, classroom: Classroom, manager: User) -> Album:
    allow(facility)
    return making.make_album(facility, manager, [classroom])


def test_a_clip_goes_from_the_tablet_to_the_phone_and_plays_on_after_its_address_died(
    arrive: Arrive,
    album: Album,
    child: Child,
    guardian: Guardian,
    teacher: User,
    manager: User,
    site: Site,
) -> None:
    site.work()
    making.agree(guardian, child)
    tablet = arrive(teacher, size=TABLET).open(reverse("office_album", args=[album.pk]))
    picker = tablet.locator("input[type=file][multiple]")
    picker.set_input_files({"name": "clip.mp4", "mimeType": "video/mp4", "buffer": film(20)})
    expect(tablet.locator(".tag-grid .clip-mark")).to_have_text("0:20")
    name(tablet, 0, child)
    expect(tablet.locator("[data-making]")).to_have_count(0)
    wrong = looked_at(tablet)
    tablet.locator(".clip-look").click()
    tablet.evaluate(PLAY)
    plays(tablet)
    wrong += looked_at(tablet)
    services.publish_album(actor=manager, album=album)

    family = arrive(guardian.user)
    phone = family.open(reverse("guardian_album", args=[album.pk]))
    wrong += looked_at(phone)
    phone.locator(".clip-tile").click()
    phone.evaluate(PLAY)
    plays(phone)
    wrong += looked_at(phone)
    with phone.expect_request("**/clip/"):
        phone.evaluate(FAIL % "video.dispatchEvent(new Event('error'));")
    plays(phone, 12.2)
    assert family.troubles == []

    services.withdraw_album(actor=manager, album=album)
    phone.evaluate(FAIL % "video.load();")
    phone.evaluate(PLAY)
    expect(phone.locator("[data-clip-trouble]")).to_be_visible()
    family.troubles.clear()  # the browser told of the 404
    assert not wrong, "\n".join(sorted(set(wrong)))
