"""Last year's calendar once more: the list with the new days, and the drafts made from it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from attendance.selectors.closed import closed_between
from backend.errors import DomainError
from facilities.calendar import first_day, last_day, school_year_of
from facilities.models import Classroom
from facilities.policies import require_sender
from mobile_web.forms.event_copy import CopyLine, copies_of, first_lines, sent_lines
from mobile_web.http import PageRequest, number_or
from mobile_web.rooms import Workplace
from mobile_web.views.office.frame import page, place_of
from surveys import services
from surveys.selectors.event_years import candidates_of

NAV = "office_events"
PLANNING_FROM = 9  # from September on an office plans the next year, before that it fills the present one


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: PageRequest) -> HttpResponse:
    """What this place had in a school year, each with its day in the next; ticked ones become drafts."""
    place = place_of(request.user)
    require_sender(request.user, place.post.organisation_id, place.facility.pk if place.facility else None)
    year = _year(request)
    found = candidates_of(request.user, place.post.organisation, place.facility, year)
    flags = closed_between(place.facility, first_day(year + 1), last_day(year + 1))
    if request.method != "POST":
        return _list(request, place, year, first_lines(found, flags, timezone.localdate()))
    lines = sent_lines(found, flags, request.POST)
    if sentence := _unclear(lines):
        return _list(request, place, year, lines, sentence, 422)
    return _copy(request, place, year, lines)


def _copy(request: PageRequest, place: Workplace, year: int, lines: Sequence[CopyLine]) -> HttpResponse:
    try:
        new = services.copy_events(
            actor=request.user,
            organisation=place.post.organisation,
            facility=place.facility,
            year=year,
            copies=copies_of(lines),
        )
    except DomainError as error:
        if error.status in (403, 404):
            raise
        return _list(request, place, year, lines, str(error.message), error.status)
    said = ngettext(
        "%(n)s event was copied as a draft. Families see it when you publish it.",
        "%(n)s events were copied as drafts. Families see them when you publish them.",
        new,
    )
    messages.success(request, said % {"n": new} if new else _("All of these had been copied before."))
    first = min(line.starts_on for line in lines if line.is_chosen)
    return redirect(f"{reverse('office_events')}?m={first:%Y-%m}")


def _unclear(lines: Sequence[CopyLine]) -> str:
    """Why nothing is copied yet; a typed day on which the place is closed is asked about once."""
    chosen = [line for line in lines if line.is_chosen]
    if not chosen:
        return _("Choose at least one event. Nothing was copied.")
    if any(line.is_wrong for line in chosen):
        return _("Write each day as a date. Nothing was copied.")
    if any(line.flag and not line.is_seen for line in chosen):
        return _(
            "Some of these days are holidays or closed. Change them, or press once more. Nothing was copied."
        )
    return ""


def _list(
    request: PageRequest,
    place: Workplace,
    year: int,
    lines: Sequence[CopyLine],
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    rooms = Classroom.objects.filter(facility=place.facility, school_year=year + 1)
    context: dict[str, Any] = {
        "lines": lines,
        "sentence": sentence,
        "year": year,
        "years": _years(timezone.localdate()),
        "has_classes": place.facility is None or rooms.exists(),
    }
    return page(request, "office/events/copy.html", NAV, status=status, place=place, **context)


def _years(today: date) -> tuple[int, int]:
    """The school years whose events can be copied: the last into this one, and this one into the next."""
    year = school_year_of(today)
    return year - 1, year


def _year(request: PageRequest) -> int:
    today = timezone.localdate()
    years = _years(today)
    usual = years[0] if 4 <= today.month < PLANNING_FROM else years[1]
    asked = number_or(request.POST.get("year", request.GET.get("year", "")), usual)
    return asked if asked in years else usual
