"""The office's photo sales: times and prices of an album, who opened and bought, the order for the printing shop."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError
from facilities.rosters.tables import FORMATS, table_file
from mobile_web.forms.sales import FreeForm, SaleForm, first_times
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.sales.frame import kept_place
from photos.models import Album, PhotoSale, PriceDefault, WareKind
from photos.policies import require_album_keeper
from photos.providers import card_of
from photos.selectors.free_photos import yearly_of
from photos.selectors.sales_office import albums_to_sell, buyings_of, prints_of, sales_of
from photos.selectors.sales_shop import prices_of
from photos.services import sales as services
from photos.services.free_photos import set_yearly

NAV = "office_sales"


@require_safe
def sales(request: PageRequest) -> HttpResponse:
    """Sales with what they brought, and albums that could be sold."""
    _place, facility = kept_place(request)
    return _list(request, FreeForm(initial={"yearly": yearly_of(facility)}))


@require_POST
def give_free(request: PageRequest) -> HttpResponse:
    """So many photos a year for each child."""
    _place, facility = kept_place(request)
    form = FreeForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    set_yearly(actor=request.user, facility=facility, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("office_sales")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, album_id: UUID) -> HttpResponse:
    """Times and prices. A new sale begins with the prices of the last album of its kind."""
    place_of(request.user)
    rows = Album.objects.worked_on_by(request.user).select_related("facility")
    album = get_object_or_404(rows, pk=album_id)
    require_album_keeper(request.user, album.facility)
    found = PhotoSale.objects.filter(album=album).first()
    has = {"has_cards": card_of(album.facility.organisation_id) is not None}
    if request.method != "POST":
        return _form(request, album, found, SaleForm(initial=_first(album, found), **has))
    form = SaleForm(request.POST, **has)
    if not form.is_valid():
        return _form(request, album, found, form, 422)
    try:
        saved = services.set_sale(actor=request.user, album=album, **form.values())
    except DomainError as error:
        return _form(request, album, found, form, form.refuse(error))
    messages.success(request, _("Saved."))
    return redirect("office_sale", saved.pk)


@require_safe
def sale(request: PageRequest, pk: UUID) -> HttpResponse:
    """How it goes: homes that have not opened it, that looked, that bought."""
    found = get_object_or_404(sales_of(request.user), pk=pk)
    rows = buyings_of(found)
    counts = {step: sum(row.step == step for row in rows) for step in ("unopened", "opened", "bought")}
    context: dict[str, Any] = {"sale": found, "rows": rows, "counts": counts, "prices": _named(found)}
    return page(request, "office/sales/sale.html", NAV, **context)


@require_POST
def act(request: PageRequest, pk: UUID) -> HttpResponse:
    """Open it to families, or throw it away."""
    found = get_object_or_404(PhotoSale.objects.visible_to(request.user), pk=pk)
    try:
        if request.POST.get("act") == "discard":
            services.discard_sale(actor=request.user, sale=found)
            return redirect("office_sales")
        services.publish_sale(actor=request.user, sale=found)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Families see the sale from its opening on."))
    return redirect("office_sale", found.pk)


@require_safe
def prints(request: PageRequest, pk: UUID) -> HttpResponse:
    """What the printing shop makes, as CSV: numbers of photos, kinds, how many."""
    found = get_object_or_404(PhotoSale.objects.visible_to(request.user), pk=pk)
    head = [_("Photo"), _("Key"), _("Kind"), _("Quantity")]
    rows = ([str(cell) for cell in row] for row in prints_of(found))
    response = HttpResponse(table_file("csv", head, rows), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="prints-{found.closes_at:%Y%m%d}.csv"'
    return response


def _list(request: PageRequest, form: FreeForm, status: int = 200) -> HttpResponse:
    place, _facility = kept_place(request)
    context: dict[str, Any] = {
        "sales": sales_of(request.user),
        "albums": albums_to_sell(request.user),
        "form": form,
    }
    return page(request, "office/sales/list.html", NAV, status=status, place=place, **context)


def _form(
    request: PageRequest, album: Album, found: PhotoSale | None, form: SaleForm, status: int = 200
) -> HttpResponse:
    yearly = yearly_of(album.facility)
    context: dict[str, Any] = {"album": album, "sale": found, "form": form, "yearly": yearly}
    return page(request, "office/sales/edit.html", NAV, status=status, **context)


def _first(album: Album, found: PhotoSale | None) -> dict[str, Any]:
    if found is not None:
        return SaleForm.first_of(found, prices_of(found))
    defaults = PriceDefault.objects.filter(facility=album.facility, album_kind=album.kind)
    return first_times(album.facility) | SaleForm.first_prices(dict(defaults.values_list("kind", "yen")))


def _named(found: PhotoSale) -> list[tuple[str, int]]:
    return [(str(WareKind(kind).label), yen) for kind, yen in prices_of(found).items()]
