"""The family's shop: sales that run, the photos of one, and one photo with its prices."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError
from mobile_web.forms.sales import PutForm
from mobile_web.http import FamilyRequest
from mobile_web.photo_marks import shown, signed_address
from mobile_web.views.guardian.frame import for_guardians, show
from photos.models import PhotoSale, WareKind
from photos.policies import household_buying_at
from photos.selectors.free_photos import left_of, sets_of
from photos.selectors.sales import cart_of, on_sale_to, wares_for
from photos.selectors.sales_shop import orders_of_family, prices_of, wares_in_order, wares_of
from photos.services.sales_cart import note_opening, put_in_cart

ROOM = "guardian_albums"
A_PAGE = 60


@require_safe
@for_guardians
def sales(request: FamilyRequest) -> HttpResponse:
    """What can be bought now, the cart, and earlier orders."""
    context = {
        "sales": on_sale_to(request.user),
        "cart": cart_of(request.user),
        "orders": orders_of_family(request.user)[:5],
    }
    return show(request, "guardian/sales/list.html", ROOM, context)


@require_safe
@for_guardians
def sale(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """The photos on sale to her, her children's first; looking is noted for the household."""
    found = get_object_or_404(on_sale_to(request.user), pk=pk)
    note_opening(actor=request.user, sale=found)
    page = Paginator(wares_in_order(request.user, found), A_PAGE).get_page(request.GET.get("p"))
    wares = [
        (ware, shown(request, ware.photo, "sample")) for ware in wares_of(request.user, page.object_list)
    ]
    context = _frame(request, found) | {"page": page, "wares": wares}
    return show(request, "guardian/sales/sale.html", ROOM, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def ware(request: FamilyRequest, pk: UUID, photo_id: UUID) -> HttpResponse:
    """One photo, larger, with what can be had of it; a form puts so many in the cart."""
    found = get_object_or_404(on_sale_to(request.user), pk=pk)
    photo = get_object_or_404(wares_for(request.user, found), pk=photo_id)
    if request.method == "POST":
        return _put(request, found, photo)
    context = _frame(request, found)
    chosen = wares_of(request.user, [photo])[0]
    context["choices"] = [(*price, chosen.chosen.get(price[0], 0)) for price in context["prices"]]
    context |= {"ware": chosen, "sample": signed_address(request, photo, "sample")}
    return show(request, "guardian/sales/ware.html", ROOM, context)


def _put(request: FamilyRequest, found: PhotoSale, photo: Any) -> HttpResponse:
    form = PutForm(request.POST)
    back = redirect("guardian_ware", found.pk, photo.pk)
    if "grid" in request.POST:
        back = redirect("guardian_sale", found.pk)
        page = request.POST.get("p", "")
        back["Location"] += (f"?p={page}" if page.isdecimal() else "") + f"#p-{photo.pk}"
    if not form.is_valid():
        messages.error(request, _("Choose how many, at most 20. Nothing was put in the cart."))
        return back
    try:
        put_in_cart(actor=request.user, sale=found, photo=photo, **form.cleaned_data)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
    return back


def _frame(request: FamilyRequest, found: PhotoSale) -> dict[str, Any]:
    prices, cart = prices_of(found), cart_of(request.user)
    free = [row for row in cart.lines if row.free]
    sets = sets_of(request.user, [found.facility_id]) if found.gives_free else {}
    return {
        "sale": found,
        "prices": [(kind, WareKind(kind).label, yen) for kind, yen in prices.items()],
        "data_yen": prices.get(WareKind.DATA),
        "cart": cart,
        "left": left_of(sets, [row.free for row in free if row.free]),
        "free_photos": {row.line.photo_id for row in free},
        "may_buy": household_buying_at(request.user, found.facility) is not None,
    }
