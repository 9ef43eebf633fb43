"""What families can buy now, what is in their cart, and what became different since they chose it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from facilities.models import Grant
from photos.models import (
    CartLine,
    OrderLine,
    Photo,
    PhotoConsent,
    PhotoPrice,
    PhotoSale,
    PhotoTag,
    Purpose,
    WareKind,
)
from photos.pricing import Item, total_of
from photos.providers import card_of
from photos.selectors.free_photos import ChildSet, Left, Sets, left_of, paid_from, sets_of


@dataclass(frozen=True)
class CartRow:
    """A line of the cart with its price now. `problem` says why it cannot be ordered as it stands.

    `free` is the yearly set that pays for it.
    """

    line: CartLine
    price: int | None
    problem: str
    is_gone: bool
    free: ChildSet | None = None

    @property
    def yen(self) -> int:
        """What the family pays for one."""
        return 0 if self.free else self.price or 0

    @property
    def total(self) -> int:
        return self.yen * self.line.quantity


@dataclass(frozen=True)
class Cart:
    """Everything her household has chosen, by facility: each facility makes an order of its own."""

    lines: list[CartRow]
    sets: Sets = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        return total_of(Item(row.yen, row.line.quantity) for row in self.lines if not row.is_gone)

    @property
    def mark(self) -> str:
        """The same while nothing in it is different: what a page sends back to say what it showed."""
        shown = (f"{row.line.pk} {row.line.quantity} {row.yen} {row.line.photo.crop}" for row in self.lines)
        return sha256("\n".join(sorted(shown)).encode()).hexdigest()[:32]

    @cached_property
    def left(self) -> list[Left]:
        """What each child's yearly set holds still when this cart is ordered."""
        return left_of(self.sets, [row.free for row in self.lines if row.free])

    @property
    def is_settled(self) -> bool:
        """Nothing changed since it was put in."""
        return not any(row.problem for row in self.lines)

    @property
    def takes_cards(self) -> bool:
        """Where each sale says so and each facility's organisation has an account for it."""
        return all(row.line.sale.takes_cards and card_of(row.line.organisation_id) for row in self.lines)

    @property
    def things(self) -> int:
        return sum(row.line.quantity for row in self.lines if not row.is_gone)

    @property
    def closes_at(self) -> datetime | None:
        """When the first of its sales ends."""
        return min((row.line.sale.closes_at for row in self.lines if not row.is_gone), default=None)


def on_sale_to(user: User) -> QuerySet[PhotoSale]:
    """Sales that run now of albums she receives."""
    running = PhotoSale.objects.running(timezone.now())
    photos = Photo.objects.received_by(user).filter(seconds__isnull=True, album=OuterRef("album"))
    return running.filter(Exists(photos)).select_related("album", "facility").order_by("closes_at", "pk")


def for_sale(user: User, photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """Those of which `agreed_to_sell` holds for her and her own children."""
    own = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
    return agreed_to_sell(photos, Exists(own))


def agreed_to_sell(photos: QuerySet[Photo], own: Exists | Q) -> QuerySet[Photo]:
    """No clip; nobody on it but her own and those whose homes agreed, and no home of any child said no.

    `own` picks her own among the children named on a photo.
    """
    said = PhotoConsent.objects.newest().filter(child=OuterRef("child"), purpose=Purpose.SALE)
    agreed = Exists(said.filter(given=True)) | own
    unagreed = PhotoTag.objects.filter(~agreed | Exists(said.filter(given=False)), photo=OuterRef("pk"))
    return photos.filter(~Exists(unagreed), seconds__isnull=True)


def wares_for(user: User, sale: PhotoSale) -> QuerySet[Photo]:
    """The photos of a sale that she may buy; before it opens and unpublished there are none."""
    if sale.published_at is None or sale.opens_at > timezone.now():
        return Photo.objects.none()
    return for_sale(user, Photo.objects.received_by(user).filter(album=sale.album_id))


def lines_of(user: User) -> QuerySet[CartLine]:
    """The cart lines of the households she buys for."""
    buying = Grant.objects.seen_by(user, timezone.localdate()).filter(can_buy=True)
    return CartLine.objects.filter(household__in=buying.values("guardian__household"))


def cart_of(user: User) -> Cart:
    """Her household's cart as it stands now. Queries: three, with yearly free sets eight, however full it is."""
    rows = (
        lines_of(user)
        .select_related("sale__album", "photo", "facility", "household")
        .prefetch_related(Prefetch("sale__prices", PhotoPrice.objects.all()))
        .order_by("sale__closes_at", "sale", "photo__position", "photo", "kind")
    )
    lines = list(rows)
    wanted = Photo.objects.received_by(user).filter(pk__in=[line.photo_id for line in lines])
    buyable = set(for_sale(user, wanted).values_list("pk", flat=True))
    bought = _bought(lines)
    found = [
        _row(line, line.photo_id in buyable, (line.household_id, line.photo_id) in bought) for line in lines
    ]
    return _with_free(user, found)


def _with_free(user: User, rows: list[CartRow]) -> Cart:
    """Files of photos that name one of her children are paid for by the child's set, so that she pays least."""
    wanted = {
        row.line: row.price
        for row in rows
        if row.price and row.line.kind == WareKind.DATA and row.line.sale.gives_free
    }
    sets = sets_of(user, {line.facility_id for line in wanted})
    paid = paid_from(sets, wanted)
    return Cart([replace(row, free=paid.get(row.line)) for row in rows], sets)


def _bought(lines: list[CartLine]) -> set[tuple[object, object]]:
    data = [line for line in lines if line.kind == WareKind.DATA]
    found = OrderLine.objects.filter(
        Q(household__in={line.household_id for line in data}, photo__in=[line.photo_id for line in data]),
        kind=WareKind.DATA,
        stands=True,
    )
    return set(found.values_list("household_id", "photo_id"))


def _row(line: CartLine, is_buyable: bool, is_bought: bool) -> CartRow:
    """One line, and the first thing that is in its way."""
    price = next((one.yen for one in line.sale.prices.all() if one.kind == line.kind), None)
    gone = ""
    if not line.sale.is_open(timezone.now()):
        gone = _("The sale is over.")
    elif not is_buyable:
        gone = _("This photo is not sold any more.")
    elif price is None:
        gone = _("This kind is not sold any more.")
    elif is_bought and line.kind == WareKind.DATA:
        gone = _("Your family has bought this file already.")
    return CartRow(line, None if gone else price, gone or " ".join(_changes(line, price)), bool(gone))


def _changes(line: CartLine, price: int | None) -> Iterator[str]:
    """What is different from what the family saw when it chose it."""
    if price != line.seen_yen:
        yield _("The price was %(yen)s yen.") % {"yen": line.seen_yen}
    if line.photo.crop != line.seen_crop:
        cropped = _("This photo was cropped. Please look at the sample.")
        yield cropped if line.photo.crop else _("This photo is shown whole again. Please look at the sample.")
