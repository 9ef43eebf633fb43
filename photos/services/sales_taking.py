"""Fetching what was bought: the files themselves, as often as the family likes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from photos.models import Order, OrderLine, WareKind
from photos.order_states import can_be_fetched
from photos.policies import require_own_order
from photos.selectors.bought import bought_in
from photos.services.sales_ledger import lock_order, note_order


@transaction.atomic
def take_line(*, actor: User, line: OrderLine) -> OrderLine:
    """Note that the family fetches this file; from the first time on the order stays as it is."""
    require_own_order(actor, line.order)
    order = lock_order(line.order)
    current = OrderLine.objects.get(pk=line.pk)
    if current.kind != WareKind.DATA:
        raise NotVisible
    if not current.stands or not can_be_fetched(order.state, order.method):
        raise DomainError(_("This file is not yours to fetch now. Nothing was downloaded."))
    if any(one.missing for one in bought_in(actor, [order]) if one.line == current):
        raise DomainError(_("This photo cannot be downloaded now. Please ask the nursery."))
    if current.taken_at is None:
        current.taken_at = timezone.now()
        current.save(update_fields=["taken_at"])
    note_order(actor, "photo_order.fetched", order)
    return current


@transaction.atomic
def take_orders(*, actor: User, orders: Iterable[Order]) -> int:
    """Note that the family fetches all files of these orders at once; gives how many. Those held back are not noted."""
    taken = 0
    for order in sorted(orders, key=lambda one: one.pk):
        require_own_order(actor, order)
        current = lock_order(order)
        there = [one.line.pk for one in bought_in(actor, [current]) if not one.missing]
        current.lines.filter(pk__in=there, taken_at__isnull=True).update(taken_at=timezone.now())
        if there:
            note_order(actor, "photo_order.fetched", current, photos=len(there))
        taken += len(there)
    if not taken:
        raise DomainError(_("None of these files is yours to fetch now. Nothing was downloaded."))
    return taken
