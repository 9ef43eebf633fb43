"""A hundred photos on their whole way: brought, named, shown, liked, ordered in two ways, and in the family's hands."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from facilities.models import Child, Classroom, Guardian, Organisation
from photos.models import Album, Order, OrderLine, PaymentEvent, Photo, PhotoSale, Purpose
from photos.naming import code_of
from photos.order_states import OrderState
from tests import factories
from tests.browser.card_company import CardCompany
from tests.browser.people import PC, TABLET, Person
from tests.browser.site import TAKES_CARDS, Site
from tests.photos import making, selling

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
MANY = 100


@pytest.fixture
def organisation() -> Organisation:
    return factories.make_organisation(pk=TAKES_CARDS)


@pytest.fixture
def company(site: Site) -> Iterator[CardCompany]:
    """The site's worker listens to its word."""
    site.work()
    with CardCompany(site) as company:
        yield company


@pytest.fixture
def children(child: Child, classroom: Classroom, guardian: Guardian) -> list[Child]:
    """The family's two, who agree to everything, and one of the class who does not."""
    sister = factories.make_child(classroom, given_name="結衣", given_kana="ゆい")
    factories.grant(guardian, sister)
    for own in (child, sister):
        making.agree(guardian, own)
    selling.let_buy(guardian)
    refused = factories.make_child(classroom, family_name="伊藤", given_name="蓮", family_kana="いとう")
    making.agree(factories.make_guardian(refused), refused, Purpose.CLASS_ALBUM, given=False)
    return [child, sister, refused]


def test_a_hundred_photos_go_from_the_camera_to_a_family_that_pays_in_both_ways(
    arrive: Arrive,
    company: CardCompany,
    classroom: Classroom,
    children: list[Child],
    guardian: Guardian,
    teacher: User,
    manager: User,
) -> None:
    child, sister, refused = children
    User.objects.update(language="en")

    tablet = arrive(teacher, size=TABLET, language="en")
    album = begin_album(tablet, classroom)
    bring(tablet.page)
    name_by_hand(tablet.page, child, sister, refused)
    tablet.troubles[:] = [text for text in tablet.troubles if "status of 422" not in text]
    office = arrive(manager, size=PC, language="en")
    show(office, album, hidden=10)
    sale = open_sale(office, album)

    family = arrive(guardian.user, language="en")
    look_and_like(family, album, children)
    fill_cart(family, sale, [child, sister])
    on_fee = order_with(family.page, "With the monthly fee")
    fetch(family.page, 2)
    on_fee_total = Order.objects.get(pk=on_fee).total
    choose(family, sale, photo_of(sister, 5))
    by_card = order_with(family.page, "By card")
    pay_at_last(family.page, company)
    family.open(reverse("guardian_order", args=[by_card]))
    fetch_one(family.page)
    family.troubles[:] = [text for text in family.troubles if company.origin not in text]

    look_who_bought(office, sale, guardian)
    assert collected(office) == [(guardian.household.name, str(on_fee_total))]
    pack(office, sale)
    assert not OrderLine.objects.filter(photo__tags__child=refused).exists()


# The nursery


def begin_album(tablet: Person, classroom: Classroom) -> Album:
    page = tablet.open(reverse("office_album_new"))
    page.locator("input[name=title]").fill("秋の遠足")
    page.get_by_label(classroom.name, exact=True).check()
    page.get_by_role("button", name="Next: bring photos").click()
    expect(page.locator("[data-album-upload]")).to_be_visible()
    return Album.objects.get()


