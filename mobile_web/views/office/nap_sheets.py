"""Nap checks for the audit: a class, some days, on the screen and as a PDF."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from attendance.selectors.nap_sheets import NapSheet, nap_sheets
from backend.errors import DomainError
from facilities.clock import today_at
from facilities.models import Classroom
from facilities.policies import audit_children
from facilities.selectors.board import classrooms_of
from mobile_web.http import PageRequest
from mobile_web.pdf import pdf_of
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.teacher.naps import NAPS

MOST_DAYS = 31


@require_GET
def sheets(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """One class and some days; first today."""
    place = place_of(request.user)
    room, rooms = _room(request, pk)
    first, last = _days(request, room)
    found = _read(request, room, first, last)
    context: dict[str, Any] = {"rooms": rooms, "room": room, "first": first, "last": last, "sheets": found}
    return page(request, "office/naps/sheets.html", NAPS, place=place, **context)


@require_GET
def paper(request: PageRequest, pk: UUID) -> HttpResponse:
    """The same on paper, A4 across."""
    place_of(request.user)
    room, _rooms = _room(request, pk)
    first, last = _days(request, room)
    found = _read(request, room, first, last)
    context = {"sheets": found, "room": room, "first": first, "last": last}
    response = HttpResponse(pdf_of("office/naps/paper.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="naps.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _read(request: PageRequest, room: Classroom, first: date, last: date) -> list[NapSheet]:
    """Who read it is written down for every child on it."""
    found = nap_sheets(room, first, last)
    children = {row.child.pk for sheet in found for row in sheet.rows}
    audit_children(
        request.user,
        "nap.sheet",
        sorted(children),
        organisation=room.facility.organisation_id,
        facility=room.facility_id,
    )
    return found


def _room(request: PageRequest, pk: UUID | None) -> tuple[Classroom, list[Classroom]]:
    rooms = classrooms_of(request.user)
    room = next((one for one in rooms if pk in (None, one.pk)), None)
    if room is None:
        raise Http404
    return room, rooms


def _days(request: PageRequest, room: Classroom) -> tuple[date, date]:
    today = today_at(room.facility)
    first = _day(request.GET.get("from", ""), today)
    last = _day(request.GET.get("until", ""), first)
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise DomainError(_("Choose at most one month, from the earlier day to the later one."))
    return first, last


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
