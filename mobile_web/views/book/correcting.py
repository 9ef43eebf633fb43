"""A page that families read already: corrected with the old text kept, or taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backend.errors import DomainError
from contactbook import services
from contactbook.items import items_of
from contactbook.models import Entry, Side, State
from contactbook.policies import require_publisher
from contactbook.services.writing import kept_in
from facilities.policies import audit_row
from mobile_web.forms.book_correct import cell_forms, writes_of
from mobile_web.http import PageRequest
from mobile_web.views.book.entry_words import card_of
from mobile_web.views.book.frame import staff_page
from mobile_web.views.office.frame import place_of

NAME = "book_correct"


@require_http_methods(["GET", "POST"])
def correct(request: PageRequest, pk: UUID) -> HttpResponse:
    """What stands there as a form, with a reason; what was typed stays where a rule says no."""
    entry = published_entry(request, pk)
    items = items_of(entry.template.items)
    if request.method != "POST":
        audit_row(request.user, "entry.look", "entry", entry)
        return _page(request, entry, cells=cell_forms(items, entry.cells))
    writes, reason = writes_of(items, entry.cells, request.POST), request.POST.get("reason", "")
    try:
        services.correct_entry(actor=request.user, entry=entry, writes=writes, reason=reason)
    except DomainError as error:
        if error.status == 404:
            raise
        typed = cell_forms(items, entry.cells, request.POST)
        return _page(request, entry, error.status, cells=typed, refusal=str(error.message), reason=reason)
    messages.success(request, _("Corrected. Families are told; what stood there before is kept."))
    return redirect(NAME, pk)


@require_POST
def withdraw(request: PageRequest, pk: UUID) -> HttpResponse:
    """Families read it no longer; the page says who had."""
    entry = published_entry(request, pk)
    try:
        services.withdraw_entry(actor=request.user, entry=entry, reason=request.POST.get("reason", ""))
    except DomainError as error:
        if error.status in (403, 404):
            raise
        cells = cell_forms(items_of(entry.template.items), entry.cells)
        return _page(request, entry, error.status, cells=cells, refusal=str(error.message))
    messages.success(request, _("Taken back. No family reads it any more; it is a draft again."))
    return redirect("book_withdrawn", pk)


@require_GET
def withdrawn(request: PageRequest, pk: UUID) -> HttpResponse:
    """Who had read what was taken back."""
    entry = published_entry(request, pk)
    readings = entry.readings.select_related("user").order_by("read_at")
    return staff_page(request, "withdrawn", card=card_of(entry), readings=readings)


def published_entry(request: PageRequest, pk: UUID) -> Entry:
    """An entry of the nursery's side that she may correct; a home's page is its home's alone."""
    place_of(request.user)
    rows = Entry.objects.read_by_staff(request.user).exclude(side=Side.HOME)
    entry = get_object_or_404(rows.select_related("classroom", "facility", "child", "template"), pk=pk)
    if entry.state != State.PUBLISHED and not entry.revision:
        raise Http404
    require_publisher(request.user, entry.classroom)
    return entry


def _page(request: PageRequest, entry: Entry, status: int = 200, **context: Any) -> HttpResponse:
    context |= {
        "card": card_of(entry),
        "revisions": entry.revisions.select_related("by").order_by("-number"),
        "readings": entry.readings.select_related("user").order_by("read_at"),
        "kept": kept_in(entry),
        "is_published": entry.state == State.PUBLISHED,
    }
    return staff_page(request, "correct", status, **context)
