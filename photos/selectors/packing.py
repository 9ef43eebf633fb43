"""Which prints go into whose envelope, class by class: what lies beside the printing shop's parcel."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from facilities.models import Enrolment, Facility, Grant, on_day
from photos.models import OrderLine, PhotoSale, WareKind
from photos.naming import code_of


@dataclass(frozen=True)
class Prints:
    """One photo in one size."""

    code: str
    kind: str
    quantity: int


@dataclass(frozen=True)
class Envelope:
    """What one household's order gets; `child` is the one it is handed to, `siblings` the others."""

    number: str
    household: str
    child: str
    siblings: tuple[str, ...]
    prints: tuple[Prints, ...]

    @property
    def total(self) -> int:
        return sum(one.quantity for one in self.prints)


@dataclass(frozen=True)
class Room:
    """A class and its envelopes; without a name those whose child is in no class here today."""

    name: str
    envelopes: tuple[Envelope, ...]

    @property
    def total(self) -> int:
        return sum(one.total for one in self.envelopes)


def packing_of(sale: PhotoSale) -> list[Room]:
    """Today's classes, the youngest first; siblings share the envelope of the first of them. Three queries."""
    rows = OrderLine.objects.filter(sale=sale, stands=True).exclude(kind=WareKind.DATA)
    rows = rows.select_related("order__household", "photo")
    lines = list(rows.order_by("order__number", "photo__position", "photo", "kind"))
    homes = _children_today({line.household_id for line in lines}, sale.facility)
    rooms: dict[tuple[int, str], list[Envelope]] = defaultdict(list)
    for _number, of in groupby(lines, key=lambda line: line.order.number):
        of_order = list(of)
        children = homes[of_order[0].household_id]
        room = children[0].classroom if children else None
        rooms[(room.age, room.name) if room else (99, "")].append(_envelope(of_order, children))
    return [
        Room(name, tuple(sorted(of, key=lambda one: (one.child, one.number))))
        for (_age, name), of in sorted(rooms.items())
    ]


def _envelope(lines: list[OrderLine], children: list[Enrolment]) -> Envelope:
    order = lines[0].order
    names = [str(one.child) for one in children]
    prints = (Prints(code_of(line.photo_id), line.get_kind_display(), line.quantity) for line in lines)
    return Envelope(
        str(order), order.household.name, names[0] if names else "", tuple(names[1:]), tuple(prints)
    )


def _children_today(households: Iterable[UUID], facility: Facility) -> dict[UUID, list[Enrolment]]:
    today = timezone.localdate()
    grants = Grant.objects.live(today).filter(guardian__household__in=households, can_view=True)
    pairs = set(grants.values_list("child", "guardian__household"))
    rows = Enrolment.objects.filter(
        on_day(today), facility=facility, child__in={child for child, _home in pairs}
    ).select_related("child", "classroom")
    found: dict[UUID, dict[UUID, Enrolment]] = defaultdict(dict)
    for row in rows.order_by(
        "classroom__age", "classroom__name", "child__family_kana", "child__given_kana", "child"
    ):
        for home in (home for child, home in pairs if child == row.child_id):
            found[home].setdefault(row.child_id, row)
    return defaultdict(list, {home: list(of.values()) for home, of in found.items()})
