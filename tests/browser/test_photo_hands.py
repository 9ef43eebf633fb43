"""Photos under fingers and on bad lines: touched, tapped twice, sent from two tablets, cut off in the middle."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import FilePayload, Locator, Page, expect

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from photos.models import Album, Favourite, Order, Photo, PhotoSale
from tests.backend.live_world import eventually
from tests.browser.cable import Cable
from tests.browser.people import TABLET, Person
from tests.browser.site import Site
from tests.photos import making, selling

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture
def album(facility: Facility, classroom: Classroom, manager: User, child: Child) -> Album:
    return making.make_album(facility, manager, [classroom])


@pytest.fixture
def on_site(site: Site, settings: pytest.FixtureRequest) -> None:
    """Files that are written here lie where the site looks."""
    settings.MEDIA_ROOT = str(site.folder / "media")  # type: ignore[attr-defined]


@pytest.fixture
def sale(album: Album, child: Child, guardian: Guardian, on_site: None) -> PhotoSale:
    """One photo of the child in the cart of her mother."""
    making.agree(guardian, child)
    selling.let_buy(guardian)
    making.show(album)
    photo = making.make_photo(album, [child], with_files=True, state=Photo.State.READY)
    sale = selling.make_sale(album)
    selling.choose(selling.user_of(guardian), sale, photo)
    return sale


def choose(page: Page, contents: list[bytes]) -> None:
    files: list[FilePayload] = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": content}
        for n, content in enumerate(contents)
    ]
    page.locator("input[type=file][multiple]").set_input_files(files)


def boxes(page: Page) -> Locator:
    return page.locator("input[type=checkbox][name=photo]")


class Finger:
    """A finger on the glass, as the browser itself gets it."""

    def __init__(self, page: Page) -> None:
        self.wire = page.context.new_cdp_session(page)

    def drags(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        self._say("touchStart", start)
        for step in range(1, steps + 1):
            self._say("touchMove", tuple(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))
        self.wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _say(self, kind: str, at: tuple[float, ...]) -> None:
        points = [{"x": at[0], "y": at[1]}]
        self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def part_of(page: Page) -> dict[str, int]:
    names = ("left", "top", "width", "height")
    return {name: int(page.locator(f"#crop input[name={name}]").input_value()) for name in names}


def test_a_frame_is_drawn_by_finger_and_by_keys_and_the_photo_is_cropped_so(
    arrive: Arrive, album: Album, child: Child, teacher: User, on_site: None
) -> None:
    tablet = arrive(teacher, size=TABLET, touch=True)
    page = tablet.open(reverse("office_album", args=[album.pk]))
    choose(page, [making.picture()])
    expect(boxes(page)).to_have_count(1)
    tablet.open(reverse("office_photo_crop", args=[Photo.objects.get().pk]))
    before = part_of(page)
    finger = Finger(page)

    corner = middle(page.locator("[data-corner=d]"))
    finger.drags(corner, (corner[0] - 120, corner[1] - 90))
    pulled = part_of(page)
    place = middle(page.locator("[data-crop-part]"))
    finger.drags(place, (place[0] + 60, place[1] + 40))
    moved = part_of(page)
    page.locator("[data-crop-part]").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    keyed = part_of(page)

    assert pulled["width"] < before["width"] and pulled["height"] < before["height"]
    assert (pulled["left"], pulled["top"]) == (before["left"], before["top"])
    assert moved["left"] > pulled["left"] and moved["top"] > pulled["top"]
    assert (moved["width"], moved["height"]) == (pulled["width"], pulled["height"])
    assert keyed == moved | {"left": moved["left"] - 1, "height": moved["height"] - 1}
    page.locator("#crop button[type=submit]").dblclick(no_wait_after=True)
    page.wait_for_url("**/office/albums/*/*")
    assert Photo.objects.get().crop


def test_fingers_name_a_child_on_photos(
    arrive: Arrive, album: Album, child: Child, teacher: User, on_site: None
) -> None:
    for _ in range(2):
        making.make_photo(album, with_files=True)
    page = arrive(teacher, size=TABLET, touch=True).open(reverse("office_album", args=[album.pk]))

    for place in range(2):
        boxes(page).nth(place).tap()
    page.locator(f"button[name=child][value='{child.pk}']").tap()

    expect(page.locator("[data-names]").nth(1)).to_contain_text(child.given_name)
    assert child.photo_tags.count() == 2


def test_a_heart_tapped_twice_at_once_is_as_it_was_on_the_page_and_in_the_database(
    arrive: Arrive, sale: PhotoSale, guardian: Guardian
) -> None:
    phone = arrive(guardian.user)
    page = phone.open(f"{reverse('guardian_album', args=[sale.album_id])}?show=all")
    heart = page.locator("[data-like] button")

    for taps, is_liked in ((1, True), (2, True), (3, False)):
        heart.evaluate("(button, taps) => { while (taps--) button.click(); }", taps)
        expect(heart).to_have_attribute("aria-pressed", str(is_liked).lower())
        eventually(lambda: Favourite.objects.exists() == is_liked)  # noqa: B023 - asked within this turn
        expect(page.locator("[data-count=liked]")).to_have_text(str(int(is_liked)))


def test_an_order_tapped_twice_and_pressed_in_two_tabs_is_one(
    arrive: Arrive, sale: PhotoSale, guardian: Guardian
) -> None:
    phone = arrive(guardian.user)
    confirm = reverse("guardian_cart_confirm")
    page = phone.open(confirm)
    other = phone.context.new_page()
    other.goto(f"{phone.site}{confirm}")

    page.locator("button[form=order]").evaluate("(button) => { button.click(); button.click(); }")
    page.wait_for_url("**/photos/orders/*/")
    other.locator("button[form=order]").click()
    other.wait_for_load_state()

    assert Order.objects.count() == 1
    expect(other.locator("main")).not_to_be_empty()
    page.go_back()
    page.wait_for_load_state()
    if page.locator("button[form=order]").count():
        page.locator("button[form=order]").click()
        page.wait_for_url("**/photos/orders/*/")
    assert Order.objects.count() == 1


def test_the_same_twenty_photos_from_two_tablets_at_once_are_twenty(
    arrive: Arrive, album: Album, teacher: User, manager: User
) -> None:
    contents = [making.picture() for _ in range(20)]
    work = reverse("office_album", args=[album.pk])
    tablets = [arrive(who, size=TABLET).open(work) for who in (teacher, manager)]

    for page in tablets:
        choose(page, contents)

    for page in tablets:
        expect(boxes(page)).to_have_count(20, timeout=60_000)
        expect(page.locator("[data-rows] li")).to_have_count(0)
    assert Photo.objects.count() == 20


def test_an_upload_that_was_cut_off_goes_on_and_nothing_is_there_twice(
    arrive: Arrive, album: Album, teacher: User, cable: Cable
) -> None:
    tablet = arrive(teacher, size=TABLET)
    page = tablet.page
    page.goto(f"{cable.url}{reverse('office_album', args=[album.pk])}")

    choose(page, [making.picture() for _ in range(30)])
    expect(page.locator("[data-sum]")).to_have_text(re.compile("[1-9]"))
    cable.cut()
    expect(page.locator("[data-rows] li[data-state=failed]").first).to_be_visible()
    cable.mend()
    page.locator("[data-again]").click()

    expect(boxes(page)).to_have_count(30, timeout=60_000)
    assert Photo.objects.count() == 30
    page.goto("about:blank")
    tablet.troubles.clear()  # the cut line


@pytest.mark.parametrize(
    "name", ["office_album", "office_sale", "office_order", "office_photo_crop", "guardian_sale"]
)
def test_an_address_of_nothing_is_answered_as_a_page_that_leads_back(
    arrive: Arrive, manager: User, guardian: Guardian, name: str
) -> None:
    person = arrive(manager if name.startswith("office") else guardian.user)

    page = person.open(reverse(name, args=[uuid4()]))

    expect(page.get_by_role("link").first).to_be_visible()
    person.troubles.clear()