def bring(page: Page) -> None:
    """All at once, and among them what is none, what is empty, and one that is there twice."""
    photos = [making.picture() for _ in range(MANY)]
    silly = [b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", photos[0]]
    files = [
        {"name": f"DSC{number:04}.jpg", "mimeType": "image/jpeg", "buffer": content}
        for number, content in enumerate([*photos[:50], *silly, *photos[50:]])
    ]
    page.locator("input[type=file][multiple]").set_input_files(files)
    expect(page.get_by_role("checkbox", name="Photo")).to_have_count(MANY, timeout=60_000)
    refused = page.locator("[data-rows] li[data-state=refused]")
    expect(refused).to_have_count(2)
    expect(refused.filter(has_text="This file is empty.")).to_have_count(1)
    expect(refused.filter(has_text="This is not a photo")).to_have_count(1)
    assert Photo.objects.count() == MANY


def name_by_hand(page: Page, child: Child, sister: Child, refused: Child) -> None:
    """A row of them with Shift, one by one with the arrow keys, and a digit for the child."""
    boxes = page.get_by_role("checkbox", name="Photo")
    boxes.nth(0).click()
    boxes.nth(29).click(modifiers=["Shift"])
    strip(page, child).click()
    expect(strip(page, child)).to_contain_text("30")
    page.keyboard.press("Escape")

    boxes.nth(20).focus()
    for _ in range(20):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    page.keyboard.press(str(digit_of(page, sister)))
    expect(strip(page, sister)).to_contain_text("20")
    page.keyboard.press("Escape")

    boxes.nth(60).click()
    boxes.nth(69).click(modifiers=["Shift"])
    strip(page, refused).click()
    conflicts = page.get_by_role("region", name="Hidden from other families")
    expect(conflicts.get_by_role("listitem")).to_have_count(10)
    expect(conflicts).to_contain_text(refused.given_name)
    expect(page.get_by_text("50 photos have no name yet.")).to_be_visible()


def strip(page: Page, child: Child) -> Locator:
    return page.locator(f"button[name=child][value='{child.pk}']")


def digit_of(page: Page, child: Child) -> int:
    keys = page.locator("button[name=child]").evaluate_all("all => all.map((one) => one.value)")
    return keys.index(str(child.pk)) + 1


def show(office: Person, album: Album, hidden: int) -> None:
    page = office.open(reverse("office_album", args=[album.pk]))
    page.get_by_role("button", name="Show to families").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(f"{hidden} photos stay hidden from other families")
    asked.get_by_role("button", name="Show to families").click()
    expect(page.get_by_text("Families see the album now.")).to_be_visible()


def open_sale(office: Person, album: Album) -> PhotoSale:
    page = office.open(reverse("office_sales"))
    page.get_by_role("link", name="Put on sale").click()
    began = timezone.localtime() - timedelta(hours=1)
    page.locator("input[name=opens_at]").fill(f"{began:%Y-%m-%dT%H:%M}")
    page.locator("input[name=price_data]").fill("120")
    page.locator("input[name=price_l]").fill("80")
    page.locator("input[name=takes_cards]").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open to families").click()
    expect(page.get_by_text("On sale now")).to_be_visible()
    return PhotoSale.objects.get(album=album)


# The family


def look_and_like(family: Person, album: Album, children: list[Child]) -> None:
    """Her own children's photos stand first, each below its name; the one held back stands nowhere."""
    page = family.open(reverse("guardian_album", args=[album.pk]))
    heads = page.get_by_role("main").get_by_role("heading", level=2)
    assert [heads.nth(n).inner_text().split()[0] for n in range(2)] == ["陽葵ちゃん", "結衣ちゃん"]
    page.get_by_role("button", name="Favourite").first.click()
    expect(page.locator("[data-count=liked]")).to_have_text("1")
    page.get_by_role("link", name="See all").first.click()
    page.get_by_role("link", name="All").first.click()
    page.locator("a[data-large]").first.click()
    expect(page.get_by_role("dialog", name="Photo").locator("img")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    held = Photo.objects.filter(tags__child=children[2])
    assert not [one for one in held if page.locator(f"a[href*='{one.pk}']").count()]


def photo_of(child: Child, place: int = 0) -> Photo:
    others = Photo.objects.filter(tags__child=child).order_by("position", "pk")
    return [one for one in others if one.tags.count() == 1][place]


def choose(family: Person, sale: PhotoSale, photo: Photo) -> None:
    page = family.open(reverse("guardian_ware", args=[sale.pk, photo.pk]))
    page.get_by_role("button", name="Into the cart").click()
    expect(page.get_by_role("button", name="In the cart")).to_be_visible()


def fill_cart(family: Person, sale: PhotoSale, children: list[Child]) -> None:
    """A photo of each child, and a print as well."""
    for own in children:
        choose(family, sale, photo_of(own))
    page = family.page
    page.get_by_role("button", name="One more").first.click()
    page.get_by_role("link", name="Cart, 3 things").click()
    for own in children:
        expect(page.get_by_role("main")).to_contain_text(code_of(photo_of(own).pk))
    page.get_by_role("link", name="Go to the order").click()


def order_with(page: Page, way: str) -> str:
    """Orders what is in the cart; a second tap, faster than the answer, orders nothing more."""
    if not page.url.endswith("/confirm/"):
        page.get_by_role("link", name="Cart, 1 thing").click()
        page.get_by_role("link", name="Go to the order").click()
    before = Order.objects.count()
    page.get_by_label(way).check()
    page.get_by_role("button", name="Order for").dblclick(no_wait_after=True)
    page.wait_for_url("**/photos/orders/*/**")
    assert Order.objects.count() == before + 1
    return page.url.split("/photos/orders/")[1].split("/")[0]


def pay_at_last(page: Page, company: CardCompany) -> None:
    """Left once without paying, refused once, and then paid: by then the card company has told the site."""
    page.get_by_role("link", name="To the card company's page").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", name="Not paid yet")).to_be_visible()
    page.get_by_role("link", name="Go on to pay").click()
    page.get_by_role("link", name="To the card company's page").click()
    page.get_by_role("link", name="Pay with a bad card").click()
    page.get_by_role("link", name="Again").click()
    page.get_by_role("link", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="Paid. Thank you.")).to_be_visible()
    assert company.told == [200]
    assert PaymentEvent.objects.get().outcome == "paid"
    assert Order.objects.filter(state=OrderState.PAID).count() == len(company.sessions) == 1


def fetch_one(page: Page) -> None:
    with page.expect_download() as one:
        page.get_by_role("button", name="Download photo").first.click()
    assert opened(one.value.path().read_bytes()) == (640, 480)


def fetch(page: Page, many: int) -> None:
    """The ZIP, and one photo alone; every one of them opens."""
    with page.expect_download() as whole:
        page.get_by_role("button", name=f"Download all {many} photos").click()
    with ZipFile(whole.value.path()) as archive:
        assert archive.testzip() is None
        photos = [archive.read(name) for name in archive.namelist() if name.endswith(".jpg")]
    assert [opened(content) for content in photos] == [(640, 480)] * many
    fetch_one(page)


def opened(content: bytes) -> tuple[int, int]:
    with Image.open(BytesIO(content)) as image:
        image.load()
        assert image.format == "JPEG"
        return image.size


# The office


def look_who_bought(office: Person, sale: PhotoSale, guardian: Guardian) -> None:
    page = office.open(reverse("office_sale", args=[sale.pk]))
    row = page.get_by_role("row").filter(has_text=guardian.household.name).filter(has_text="Bought")
    expect(row).to_have_count(1)


def collected(office: Person) -> list[tuple[str, str]]:
    """The list for the monthly fee: whose, and how much. What was paid by card is not on it."""
    page = office.open(reverse("office_orders"))
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    rows = csv.DictReader(StringIO(taken.value.path().read_text("utf-8-sig")))
    return [(row["Household"], row["Yen with tax"]) for row in rows]


def pack(office: Person, sale: PhotoSale) -> None:
    page = office.open(reverse("office_sale", args=[sale.pk]))
    address = page.get_by_role("link", name="Packing list").get_attribute("href")
    assert office.context.request.get(f"{office.site}{address}").body().startswith(b"%PDF")
