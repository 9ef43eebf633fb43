"""The files a family bought: which of them it may have now, and why not the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from photos.models import Order, OrderLine, Photo, TakedownRequest, WareKind
from photos.order_states import OrderState, can_be_fetched
from photos.selectors.sales import for_sale


class Missing(TextChoices):
    """Why a file that was bought is not handed over."""

    REFUNDED = "refunded", _("It was paid back.")
    TAKEN_DOWN = "taken_down", _("The nursery took it down. Please ask there about paying back.")
    ASKED = (
        "asked",
        _("A family asked to take it down, and the nursery has not answered yet. Try again later."),
    )
    CONSENT = (
        "consent",
        _("A family on it does not agree to the sale any more. Please ask the nursery about paying back."),
    )
    LOST = "lost", _("Its original is missing here. Please tell the nursery.")


@dataclass(frozen=True)
class Bought:
    """A line of an order. `missing` says why its file is not for the family now; empty where it is."""

    line: OrderLine
    missing: str = ""


def bought_in(user: User, orders: Iterable[Order]) -> list[Bought]:
    """The files of these orders, album by album, each photo once; what is not paid for is none. Queries: three."""
    found: dict[UUID, OrderLine] = {}
    rows = OrderLine.objects.filter(order__in=list(orders), kind=WareKind.DATA)
    rows = rows.select_related("order", "photo", "sale__album", "facility")
    for line in rows.order_by("stands", "order__placed_at", "pk"):
        if _is_theirs(line) or line.order.state == OrderState.REFUNDED:
            found[line.photo_id] = line  # what stands comes last
    lines = sorted(found.values(), key=_place)
    photos = Photo.objects.filter(pk__in=found)
    agreed = set(for_sale(user, photos).values_list("pk", flat=True))
    asked = TakedownRequest.objects.open().filter(photo__in=photos, hides=True)
    held = set(asked.values_list("photo", flat=True))
    return [Bought(line, _missing(line, line.photo_id in agreed, line.photo_id in held)) for line in lines]


def may_have(user: User, line: OrderLine) -> bool:
    """This one file, now."""
    return any(one.line == line and not one.missing for one in bought_in(user, [line.order]))


def _is_theirs(line: OrderLine) -> bool:
    return line.stands and can_be_fetched(line.order.state, line.order.method)


def _place(line: OrderLine) -> tuple[object, ...]:
    album = line.sale.album
    return album.starts_on, album.title, str(album.pk), line.photo.position, str(line.photo_id)


def _missing(line: OrderLine, is_agreed: bool, is_held: bool) -> str:
    if not _is_theirs(line):
        return Missing.REFUNDED
    if line.photo.state in (Photo.State.HIDDEN, Photo.State.REMOVED):
        return Missing.TAKEN_DOWN
    if is_held:
        return Missing.ASKED
    return "" if is_agreed else Missing.CONSENT
