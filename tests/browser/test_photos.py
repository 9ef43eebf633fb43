"""Photos from the camera to the order: brought, named, shown, one held back, and one bought with the monthly fee."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from photos.models import Album, Purpose
from tests import factories
from tests.browser.people import PC, TABLET, Person
from tests.browser.test_screens import AXE, wrong_by_axe
from tests.photos import making, selling

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]


@pytest.fixture
def album(facility: Facility, classroom: Classroom, manager: User) -> Album:
    return making.make_album(facility, manager, [classroom])


@pytest.fixture
def refused(classroom: Classroom) -> Child:
    """A child of the class whose family does not agree to the class's album."""
    child = factories.make_child(classroom, given_name="蓮")
    making.agree(factories.make_guardian(child), child, Purpose.CLASS_ALBUM, given=False)
    return child


def bring(page: Page, count: int) -> None:
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": making.picture()} for n in range(count)]
    page.locator("input[type=file][multiple]").set_input_files(files)
    expect(page.locator(".tag-grid li")).to_have_count(count)


def name(page: Page, place: int, child: Child) -> None:
    box = page.locator(".tag-grid input[name=photo]").nth(place)
    box.check()
    page.locator(f".strip__child[value='{child.pk}']").click()
    expect(page.locator("[data-names]").nth(place)).to_contain_text(child.given_name)
    box.uncheck()


def looked_at(page: Page) -> list[str]:
    page.evaluate(AXE)
    return wrong_by_axe(page)


def test_photos_go_from_the_camera_to_the_order_and_the_one_held_back_to_nobody(
    arrive: Arrive,
    album: Album,
    child: Child,
    refused: Child,
    guardian: Guardian,
    teacher: User,
    manager: User,
) -> None:
    making.agree(guardian, child)
    selling.let_buy(guardian)
    work = reverse("office_album", args=[album.pk])

    tablet = arrive(teacher, size=TABLET).open(work)
    bring(tablet, 2)
    name(tablet, 0, child)
    name(tablet, 1, refused)
    expect(tablet.locator(".tag-grid li[data-against]")).to_have_count(1)
    wrong = looked_at(tablet)
    office = arrive(manager, size=PC)
    page = office.open(work)
    page.locator("[data-opens=publish]").click()
    page.locator("#publish button[value=publish]").click()
    expect(page.locator("button[value=withdraw]")).to_be_visible()
    sale = selling.make_sale(Album.objects.get())

    family = arrive(guardian.user)
    phone = family.open(f"{reverse('guardian_album', args=[album.pk])}?show=all")
    expect(phone.locator("a[data-large]")).to_have_count(1)
    phone.locator("a[data-large]").click()
    expect(phone.locator("#large img")).to_be_visible()
    wrong += looked_at(phone)
    family.open(reverse("guardian_sale", args=[sale.pk]))
    wrong += looked_at(phone)
    phone.locator(".shop-put").click()
    phone.locator(".cart-bar a.button").click()
    phone.locator(".cart-bar a.button[href$='confirm/']").click()
    phone.locator("button[form=order]").click()
    expect(phone.locator(".shop-state")).to_be_visible()
    wrong += looked_at(phone)

    office.open(reverse("office_orders"))
    expect(page.locator(".sales-row")).to_have_count(1)
    wrong += looked_at(page)
    assert not wrong, "\n".join(sorted(set(wrong)))
