"""The family's orders: their state, the receipt, calling one off."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError, NotVisible
from mobile_web.http import FamilyRequest
from mobile_web.pdf import pdf_of
from mobile_web.views.guardian.frame import for_guardians, show
from photos.order_states import can_be_fetched
from photos.pricing import tax_in
from photos.selectors.bought import Bought, bought_in
from photos.selectors.sales_shop import has_receipt, lines_in_order, may_cancel, orders_of_family
from photos.services.sales_orders import cancel_order

ROOM = "guardian_albums"


@dataclass(frozen=True)
class Offer:
    """What one button fetches: how many photos, about how many bytes, and how many are held back."""

    photos: int
    bytes: int
    missing: int


@require_safe
@for_guardians
def orders(request: FamilyRequest) -> HttpResponse:
    """Newest first."""
    found = orders_of_family(request.user)
    context = {"orders": found, "archive": _archive(bought_in(request.user, found))}
    return show(request, "guardian/sales/orders.html", ROOM, context)


@require_safe
@for_guardians
def order(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """What was ordered, what it cost, how far it is."""
    found = get_object_or_404(orders_of_family(request.user), pk=pk)
    lines = lines_in_order(found)
    context = {
        "order": found,
        "lines": lines,
        "tax": tax_in(found.total),
        "may_cancel": may_cancel(found, lines),
        "has_receipt": has_receipt(found),
        "has_files": can_be_fetched(found.state, found.method),
        "archive": _archive(bought_in(request.user, [found])),
    }
    return show(request, "guardian/sales/order.html", ROOM, context)


@require_safe
@for_guardians
def receipt(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Once it is paid, on paper: sum, the tax in it, what for."""
    found = get_object_or_404(orders_of_family(request.user), pk=pk)
    if not has_receipt(found):
        raise NotVisible
    context = {
        "order": found,
        "lines": lines_in_order(found),
        "tax": tax_in(found.total),
        "today": timezone.localdate(),
    }
    response = HttpResponse(pdf_of("guardian/sales/receipt.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="receipt-{found.number:05}.pdf"'
    return response


@require_POST
@for_guardians
def cancel(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Call it off while that is possible."""
    found = get_object_or_404(orders_of_family(request.user), pk=pk)
    try:
        cancel_order(actor=request.user, order=found)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The order is cancelled. Nothing is collected for it."))
    return redirect("guardian_order", found.pk)


def _archive(rows: Sequence[Bought]) -> Offer:
    there = [row.line.photo for row in rows if not row.missing]
    return Offer(len(there), sum(photo.bytes for photo in there), len(rows) - len(there))
