"""The office's side of a sale: who opened, who bought, what is owed, what the printing shop makes."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from facilities.clock import zone_of
from facilities.models import Child, Facility, Grant, Household
from photos.ledger import Method
from photos.models import Album, Order, OrderLine, PhotoSale, SaleOpening, WareKind
from photos.naming import code_of
from photos.order_states import ENDS, OrderState
from photos.selectors.audience import enrolments_of


@dataclass(frozen=True)
class Buying:
    """One household of a sale: its children's names, when it opened, whether it bought, and for how much.

    What the free set paid for is bought for nothing.
    """

    household: Household
    children: str
    opened_at: datetime | None
    has_bought: bool
    yen: int

    @property
    def step(self) -> str:
        """How far it is: bought, opened, or nothing yet."""
        return "bought" if self.has_bought else "opened" if self.opened_at else "unopened"


@dataclass(frozen=True)
class Owed:
    """One line of the collection list."""

    order: Order
    children: str


def sales_of(user: User) -> QuerySet[PhotoSale]:
    """Those of her facility, the newest end first, with how many orders and how much."""
    standing = Q(lines__stands=True)
    return (
        PhotoSale.objects.visible_to(user)
        .select_related("album", "facility")
        .annotate(
            households=Count("lines__household", filter=standing, distinct=True),
            yen=Sum(F("lines__yen") * F("lines__quantity"), filter=standing),
        )
        .order_by("-closes_at", "-pk")
    )


def albums_to_sell(user: User) -> QuerySet[Album]:
    """Albums families see that are not on sale yet, of the facilities she keeps."""
    rows = Album.objects.worked_on_by(user).shown().filter(sale=None)
    return rows.select_related("facility").order_by("-starts_on", "-pk")[:20]


def households_of(sale: PhotoSale) -> QuerySet[Household]:
    """The homes its album is for: an adult with a live right looks at a child who was there on its days."""
    there = enrolments_of(sale.album).filter(child=OuterRef("child"))
    grants = Grant.objects.live(timezone.localdate()).filter(Exists(there), can_view=True)
    return Household.objects.filter(pk__in=grants.values("guardian__household"))


def buyings_of(sale: PhotoSale) -> list[Buying]:
    """Every household of the sale: who has not opened first, then who has not bought. Queries: four."""
    opened = dict(SaleOpening.objects.filter(sale=sale).values_list("household", "at"))
    sums = OrderLine.objects.filter(sale=sale, stands=True).values_list("household")
    yen = dict(sums.annotate(yen=Sum(F("yen") * F("quantity"))))
    homes = list(households_of(sale).order_by("name", "pk"))
    names = children_of([home.pk for home in homes], sale.facility)
    rows = [
        Buying(home, names[home.pk], opened.get(home.pk), home.pk in yen, yen.get(home.pk, 0))
        for home in homes
    ]
    steps = ("unopened", "opened", "bought")
    return sorted(rows, key=lambda row: steps.index(row.step))


def children_of(households: list[UUID], facility: Facility) -> dict[UUID, str]:
    """The names of each home's children at the facility, as the office calls the home."""
    grants = Grant.objects.live(timezone.localdate()).filter(
        guardian__household__in=households, can_view=True, child__enrolments__facility=facility
    )
    pairs = set(grants.values_list("guardian__household", "child"))
    children = {one.pk: one for one in Child.objects.filter(pk__in={child for _home, child in pairs})}
    found: dict[UUID, list[Child]] = defaultdict(list)
    for home, child in pairs:
        found[home].append(children[child])
    return defaultdict(
        str,
        {
            home: "、".join(str(one) for one in sorted(of, key=lambda one: (one.born_on, one.pk)))
            for home, of in found.items()
        },
    )


def orders_kept_by(user: User, state: str = "") -> QuerySet[Order]:
    """Orders of the facilities she keeps, the newest first."""
    rows = Order.objects.kept_by(user).select_related("facility", "household")
    if state in OrderState.values:
        rows = rows.filter(state=state)
    return rows.order_by("-placed_at", "-pk")


def owed_in(facility: Facility, month: date) -> list[Owed]:
    """What goes onto the statements of a month: orders with the monthly fee that were placed in it and stand."""
    zone = zone_of(facility)
    first = datetime.combine(month.replace(day=1), time(), zone)
    after = datetime.combine((first + timedelta(days=32)).date().replace(day=1), time(), zone)
    rows = Order.objects.filter(
        facility=facility, method=Method.FEE, placed_at__gte=first, placed_at__lt=after
    )
    orders = list(rows.exclude(state__in=ENDS).select_related("household", "facility").order_by("number"))
    names = children_of([one.household_id for one in orders], facility)
    return [Owed(one, names[one.household_id]) for one in orders]


def prints_of(sale: PhotoSale) -> Iterator[tuple[str, str, str, int]]:
    """For the printing shop: the photo's short name and its key, the kind, how many. Nothing of families."""
    lines = OrderLine.objects.filter(sale=sale, stands=True).exclude(kind=WareKind.DATA)
    rows = lines.values_list("photo", "kind").annotate(n=Sum("quantity"))
    for photo, kind, n in rows.order_by("kind", "photo__position", "photo"):
        yield code_of(photo), str(photo), str(WareKind(kind).label), n
