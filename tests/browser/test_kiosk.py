"""The entrance in a real browser: without a network, closed and opened again, by touch, by number and by camera."""

from pathlib import Path

import pytest
import segno
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from accounts.models import User
from attendance.models import Attendance, Card, Method, Stamp
from attendance.services.cards import new_hash, qr_text
from facilities.models import Child, Classroom, Facility
from tests import factories
from tests.backend.live_world import eventually
from tests.browser.cable import Cable
from tests.browser.entrance import HOLD, Open, pair, touch
from tests.browser.people import is_kept
from tests.browser.site import Site

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_stamps_outlive_a_lost_network_and_a_closed_browser_and_arrive_once_in_order(
    cable: Cable,
    open_browser: Open,
    tmp_path: Path,
    manager: User,
    facility: Facility,
    classroom: Classroom,
    child: Child,
) -> None:
    second = factories.make_child(classroom, given_name="蓮", given_kana="れん")
    Card.objects.create(
        facility=facility, child=second, number="00420042", text_hash="b" * 64, issued_by=manager
    )
    context = open_browser(tmp_path / "tablet")
    page = pair(context, cable, manager, facility)
    is_kept(page)

    cable.cut()
    began = timezone.now()
    touch(page, child, classroom)
    expect(page.locator("[data-screen=hello][data-shown]")).to_be_visible()
    expect(page.locator("[data-slot=names]")).to_contain_text(child.given_name)
    expect(page.locator("[data-kiosk-unsent]")).to_contain_text("1")
    context.close()

    context = open_browser(tmp_path / "tablet")
    page = context.pages[0]
    page.goto(f"{cable.url}/tablet/kiosk/")
    expect(page.locator("[data-kiosk-unsent]")).to_contain_text("1")
    page.keyboard.type("00420042\n")
    expect(page.locator("[data-slot=names]")).to_contain_text("蓮")
    expect(page.locator("[data-kiosk-unsent]")).to_contain_text("2")
    ended = timezone.now()
    assert not Stamp.objects.exists()

    cable.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    eventually(lambda: Stamp.objects.count() == 2, within=20)
    expect(page.locator("[data-kiosk-unsent]")).to_be_hidden()
    first, then = Stamp.objects.order_by("sequence")
    assert (first.child_id, first.method, then.child_id, then.method) == (
        child.pk,
        Method.TOUCH,
        second.pk,
        Method.NUMBER,
    )
    assert began <= first.device_at < then.device_at <= ended <= first.received_at
    assert Attendance.objects.filter(is_here=True).count() == 2
    context.close()


def test_two_tablets_agree_and_a_mistake_is_taken_back(
    site: Site,
    open_browser: Open,
    tmp_path: Path,
    manager: User,
    facility: Facility,
    classroom: Classroom,
    child: Child,
) -> None:
    context, other = open_browser(tmp_path / "one"), open_browser(tmp_path / "two")
    page, beside = pair(context, site, manager, facility), pair(other, site, manager, facility, "裏口")

    page.evaluate(HOLD)
    touch(page, child, classroom)
    eventually(lambda: Attendance.objects.filter(is_here=True).exists(), within=20)
    known = rf'/{child.pk}.{{1,400}}"is_here": true/'
    beside.wait_for_function(
        f"caches.match('/tablet/kiosk/').then((r) => r.text()).then((t) => {known}.test(t))"
    )
    page.click("[data-undo]")

    eventually(lambda: not Attendance.objects.filter(is_here=True).exists(), within=20)
    assert Stamp.objects.filter(is_void=True).count() == 1
    context.close()
    other.close()


def video_of(text: str, path: Path) -> Path:
    """A camera that sees a card: one second of grey picture as y4m."""
    side = 480
    code = segno.make(text, micro=False, error="m")
    code.save(str(path.with_suffix(".png")), scale=8, border=4)
    picture = Image.new("L", (640, side), 235)
    card = Image.open(path.with_suffix(".png")).convert("L")
    picture.paste(card, ((640 - card.width) // 2, (side - card.height) // 2))
    frame = b"FRAME\n" + picture.tobytes() + bytes([128]) * (640 * side // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 10)
    return path


def test_a_card_is_read_by_the_camera(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, facility: Facility, child: Child
) -> None:
    card = Card(facility=facility, child=child, issued_by=manager)
    card.text_hash = new_hash(card)
    card.save(force_insert=True)
    video = video_of(qr_text(card), tmp_path / "card.y4m")
    fake = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    context = open_browser(tmp_path / "seeing", *fake, f"--use-file-for-fake-video-capture={video}")

    page = pair(context, site, manager, facility)

    eventually(lambda: Stamp.objects.filter(child=child, method=Method.CARD).count() == 1, within=30)
    expect(page.locator("[data-slot=names]")).to_contain_text(child.given_name)
    context.close()


def test_without_a_camera_and_with_a_strange_card_it_says_so(
    site: Site, open_browser: Open, tmp_path: Path, manager: User, facility: Facility, child: Child
) -> None:
    context = open_browser(tmp_path / "blind")
    page = pair(context, site, manager, facility)

    expect(page.locator("[data-camera-note][data-off]")).to_contain_text("カメラが使えません")
    page.keyboard.type("99999999\n")

    expect(page.locator("[data-screen=ask][data-shown]")).to_contain_text("職員にお声がけください")
    expect(page.locator("[data-slot=names]")).to_have_text("")
    assert Stamp.objects.count() == 0
    context.close()
