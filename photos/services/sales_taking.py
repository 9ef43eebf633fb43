"""Fetching what was bought: the file itself, as often as the family likes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from photos.models import OrderLine, WareKind
from photos.order_states import can_be_fetched
from photos.policies import require_own_order
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
    if current.taken_at is None:
        current.taken_at = timezone.now()
        current.save(update_fields=["taken_at"])
    note_order(actor, "photo_order.fetched", order)
    return current
