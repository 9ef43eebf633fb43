"""The office looks at a sale as families will, and prints whose prints go into which envelope."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.pdf import pdf_of
from mobile_web.photo_marks import shown
from mobile_web.views.office.frame import page
from photos.models import PhotoSale, WareKind
from photos.selectors.audience import children_of
from photos.selectors.preview import wares_in_preview
from photos.selectors.sales_shop import prices_of
from photos.services.sales_collecting import take_packing

NAV = "office_sales"
A_PAGE = 60


@require_safe
def preview(request: PageRequest, pk: UUID) -> HttpResponse:
    """As one child's family, or what all of them find. Nothing can be ordered here."""
    found = _sale(request, pk)
    children = children_of(found.album).order_by("family_kana", "given_kana", "pk")
    chosen = uuid_or_none(request.GET.get("child", ""))
    child = children.filter(pk=chosen).first() if chosen else None
    wares = Paginator(wares_in_preview(found, child), A_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "sale": found,
        "children": children,
        "child": child,
        "page_of": wares,
        "wares": [(photo, shown(request, photo, "sample")) for photo in wares],
        "prices": [(WareKind(kind).label, yen) for kind, yen in prices_of(found).items()],
    }
    return page(request, "office/sales/preview.html", NAV, **context)


@require_safe
def packing(request: PageRequest, pk: UUID) -> HttpResponse:
    """Class by class as a PDF; every taking is noted, since it names children."""
    found = _sale(request, pk)
    rooms = take_packing(actor=request.user, sale=found)
    context = {"sale": found, "rooms": rooms, "today": timezone.localdate()}
    response = HttpResponse(pdf_of("office/sales/packing.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="packing-{found.closes_at:%Y%m%d}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _sale(request: PageRequest, pk: UUID) -> PhotoSale:
    rows = PhotoSale.objects.visible_to(request.user).select_related("album", "facility")
    return get_object_or_404(rows, pk=pk)
