"""The office's photo orders: unpaid ones, one order with its steps, the month's collection list."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError
from facilities.rosters.tables import FORMATS, table_file
from mobile_web.forms.sales import RefundForm
from mobile_web.http import PageRequest
from mobile_web.month import month_of_text
from mobile_web.views.office.frame import page
from mobile_web.views.sales.frame import kept_place
from photos.models import Order, Refund
from photos.order_states import OrderState
from photos.pricing import tax_in
from photos.selectors.sales_office import children_of, orders_kept_by, owed_in
from photos.selectors.sales_settling import moved_in, to_settle
from photos.selectors.sales_shop import lines_in_order
from photos.services import sales_collecting, sales_orders, sales_refunds

NAV = "office_sales"
A_PAGE = 100
ACTS: dict[str, Callable[[PageRequest, Order], object]] = {
    "collect": lambda request, order: sales_orders.collect_order(actor=request.user, order=order),
    "hand_out": lambda request, order: sales_orders.hand_out_order(actor=request.user, order=order),
    "cancel": lambda request, order: sales_orders.cancel_order(actor=request.user, order=order),
    "refund": lambda request, order: sales_refunds.ask_refund(
        actor=request.user, order=order, reason=request.POST.get("reason", "")[:200]
    ),
    "agree": lambda request, order: sales_refunds.agree_refund(actor=request.user, order=order),
    "withdraw": lambda request, order: sales_refunds.withdraw_refund(actor=request.user, order=order),
}
DONE = {
    "collect": gettext_lazy("Noted as collected."),
    "hand_out": gettext_lazy("Noted as handed out."),
    "cancel": gettext_lazy("The order is cancelled. Nothing is collected for it."),
    "refund": gettext_lazy("Noted. A second person agrees before anything is paid back."),
    "agree": gettext_lazy("Paid back."),
    "withdraw": gettext_lazy("The order is not paid back."),
}


@require_safe
def orders(request: PageRequest) -> HttpResponse:
    """All of her facility by state; the month's list as a file."""
    place, facility = kept_place(request)
    state = request.GET.get("state", "")
    found = Paginator(orders_kept_by(request.user, state), A_PAGE).get_page(request.GET.get("p"))
    month = month_of_text(request.GET.get("m", ""), timezone.localdate())
    owed = owed_in(facility, month)
    context: dict[str, Any] = {
        "page_of": found,
        "state": state,
        "states": OrderState.choices,
        "month": month,
        "owed": owed,
        "to_settle": to_settle(request.user),
        "sum": sum(one.order.total for one in owed),
    }
    return page(request, "office/sales/orders.html", NAV, place=place, **context)


@require_safe
def collection(request: PageRequest, kind: str) -> HttpResponse:
    """What goes onto the month's statements, for the program that makes them; every taking is noted."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    _place, facility = kept_place(request)
    month = month_of_text(request.GET.get("m", ""), timezone.localdate())
    rows = sales_collecting.take_collection(actor=request.user, facility=facility, month=month)
    head = [_("Order"), _("Household"), _("Children"), _("Ordered on"), _("Yen with tax"), _("State")]
    response = HttpResponse(table_file(kind, head, rows), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="photos-{month:%Y-%m}.{kind}"'
    return response


@require_safe
def order(request: PageRequest, pk: UUID) -> HttpResponse:
    """One order: what of, how far, and what can be done with it."""
    found = get_object_or_404(orders_kept_by(request.user), pk=pk)
    context: dict[str, Any] = {
        "order": found,
        "lines": lines_in_order(found),
        "tax": tax_in(found.total),
        "children": children_of([found.household_id], found.facility)[found.household_id],
        "refund": Refund.objects.filter(order=found).select_related("asked_by", "agreed_by").first(),
        "bookings": found.bookings.select_related("by").order_by("at", "pk"),
        "form": RefundForm(),
        "payments": found.payments.order_by("created_at", "pk"),
        "moved": moved_in(found),
    }
    return page(request, "office/sales/order.html", NAV, **context)


@require_POST
def act(request: PageRequest, pk: UUID) -> HttpResponse:
    """One step of an order."""
    found = get_object_or_404(orders_kept_by(request.user), pk=pk)
    name = request.POST.get("act", "")
    if name not in ACTS:
        return redirect("office_order", found.pk)
    try:
        ACTS[name](request, found)
    except DomainError as error:
        if error.status == 404:
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(DONE[name]))
    return redirect("office_order", found.pk)
