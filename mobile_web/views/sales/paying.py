"""Paying an order by card: the step to the card company's page, and the pages to which one comes back from it.

None of these decides anything: what the page brought is the provider's word (photos.services.card_events).
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show
from photos.models import Order, Payment
from photos.selectors.sales_shop import orders_of_family
from photos.services.card_checks import ask_soon
from photos.services.card_paying import begin_payment

ROOM = "guardian_albums"
LOOKS = 20  # each three seconds: then the family looks again by itself


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def pay(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """The sum once more, and the way to the card company's page; the form asks for that page."""
    order = _order(request, pk)
    if request.method == "POST":
        return to_page(request, order)
    if not order.awaits_card:
        return redirect("guardian_order", order.pk)
    return _page(request, "guardian/sales/pay.html", order)


@never_cache
@require_safe
@for_guardians
def paid(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Back from the page: what is known, and a look each three seconds for a minute."""
    order = _order(request, pk)
    payment = _open_payment(order)
    if payment is not None:
        ask_soon(payment)
    look = request.GET.get("look", "")
    looks = int(look) if look.isdecimal() and len(look) < 3 else 0
    waits = order.awaits_card
    more = {"waits": waits, "look": looks + 1 if waits and looks < LOOKS else 0}
    return _page(request, "guardian/sales/paid.html", order, **more)


@never_cache
@require_safe
@for_guardians
def left(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Back without having paid, as it seems: go on paying, or call the order off."""
    order = _order(request, pk)
    if not order.awaits_card:
        return redirect("guardian_order", order.pk)
    return _page(request, "guardian/sales/left.html", order)


def to_page(request: FamilyRequest, order: Order) -> HttpResponse:
    """Ask for the card company's page; what comes of that stands on ours."""
    try:
        begin_payment(actor=request.user, order=order)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
    return redirect("guardian_order_pay", order.pk)


def _order(request: FamilyRequest, pk: UUID) -> Order:
    return get_object_or_404(orders_of_family(request.user), pk=pk)


def _open_payment(order: Order) -> Payment | None:
    return Payment.objects.filter(order=order, state=Payment.State.OPEN).first()


def _page(request: FamilyRequest, template: str, order: Order, **more: Any) -> HttpResponse:
    payment = _open_payment(order)
    return show(request, template, ROOM, {"order": order, "address": payment and payment.address, **more})
