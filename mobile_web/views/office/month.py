"""The attendance sheet of a month: by class on the screen, as Excel or on paper; closing; times to be looked at."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.selectors.child_day import own_children
from attendance.selectors.month import Mark, MonthSheet, classes_of_month, month_sheet
from attendance.selectors.month_state import month_state, to_review
from attendance.services.month_export import mark_words
from facilities.clock import month_of, today_at
from facilities.models import Facility, Role
from facilities.policies import roles_at
from facilities.rosters.tables import FORMATS
from mobile_web.care_words import neighbours
from mobile_web.forms.days import ReopenForm, TakeForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.pdf import pdf_of
from mobile_web.views.attendance.child_day import valid
from mobile_web.views.office.care_frame import run_facility
from mobile_web.views.office.days_frame import NAV, overseen
from mobile_web.views.office.frame import page
from mobile_web.views.office.rosters import download

SHOWN = 200


@require_GET
def sheet(request: PageRequest, pk: UUID, month: date) -> HttpResponse:
    """One class of the month; times only where they are asked for."""
    facility = run_facility(request, pk)
    before, after = neighbours(month, today_at(facility))
    frame: dict[str, Any] = {
        "facility": facility,
        "month": month,
        "before": before,
        "after": after,
        "times": "times" in request.GET,
        "state": month_state(facility, month),
        "may_close": Role.MANAGER in roles_at(request.user, facility),
        "reopen_form": ReopenForm(),
        "legend": legend(),
    }
    return page(request, "office/days/month.html", NAV, **frame, **_class_asked(request, facility, month))


@require_GET
def take(request: PageRequest, pk: UUID, month: date) -> HttpResponse:
    """The month as xlsx, CSV or PDF."""
    facility = run_facility(request, pk)
    form = TakeForm(request.GET)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    chosen = {"facility": facility, "month": month, "classroom_id": data["classroom"]}
    name, kind = f"attendance-{month:%Y%m}", data["kind"] or "xlsx"
    if kind == "pdf":
        return download(
            paper(services.take_month(actor=request.user, **chosen)), "application/pdf", f"{name}.pdf"
        )
    content = services.export_month(actor=request.user, kind=kind, times=data["times"], **chosen)
    return download(content, FORMATS[kind], f"{name}.{'xlsx' if kind == 'xlsx' else 'csv'}")


@require_POST
def close(request: PageRequest, pk: UUID, month: date) -> HttpResponse:
    """The days no longer change."""
    facility = run_facility(request, pk)
    services.close_month(actor=request.user, facility=facility, month=month)
    messages.success(request, _("The month is closed. Its days no longer change."))
    return redirect("office_month", pk, month)


@require_POST
def reopen(request: PageRequest, pk: UUID, month: date) -> HttpResponse:
    """Open it again, with a reason."""
    facility = run_facility(request, pk)
    reason = valid(ReopenForm(request.POST))["reason"]
    services.reopen_month(actor=request.user, facility=facility, month=month, reason=reason)
    messages.success(request, _("The month is open again."))
    return redirect("office_month", pk, month)


@require_GET
def reviews(request: PageRequest, pk: UUID) -> HttpResponse:
    """Times that somebody must look at, oldest first."""
    facility = overseen(request, pk)
    own = own_children(request.user)
    rows = to_review(facility).exclude(child__in=own)
    return page(
        request,
        "office/days/reviews.html",
        NAV,
        facility=facility,
        rows=rows[:SHOWN],
        more=rows.count() - SHOWN,
    )


def _class_asked(request: PageRequest, facility: Facility, month: date) -> dict[str, Any]:
    """The class she asked for, else the first one, with its sheet."""
    rooms = classes_of_month(facility, month)
    asked = uuid_or_none(request.GET.get("class", ""))
    room = next((one for one in rooms if one.pk == asked), rooms[0] if rooms else None)
    own = own_children(request.user)
    found = month_sheet(facility, month, classroom_id=room.pk, own=own) if room else None
    return {"rooms": rooms, "room": room, "sheet": found, "own": own}


def paper(sheet: MonthSheet) -> bytes:
    """A4 across, a class a page."""
    context = {"sheet": sheet, "legend": legend(), "now": timezone.now()}
    return pdf_of("office/days/month_pdf.html", context)


def legend() -> list[tuple[str, Any]]:
    """What the letters mean."""
    return [(mark_words(mark), words) for mark, words in _words().items()]


def _words() -> dict[Mark, str]:
    return {
        Mark.PRESENT: _("Present"),
        Mark.SICK: _("Absent, ill"),
        Mark.PRIVATE: _("Absent, family matter"),
        Mark.ABSENT: _("Absent"),
        Mark.LATE: _("Came late"),
        Mark.EARLY: _("Left early"),
        Mark.OFF: _("Closed, or no place"),
    }


def this_month(facility: Facility) -> date:
    """The running one."""
    return month_of(today_at(facility))
