"""The cart of a household: what its adults chose, at the prices they saw."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from facilities.models import Household
from photos.models import CartLine, OrderLine, Photo, PhotoPrice, PhotoSale, SaleOpening, WareKind
from photos.policies import household_buying_at, require_buyer
from photos.pricing import QUANTITY_MOST
from photos.selectors.sales import cart_of, lines_of, wares_for

LINES_MOST = 500


@transaction.atomic
def put_in_cart(*, actor: User, sale: PhotoSale, photo: Photo, kind: str, quantity: int) -> int:
    """So many of it, not more: twice is once, none takes it out. Returns how many things the cart holds then."""
    if not wares_for(actor, sale).filter(pk=photo.pk).exists():
        raise NotVisible
    household = require_buyer(actor, sale.facility)
    Household.objects.select_for_update(no_key=True, of=("self",)).get(pk=household.pk)
    lines = CartLine.objects.filter(household=household)
    if quantity <= 0:
        lines.filter(photo=photo, kind=kind).delete()
        return lines.count()
    if not sale.is_open(timezone.now()):
        raise DomainError(_("This sale is over. Nothing was put in the cart."))
    price = PhotoPrice.objects.filter(sale=sale, kind=kind).first()
    if price is None:
        raise DomainError(_("This is not sold here. Nothing was put in the cart."))
    _require_new(household, photo, kind)
    if lines.count() >= LINES_MOST:
        raise DomainError(_("The cart is full. Order what is in it first; nothing was put in."))
    CartLine.objects.update_or_create(
        household=household,
        photo=photo,
        kind=kind,
        defaults={
            "organisation_id": household.organisation_id,
            "facility_id": sale.facility_id,
            "sale": sale,
            "quantity": 1 if kind == WareKind.DATA else min(quantity, QUANTITY_MOST),
            "seen_yen": price.yen,
            "seen_crop": photo.crop,
            "added_by": actor,
        },
    )
    return lines.count()


@transaction.atomic
def accept_cart(*, actor: User, seen: str = "") -> int:
    """She saw what changed: new prices are taken over, what cannot be had any more goes. Returns what is left.

    `seen` is the mark of the cart she was shown: what changed once more after that is a Conflict.
    """
    cart = cart_of(actor)
    if seen and seen != cart.mark:
        raise Conflict(_("Something in the cart changed once more. Look at it again; nothing was changed."))
    lines = cart.lines
    gone = [line.line.pk for line in lines if line.is_gone]
    CartLine.objects.filter(pk__in=gone).delete()
    for row in lines:
        if row.problem and not row.is_gone:
            now = {"seen_yen": row.price, "seen_crop": row.line.photo.crop}
            CartLine.objects.filter(pk=row.line.pk).update(**now)
    return len(lines) - len(gone)


@transaction.atomic
def change_cart(*, actor: User, line_id: UUID, quantity: int) -> None:
    """Another number of one line of her cart; none takes it out, also what cannot be had any more."""
    line = lines_of(actor).select_related("sale", "photo").filter(pk=line_id).first()
    if line is None:
        raise NotVisible
    if quantity <= 0:
        line.delete()
        return
    put_in_cart(actor=actor, sale=line.sale, photo=line.photo, kind=line.kind, quantity=quantity)


def note_opening(*, actor: User, sale: PhotoSale) -> None:
    """Her household has looked at this sale; once is enough."""
    household = household_buying_at(actor, sale.facility)
    if household is not None:
        SaleOpening.objects.bulk_create(
            [SaleOpening(sale=sale, facility_id=sale.facility_id, household=household)], ignore_conflicts=True
        )


def _require_new(household: Household, photo: Photo, kind: str) -> None:
    bought = OrderLine.objects.filter(household=household, photo=photo, kind=WareKind.DATA, stands=True)
    if kind == WareKind.DATA and bought.exists():
        raise Conflict(
            _("Your family has bought this file already: find it under your orders. Nothing was put in."),
            code="bought",
        )
