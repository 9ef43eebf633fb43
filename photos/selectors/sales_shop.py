"""The shop as a family walks through it: photos with what is chosen and bought of them, and its orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.models import Grant
from photos.ledger import Method
from photos.models import Order, OrderLine, Photo, PhotoPrice, PhotoSale, PhotoTag, WareKind
from photos.order_states import PAID_FOR, OrderState, may_move
from photos.selectors.sales import lines_of, wares_for

KINDS = list(WareKind.values)


@dataclass(frozen=True)
class Ware:
    """A photo on sale: how many of each kind lie in the cart, and whether its file is the family's already."""

    photo: Photo
    chosen: dict[str, int]
    is_bought: bool
    is_own: bool

    @property
    def has_data(self) -> bool:
        return WareKind.DATA in self.chosen


def prices_of(sale: PhotoSale) -> dict[str, int]:
    """Kind → yen, in the order of the kinds."""
    found = dict(PhotoPrice.objects.filter(sale=sale).values_list("kind", "yen"))
    return {kind: found[kind] for kind in KINDS if kind in found}


def wares_in_order(user: User, sale: PhotoSale) -> QuerySet[Photo]:
    """Her own children's first."""
    own = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
    tagged = PhotoTag.objects.filter(Exists(own), photo=OuterRef("pk"))
    rows = wares_for(user, sale).annotate(is_own=Exists(tagged))
    return rows.order_by("-is_own", "position", "pk")


def wares_of(user: User, photos: Iterable[Photo]) -> list[Ware]:
    """These with their marks. Two queries."""
    photos = list(photos)
    chosen: dict[UUID, dict[str, int]] = {}
    for line in lines_of(user).filter(photo__in=photos):
        chosen.setdefault(line.photo_id, {})[line.kind] = line.quantity
    bought = data_bought_by(user).filter(photo__in=photos)
    have = set(bought.values_list("photo_id", flat=True))
    return [
        Ware(photo, chosen.get(photo.pk, {}), photo.pk in have, bool(getattr(photo, "is_own", False)))
        for photo in photos
    ]


def data_bought_by(user: User) -> QuerySet[OrderLine]:
    """Files that stand in orders of her household."""
    orders = Order.objects.of_family(user)
    return OrderLine.objects.filter(order__in=orders, kind=WareKind.DATA, stands=True)


def orders_of_family(user: User) -> QuerySet[Order]:
    """Newest first."""
    rows = Order.objects.of_family(user).select_related("facility", "household")
    return rows.order_by("-placed_at", "-pk")


def lines_in_order(order: Order) -> list[OrderLine]:
    """What it is of, album by album."""
    rows = order.lines.select_related("sale__album", "photo", "facility", "free__child")
    return list(rows.order_by("sale__album__title", "sale", "photo__position", "photo", "kind"))


def has_receipt(order: Order) -> bool:
    """Was money received for it?"""
    return order.state in PAID_FOR and not order.is_free


def may_cancel(order: Order, lines: list[OrderLine]) -> bool:
    """Would the service let the family call it off? For the button; the service asks again."""
    now = timezone.now()
    return may_move(order.state, OrderState.CANCELLED, is_free=order.is_free) and all(
        line.taken_at is None and (order.method == Method.CARD or line.sale.is_open(now)) for line in lines
    )
