"""The cart, and the page on which the family confirms the order."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.errors import Conflict, DomainError, NotVisible
from mobile_web.forms.sales import ConfirmForm
from mobile_web.http import FamilyRequest
from mobile_web.photo_marks import shown
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.sales.paying import to_page
from photos.ledger import Method
from photos.models import Order
from photos.selectors.sales import Cart, cart_of
from photos.services.sales_cart import accept_cart, change_cart
from photos.services.sales_orders import place_orders

ROOM = "guardian_albums"


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def cart(request: FamilyRequest) -> HttpResponse:
    """Everything chosen, for all children and albums; what changed meanwhile is said beside it."""
    if request.method == "POST":
        return _change(request)
    found = cart_of(request.user)
    rows = [(row, shown(request, row.line.photo, "sample")) for row in found.lines]
    return show(request, "guardian/sales/cart.html", ROOM, {"cart": found, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def confirm(request: FamilyRequest) -> HttpResponse:
    """Look once more, choose how to pay, order."""
    found = cart_of(request.user)
    if request.method == "POST":
        return _place(request, found)
    if not found.lines or not found.is_settled:
        return redirect("guardian_cart")
    first = {"key": uuid4(), "seen_total": found.total, "seen": found.mark}
    return _confirm(request, found, ConfirmForm(initial=first, takes_cards=found.takes_cards))


def _confirm(request: FamilyRequest, found: Cart, form: ConfirmForm, status: int = 200) -> HttpResponse:
    response = show(request, "guardian/sales/confirm.html", ROOM, {"cart": found, "form": form})
    response.status_code = status
    return response


def _place(request: FamilyRequest, found: Cart) -> HttpResponse:
    form = ConfirmForm(request.POST, takes_cards=found.takes_cards)
    if not form.is_valid():
        return _confirm(request, found, form, 422)
    try:
        made = place_orders(actor=request.user, **form.cleaned_data)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
        return redirect("guardian_cart")
    if made[0].method == Method.CARD and len(made) == 1:
        return to_page(request, made[0])
    messages.success(request, _("Ordered. Thank you."))
    return _to(made)


def _to(made: list[Order]) -> HttpResponse:
    return redirect("guardian_order", made[0].pk) if len(made) == 1 else redirect("guardian_orders")


def _change(request: FamilyRequest) -> HttpResponse:
    """Take over what changed, or change one line."""
    if "accept" in request.POST:
        return _accept(request)
    try:
        line, quantity = UUID(request.POST.get("line", "")), int(request.POST.get("quantity", ""))
    except ValueError:
        raise NotVisible from None
    change_cart(actor=request.user, line_id=line, quantity=quantity)
    return redirect("guardian_cart")


def _accept(request: FamilyRequest) -> HttpResponse:
    try:
        accept_cart(actor=request.user, seen=request.POST.get("seen", "")[:64])
    except Conflict as error:
        messages.error(request, str(error.message))
    return redirect("guardian_cart")
