"""Ordering what is in the cart, once; and what the office does with an order until it is handed out or paid back."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Facility, Household
from photos.ledger import Method, Step
from photos.models import CartLine, Order, OrderLine, Payment, Photo
from photos.order_states import OrderState
from photos.policies import require_album_keeper, require_buyer, require_not_own
from photos.pricing import share_of
from photos.selectors.sales import Cart, CartRow, cart_of
from photos.services.card_checks import ask_soon
from photos.services.free_photos import take_places
from photos.services.sales_ledger import book, lock_order, move_order, note_order


@transaction.atomic
def place_orders(*, actor: User, key: UUID, method: str, seen_total: int, seen: str = "") -> list[Order]:
    """Order the whole cart, one order a home and facility. `key` is the form's own: a second tap gets the same back.

    What changed since she saw it (a price, the end of a sale, a consent, a crop) is a Conflict, and nothing is
    ordered. `seen` is the mark of the cart she was shown; without it the sum alone has to be the same.
    """
    households = _households_of(actor, key)
    if not households:
        raise DomainError(_("The cart is empty. Nothing was ordered."))
    _hold(households)
    earlier = list(Order.objects.filter(household__in=households, key=key).order_by("household", "facility"))
    if earlier:
        return earlier
    rows = [row for row in cart_of(actor).lines if row.line.household_id in households]
    _require_unchanged(Cart(rows), seen_total, seen)
    _require_method(rows, method)
    by_place: dict[tuple[Household, Facility], list[CartRow]] = defaultdict(list)
    for row in rows:
        by_place[row.line.household, row.line.facility].append(row)
    orders = [
        _order(actor, household, place, by_place[household, place], key, method)
        for household, place in sorted(by_place, key=lambda one: (one[0].pk, one[1].pk))
    ]
    CartLine.objects.filter(pk__in=[row.line.pk for row in rows]).delete()
    return orders


@transaction.atomic
def cancel_order(*, actor: User, order: Order) -> Order:
    """The family itself while nothing of it was downloaded and all its sales run; the office while it is not paid."""
    current = lock_order(order)
    if Order.objects.of_family(actor).filter(pk=current.pk).exists():
        _require_cancellable(current)
    else:
        require_album_keeper(actor, current.facility)
    if current.state == OrderState.CANCELLED:
        return current
    move_order(current, OrderState.CANCELLED, actor)
    for payment in current.payments.filter(state=Payment.State.OPEN):
        transaction.on_commit(partial(ask_soon, payment))  # closes the page
    return current


@transaction.atomic
def collect_order(*, actor: User, order: Order) -> Order:
    """The monthly fee came in with this order in it. Twice is once."""
    require_album_keeper(actor, order.facility)
    current = lock_order(order)
    require_not_own(actor, current)
    if current.is_free:
        raise DomainError(_("Nothing is owed for this order. Nothing was changed."))
    if current.method != Method.FEE:
        raise DomainError(_("This order is paid by card. Nothing was changed."))
    if current.state != OrderState.PAID:
        move_order(current, OrderState.PAID, actor, paid_at=timezone.now())
    return current


@transaction.atomic
def hand_out_order(*, actor: User, order: Order) -> Order:
    """The prints were given to the family. Twice is once."""
    require_album_keeper(actor, order.facility)
    current = lock_order(order)
    if current.state != OrderState.DELIVERED:
        move_order(current, OrderState.DELIVERED, actor)
    return current


def _households_of(actor: User, key: UUID) -> set[UUID]:
    """Whose carts these are: those this key has ordered for, else all that she has put something into."""
    earlier = Order.objects.of_family(actor).filter(key=key)
    if earlier:
        return {order.household_id for order in earlier}
    rows = cart_of(actor).lines
    for place in {row.line.facility for row in rows}:
        require_buyer(actor, place)
    return {row.line.household_id for row in rows}


def _hold(households: set[UUID]) -> None:
    """No second order of them, and nobody crops their photos: who crops looks for orders under the same lock."""
    homes = Household.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=households)
    list(homes.order_by("pk").values_list("pk"))
    photos = CartLine.objects.filter(household__in=households).values("photo")
    rows = Photo.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=photos)
    list(rows.order_by("pk").values_list("pk"))


def _require_unchanged(cart: Cart, seen_total: int, seen: str) -> None:
    if not cart.lines:
        raise DomainError(_("The cart is empty. Nothing was ordered."))
    if cart.is_settled and cart.total != seen_total:
        sentence = _(
            "The sum was %(seen)s yen and is %(now)s yen now. Look at the cart once more; nothing was ordered."
        )
        raise Conflict(sentence % {"seen": seen_total, "now": cart.total}, code="cart_changed")
    if not cart.is_settled or (seen and seen != cart.mark):
        raise Conflict(
            _("Something in the cart changed. Look at it again and order then; nothing was ordered."),
            code="cart_changed",
        )


def _require_method(rows: Sequence[CartRow], method: str) -> None:
    if method == Method.CARD and not Cart(list(rows)).takes_cards:
        raise DomainError(
            _("Something in the cart is not sold by card. Choose the monthly fee; nothing was ordered.")
        )


def _require_cancellable(order: Order) -> None:
    lines = list(order.lines.select_related("sale"))
    if any(line.taken_at for line in lines):
        raise DomainError(_("Photos of this order were downloaded already. It stays as it is."))
    if not order.awaits_card and not all(line.sale.is_open(timezone.now()) for line in lines):
        raise DomainError(_("The sale is over. Please speak to the nursery; nothing was cancelled."))


def _order(
    actor: User, household: Household, place: Facility, rows: Sequence[CartRow], key: UUID, method: str
) -> Order:
    """One order with its lines and its first booking. Numbers are given under the facility's own lock."""
    Facility.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.pk)
    newest = Order.objects.filter(facility=place).aggregate(last=Max("number"))["last"] or 0
    order = Order.objects.create(
        facility=place,
        household=household,
        key=key,
        number=newest + 1,
        kept=sum(share_of(row.total, row.line.sale.profit_percent) for row in rows),
        placed_by=actor,
        **_sum_of(rows, method),
    )
    lines = [(_line(order, row), row) for row in rows]
    OrderLine.objects.bulk_create(line for line, _row in lines)
    take_places(lines)
    book(order, Step.PLACED, actor, order.placed_at)
    note_order(actor, "photo_order.placed", order, lines=len(rows))
    return order


def _sum_of(rows: Sequence[CartRow], method: str) -> dict[str, Any]:
    """What costs nothing is settled at once, whatever way of paying was chosen."""
    total, now = sum(row.total for row in rows), timezone.now()
    if total:
        return {"total": total, "method": method, "placed_at": now}
    settled = {"state": OrderState.PAID, "paid_at": now, "placed_at": now}
    return {"total": 0, "method": Method.FREE, **settled}


def _line(order: Order, row: CartRow) -> OrderLine:
    line = row.line
    return OrderLine(
        order=order,
        facility_id=order.facility_id,
        household_id=order.household_id,
        sale_id=line.sale_id,
        photo_id=line.photo_id,
        kind=line.kind,
        quantity=line.quantity,
        yen=row.yen,
    )
