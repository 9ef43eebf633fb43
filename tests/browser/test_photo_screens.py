"""Every screen of photos and of their sale: axe by day and by night, both languages, a narrow phone, large text."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian, Organisation
from photos.ledger import Method
from photos.models import (
    CartLine,
    Order,
    Photo,
    PhotoPlacement,
    PhotoSale,
    Purpose,
    StrayMoney,
    TakedownRequest,
)
from photos.naming import code_of
from photos.services.sales_orders import collect_order
from photos.services.sales_refunds import ask_refund
from tests import factories
from tests.browser.people import PC, PHONE, TABLET, Person
from tests.browser.site import TAKES_CARDS, Site
from tests.browser.test_screens import AXE, english_on, stands_out, wrong_by_axe
from tests.photos import making, selling
from tests.photos.stripe_double import SECRET

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
NAMES = {"JPEG", "PNG", "WebP", "HEIC", "Excel", "Shift"}
SETTLED = "() => Promise.all(document.getAnimations().map((one) => one.finished))"
FIRST_OUT = """() => [...document.querySelectorAll("body *")].find((one) =>
  one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  && !one.closest("[tabindex='0'], .side-rail"))?.outerHTML.slice(0, 120)"""
LONG_PHONE = (390, 2400)  # so that the bar at the bottom lies over nothing
LONG = "アレクサンドラマリアフェルナンダ"


@pytest.fixture
def organisation() -> Organisation:
    return factories.make_organisation(pk=TAKES_CARDS)


@pytest.fixture(autouse=True)
def _as_the_site(site: Site, settings: Any) -> None:
    """What is written here lies where the site looks, and cards are taken here as well."""
    settings.PHOTO_CARD_ACCOUNTS = {str(TAKES_CARDS): {"key": "sk_test_1", "webhook_secrets": [SECRET]}}
    settings.MEDIA_ROOT = str(site.folder / "media")


@pytest.fixture
def refused(classroom: Classroom) -> Child:
    """Her family does not agree to the class's album."""
    child = factories.make_child(classroom, family_name="ビットリオサントス", given_name=LONG)
    making.agree(factories.make_guardian(child), child, Purpose.CLASS_ALBUM, given=False)
    return child


@pytest.fixture
def sale(
    facility: Facility, classroom: Classroom, manager: User, guardian: Guardian, child: Child, refused: Child
) -> PhotoSale:
    """An album with every kind of photo, on sale; beside it one that is being prepared and one without any."""
    making.agree(guardian, child)
    selling.let_buy(guardian)
    album = making.show(making.make_album(facility, manager, [classroom], title=f"{LONG}先生と秋の遠足"))
    for people in ([child], [child], [child], [refused], []):
        making.make_photo(album, people, with_files=True, state=Photo.State.READY)
    hidden = making.make_photo(album, [child], with_files=True, state=Photo.State.READY)
    clip = {"media_type": "video/mp4", "seconds": 12}
    making.make_photo(album, [child], with_files=True, state=Photo.State.READY, **clip)
    wish = {"facility": facility, "photo": hidden, "household": guardian.household, "hides": True}
    TakedownRequest.objects.create(
        **wish, requested_by=selling.user_of(guardian), reason="顔がはっきり写っています。"
    )
    making.make_photo(making.make_album(facility, manager), [refused], with_files=True)
    making.make_album(facility, manager, title="まだ写真のないアルバム")
    notice = factories.make_draft(manager, facility.organisation, facility=facility)
    for photo in album.photos.filter(seconds=None)[:4]:
        PhotoPlacement.objects.create(
            facility=facility,
            photo=photo,
            kind=PhotoPlacement.Kind.NOTICE,
            target=notice.pk,
            placed_by=manager,
        )
    return selling.make_sale(album, takes_cards=True)


@pytest.fixture
def orders(sale: PhotoSale, guardian: Guardian, manager: User, office: User) -> dict[str, Order]:
    """One on the fee, one by card that is not paid, one collected and asked to be paid back; and a full cart."""
    mother = selling.user_of(guardian)
    photos = list(
        Photo.objects.filter(album=sale.album, tags__child__grants__guardian=guardian, seconds=None)[:3]
    )
    made = {}
    for name, photo, method in (
        ("fee", photos[0], Method.FEE),
        ("card", photos[1], Method.CARD),
        ("back", photos[2], Method.FEE),
    ):
        selling.choose(mother, sale, photo, kind="l", quantity=2)
        made[name] = selling.order(mother, 160, method)
    collect_order(actor=manager, order=made["back"])
    ask_refund(actor=manager, order=made["back"], reason="プリントがぬれていました。")
    StrayMoney.objects.create(
        facility=sale.facility,
        order=made["card"],
        provider="stripe",
        reference="cs_1",
        intent="pi_1",
        amount=160,
        currency="jpy",
        why=StrayMoney.Why.UNKNOWN,
    )
    selling.choose(mother, sale, photos[0])
    return made


