"""The files a family bought: fetched by a form, handed over at an address of this browser and this minute."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend import files, passes
from backend.errors import DomainError
from mobile_web.http import FamilyRequest
from mobile_web.photo_marks import browser_of
from mobile_web.views.guardian.frame import for_guardians
from photos.files import bought_of
from photos.models import OrderLine
from photos.naming import code_of
from photos.selectors.bought import may_have
from photos.selectors.sales_shop import data_bought_by
from photos.services.handing_over import make_file
from photos.services.sales_taking import take_line


@require_POST
@for_guardians
def take(request: FamilyRequest, pk: UUID, line_id: UUID) -> HttpResponse:
    """To a fresh address of the file."""
    line = _line(request, pk, line_id)
    try:
        take_line(actor=request.user, line=line)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("guardian_order", pk)
    signed = passes.sign(_thing(line), browser_of(request))
    return redirect("guardian_order_file", pk, line.pk, signed)


@require_safe
@for_guardians
def file(request: FamilyRequest, pk: UUID, line_id: UUID, signed: str) -> HttpResponse:
    """The photo itself without the camera's notes; asked for again at each reading."""
    line = _line(request, pk, line_id)
    if not passes.is_good(signed, _thing(line), browser_of(request)):
        raise Http404
    if line.taken_at is None or not may_have(request.user, line):
        raise Http404
    is_made = make_file(photo=line.photo)
    content = files.read(bought_of(line.facility_id, line.photo.content)) if is_made else None
    if content is None:
        messages.error(request, _("The original is missing here. Please tell the nursery."))
        return redirect("guardian_order", pk)
    response = HttpResponse(content, content_type="image/jpeg")
    name = f"photo-{line.sale.album.starts_on:%Y%m%d}-{code_of(line.photo_id)}.jpg"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _line(request: FamilyRequest, pk: UUID, line_id: UUID) -> OrderLine:
    rows = data_bought_by(request.user).select_related("order__facility", "photo", "sale__album")
    return get_object_or_404(rows, pk=line_id, order=pk)


def _thing(line: OrderLine) -> str:
    return f"bought:{line.pk}"
