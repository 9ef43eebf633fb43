"""All bought photos at once: of one order, or of all the family's orders, in an archive that can be gone on with."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend import passes
from backend.errors import DomainError
from mobile_web.http import FamilyRequest
from mobile_web.parts import archive_response, goes_on
from mobile_web.photo_marks import browser_of
from mobile_web.photo_zip import archive_of, open_entry
from mobile_web.views.guardian.frame import for_guardians
from photos.models import Order
from photos.selectors.bought import bought_in
from photos.selectors.sales_shop import orders_of_family
from photos.services.handing_over import make_files
from photos.services.sales_taking import take_orders

LASTS = 6 * 3600  # an album takes an hour over slow 4G, and a broken download goes on at the same address
SECONDS = 15


@require_POST
@for_guardians
def take(request: FamilyRequest, pk: UUID | None = None) -> HttpResponse:
    """To a fresh address, once every file is made; photos that are not JPEG take a while the first time."""
    orders = _orders(request, pk)
    back = redirect("guardian_order", pk) if pk else redirect("guardian_orders")
    there = [one.line.photo for one in bought_in(request.user, orders) if not one.missing]
    left = make_files(photos=there, seconds=SECONDS)
    if left:
        said = _("%(n)s of %(all)s photos are ready. Press again in a moment.")
        messages.info(request, said % {"n": len(there) - left, "all": len(there)})
        return back
    try:
        take_orders(actor=request.user, orders=orders)
    except DomainError as error:
        messages.error(request, str(error.message))
        return back
    signed = passes.sign(_thing(pk), browser_of(request), LASTS)
    if pk is None:
        return redirect("guardian_orders_archive", signed)
    return redirect("guardian_order_archive", pk, signed)


@require_safe
@for_guardians
def archive(request: FamilyRequest, signed: str, pk: UUID | None = None) -> HttpResponseBase:
    """What is theirs at this moment; when that changes it is another archive, and no part of the old one goes on.

    It begins within a minute; later only who holds its beginning goes on.
    """
    orders = _orders(request, pk)
    if not passes.is_good(signed, _thing(pk), browser_of(request), LASTS):
        raise Http404
    made = archive_of(bought_in(request.user, orders))
    if not made.entries or not (passes.is_fresh(signed, LASTS) or goes_on(request, made)):
        raise Http404
    name = _("photos-%(day)s.zip") % {"day": f"{timezone.localdate():%Y%m%d}"}
    if pk:
        name = _("photos-order-%(number)s.zip") % {"number": orders[0]}
    return archive_response(request, made, open_entry, name)


def _orders(request: FamilyRequest, pk: UUID | None) -> list[Order]:
    mine = orders_of_family(request.user)
    return [get_object_or_404(mine, pk=pk)] if pk else list(mine)


def _thing(pk: UUID | None) -> str:
    return f"bought-archive:{pk or 'all'}"
