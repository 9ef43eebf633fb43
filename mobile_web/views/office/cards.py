"""The cards of a class: print them, give them a number, end one that got lost."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from attendance.models import Card
from attendance.policies import require_runner
from attendance.selectors.child_day import own_children
from attendance.selectors.printed_cards import holders_of
from attendance.services import cards as services
from facilities.calendar import school_year_of
from facilities.models import Classroom, Facility
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.pdf import pdf_of
from mobile_web.views.office.frame import page, place_of

ON_A_SHEET = 10


@require_GET
def cards(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """A class of her facility; the first where none is asked for."""
    place = place_of(request.user)
    if place.facility is None:
        raise Http404
    rooms = list(_rooms(request).filter(facility=place.facility))
    room = next((one for one in rooms if pk in (None, one.pk)), None)
    if pk and room is None:
        raise Http404
    require_runner(request.user, place.facility)
    holders = holders_of(room, request.user) if room else []
    return page(request, "office/cards.html", "office_cards", rooms=rooms, room=room, holders=holders)


@require_POST
def print_class(request: PageRequest, pk: UUID) -> HttpResponse:
    """Ten cards a page, with marks to cut along; cards that are missing are made."""
    room = get_object_or_404(_rooms(request), pk=pk)
    require_runner(request.user, room.facility)
    printed = []
    for holder in holders_of(room, request.user):
        whose = {"guardian": holder.guardian} if holder.guardian else {"child": holder.child}
        card = services.issue_card(actor=request.user, facility=room.facility, **whose)
        printed.append((holder, _qr(services.qr_text(card))))
    sheets = [printed[start : start + ON_A_SHEET] for start in range(0, len(printed), ON_A_SHEET)]
    content = pdf_of("office/card_sheets.html", {"sheets": sheets, "room": room})
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="cards.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def number(request: PageRequest, pk: UUID) -> HttpResponse:
    """What the reader typed."""
    services.number_card(actor=request.user, card=_card(request, pk), number=request.POST.get("number", ""))
    messages.success(request, _("Saved."))
    return _back(request)


@require_POST
def end(request: PageRequest, pk: UUID) -> HttpResponse:
    """A lost card opens nothing any more; the next print makes a new one."""
    services.end_card(actor=request.user, card=_card(request, pk))
    messages.success(request, _("The card has ended. Print the class again for a new one."))
    return _back(request)


def _rooms(request: PageRequest):  # type: ignore[no-untyped-def]
    year = school_year_of(timezone.localdate())
    places = Facility.objects.worked_in_by(request.user)
    rooms = Classroom.objects.filter(facility__in=places, school_year=year).select_related("facility")
    return rooms.order_by("age", "name")


def _card(request: PageRequest, pk: UUID) -> Card:
    places = Facility.objects.worked_in_by(request.user)
    rows = Card.objects.filter(facility__in=places, issued_by__isnull=False).select_related("facility")
    own = own_children(request.user)  # colleagues do it: it may be the other household's
    card = get_object_or_404(rows.exclude(child__in=own).exclude(guardian__grants__child__in=own), pk=pk)
    require_runner(request.user, card.facility)
    return card


def _qr(text: str) -> str:
    code = segno.make(text, micro=False, error="m").svg_inline(scale=4, border=2)
    return mark_safe(code)  # noqa: S308  our own text as SVG


def _back(request: PageRequest) -> HttpResponse:
    found = _rooms(request).filter(pk=uuid_or_none(request.POST.get("room", ""))).first()
    return redirect(reverse("office_cards_class", args=[found.pk]) if found else reverse("office_cards"))