def clip_of(sale: PhotoSale) -> Photo:
    return sale.album.photos.get(seconds__isnull=False)


def of_family(sale: PhotoSale, orders: dict[str, Order]) -> list[str]:
    photo = CartLine.objects.get().photo
    album = reverse("guardian_album", args=[sale.album_id])
    whole = ("guardian_albums", "guardian_photo_consents", "guardian_sales", "guardian_orders")
    return [
        *map(reverse, whole),
        album,
        *(f"{album}?show={one}" for one in ("all", "liked")),
        reverse("guardian_photo", args=[photo.pk]),
        reverse("guardian_photo", args=[clip_of(sale).pk]),
        reverse("guardian_sale", args=[sale.pk]),
        reverse("guardian_ware", args=[sale.pk, photo.pk]),
        *map(reverse, ("guardian_cart", "guardian_cart_confirm")),
        *(reverse("guardian_order", args=[one.pk]) for one in orders.values()),
        *(reverse(f"guardian_order_{one}", args=[orders["card"].pk]) for one in ("pay", "left")),
        reverse("guardian_order_paid", args=[orders["back"].pk]),
    ]


def of_office(sale: PhotoSale, orders: dict[str, Order]) -> list[str]:
    whole = (
        "office_sales",
        "office_orders",
        "office_unsettled",
        "office_photo_consents",
        "office_photo_wishes",
        "office_photo_settings",
    )
    line = sale.album.photos.filter(tags__isnull=False).first()
    assert line
    tag = line.tags.select_related("child").get()
    home = tag.child.grants.get().guardian.household_id
    return [
        *map(reverse, whole),
        f"{reverse('office_orders')}?state=refunded",
        reverse("office_notice_photos", args=[PhotoPlacement.objects.values_list("target", flat=True)[0]]),
        reverse("office_sale_edit", args=[sale.album_id]),
        *(reverse(name, args=[sale.pk]) for name in ("office_sale", "office_sale_preview")),
        *(reverse("office_order", args=[one.pk]) for one in orders.values()),
        reverse("office_photo_consent", args=[tag.child_id, home]),
        *of_makers(sale, orders),
    ]


def of_makers(sale: PhotoSale, _orders: dict[str, Order]) -> list[str]:
    """Those that are opened on tablets as well."""
    albums = sale.facility.albums.order_by("pk")
    photo = sale.album.photos.filter(tags__isnull=False, seconds=None).latest("pk")
    return [
        *map(reverse, ("office_albums", "office_album_new")),
        *(reverse("office_album", args=[one.pk]) for one in albums),
        reverse("office_album_edit", args=[sale.album_id]),
        reverse("office_photo_crop", args=[photo.pk]),
        reverse("office_clip", args=[clip_of(sale).pk]),
    ]


SHELLS = {
    "guardian": (of_family, [PHONE, PC]),
    "manager": (of_office, [PC, PHONE]),
    "teacher": (of_makers, [TABLET, LONG_PHONE]),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("who", SHELLS)
def test_axe_finds_nothing_on_screens_of_photos_and_nothing_stands_out(
    arrive: Arrive,
    sale: PhotoSale,
    orders: dict[str, Order],
    request: pytest.FixtureRequest,
    who: str,
    language: str,
) -> None:
    someone = request.getfixturevalue(who)
    user = selling.user_of(someone) if isinstance(someone, Guardian) else someone
    User.objects.filter(pk=user.pk).update(language=language)
    screens, sizes = SHELLS[who]
    person = arrive(user, size=sizes[0], language=language)
    wrong: list[str] = []

    for address in screens(sale, orders):
        person.open(address)
        person.page.evaluate(AXE)
        wrong += seen_on(person, sizes, is_japanese=language == "ja")

    assert not wrong, "\n".join(sorted(set(wrong)))


def is_name(found: str) -> bool:
    """Of a photo, of a format, of a key: no word that was left in English."""
    word = found.rsplit(" ", 1)[1]
    codes = [code_of(pk) for pk in Photo.objects.values_list("pk", flat=True)]
    return word in NAMES or any(word in code for code in codes)


def seen_on(person: Person, sizes: list[tuple[int, int]], *, is_japanese: bool) -> list[str]:
    page, address = person.page, person.page.url.removeprefix(person.site)
    wrong = [one for one in english_on(page) if not is_name(one)] if is_japanese else []
    for night in ("light", "dark"):
        page.emulate_media(color_scheme=night, reduced_motion="reduce")
        page.evaluate(SETTLED)
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            wrong += [f"{night} {width}: {one}" for one in wrong_by_axe(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += [f"320: {address} {page.evaluate(FIRST_OUT)}"] if stands_out(page) else []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wrong += [f"200 %: {address} {page.evaluate(FIRST_OUT)}"] if stands_out(page) else []
    page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
    return wrong
