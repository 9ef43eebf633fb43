"""The excursion of the demo is on sale; a few families have ordered, one has something in its cart."""

from datetime import time, timedelta
from uuid import uuid5

from django.utils import timezone

from backend.demo_data.numbers import Plan, run
from facilities.clock import moment_at
from facilities.models import Guardian
from photos.ledger import Method
from photos.models import Album, FreeAllowance, Photo, PhotoPrice, PhotoSale, WareKind
from photos.selectors.sales import cart_of, wares_for
from photos.services.sales_cart import put_in_cart
from photos.services.sales_orders import place_orders

PRICES = {WareKind.DATA: 120, WareKind.PRINT_L: 80, WareKind.PRINT_2L: 180}
BUYERS = 6
FREE = 3


def make_sales(plan: Plan) -> None:
    """After the albums; every third home orders prints as well."""
    album = (
        Album.objects.filter(published_at__isnull=False).select_related("facility", "author").earliest("pk")
    )
    first, last = sorted((plan.now, timezone.now()))  # a ward of another year: families order today
    sale = PhotoSale.objects.create(
        facility=album.facility,
        album=album,
        author=album.author,
        opens_at=moment_at(album.facility, timezone.localdate(first) - timedelta(days=3), time(9)),
        closes_at=moment_at(album.facility, timezone.localdate(last) + timedelta(days=9), time(20)),
        published_at=first - timedelta(days=4),
    )
    for kind, yen in PRICES.items():
        PhotoPrice.objects.create(sale=sale, facility=album.facility, kind=kind, yen=yen)
    run("SET CONSTRAINTS ALL DEFERRED")  # a booking is whole with its last entry
    for number, guardian in enumerate(_buyers(album)):
        _choose(guardian, sale, 1 + number % 3)
        _order(guardian)
    FreeAllowance.objects.create(facility=album.facility, yearly=FREE)
    _choose(Guardian.objects.get(user__login="guardian"), sale, 5)
    run("SET CONSTRAINTS ALL IMMEDIATE")


def _buyers(album: Album) -> list[Guardian]:
    rows = Guardian.objects.filter(
        grants__can_buy=True,
        grants__child__photo_tags__photo__album=album,
        user__isnull=False,
    ).exclude(household__guardians__user__login="guardian")
    by_home = {row.household_id: row for row in rows.select_related("user").distinct().order_by("-pk")}
    return list(by_home.values())[:BUYERS]


def _choose(guardian: Guardian, sale: PhotoSale, many: int) -> None:
    user = guardian.user
    if user is None:
        return
    photos: list[Photo] = list(wares_for(user, sale).order_by("position", "pk")[:many])
    for number, photo in enumerate(photos):
        kind = WareKind.PRINT_L if number == 2 else WareKind.DATA
        put_in_cart(actor=user, sale=sale, photo=photo, kind=kind, quantity=2)


def _order(guardian: Guardian) -> None:
    user = guardian.user
    total = cart_of(user).total if user else 0
    if user and total:
        key = uuid5(guardian.pk, "photo order")
        place_orders(actor=user, key=key, method=Method.FEE, seen_total=total)
