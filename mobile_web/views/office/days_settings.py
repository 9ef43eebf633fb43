"""How a facility runs its days, and the days on which it does not open."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from attendance import services
from attendance.models import ClosedDay
from attendance.selectors.settings import settings_of
from backend.errors import DomainError
from facilities.clock import today_at
from facilities.models import Facility
from mobile_web.forms.days_settings import ClosedDayForm, HolidaysForm, SettingsForm
from mobile_web.http import PageRequest
from mobile_web.views.attendance.child_day import valid
from mobile_web.views.office.care_frame import run_facility
from mobile_web.views.office.days_frame import NAV
from mobile_web.views.office.frame import page

NAME = "office_attendance_settings"


@require_http_methods(["GET", "POST"])
def settings(request: PageRequest, pk: UUID) -> HttpResponse:
    """All settings on one page."""
    facility = run_facility(request, pk)
    if request.method != "POST":
        return _page(request, facility, SettingsForm.of(settings_of(facility)))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, facility, form, 422)
    given = {"version": form.cleaned_data["version"], "values": form.values()}
    try:
        services.change_settings(actor=request.user, facility=facility, **given)
    except DomainError as error:
        return _page(request, facility, form, form.refuse(error))
    messages.success(request, _("Saved."))
    return redirect(NAME, pk)


@require_POST
def close_day(request: PageRequest, pk: UUID) -> HttpResponse:
    """One more closed day."""
    facility = run_facility(request, pk)
    services.close_day(actor=request.user, facility=facility, **valid(ClosedDayForm(request.POST)))
    messages.success(request, _("Saved."))
    return redirect(NAME, pk)


@require_POST
def open_day(request: PageRequest, pk: UUID, day: date) -> HttpResponse:
    """One less."""
    services.open_day(actor=request.user, facility=run_facility(request, pk), day=day)
    messages.success(request, _("The nursery opens on this day."))
    return redirect(NAME, pk)


@require_POST
def holidays(request: PageRequest, pk: UUID) -> HttpResponse:
    """The public holidays of a year."""
    facility = run_facility(request, pk)
    count = services.close_holidays(
        actor=request.user, facility=facility, **valid(HolidaysForm(request.POST))
    )
    said = ngettext("%(n)s day entered.", "%(n)s days entered.", count)
    messages.success(request, said % {"n": count})
    return redirect(NAME, pk)


def _page(request: PageRequest, facility: Facility, form: SettingsForm, status: int = 200) -> HttpResponse:
    today = today_at(facility)
    closed = ClosedDay.objects.filter(facility=facility, day__gte=today.replace(day=1)).order_by("day")
    context: dict[str, Any] = {
        "facility": facility,
        "form": form,
        "closed": closed,
        "day_form": ClosedDayForm(auto_id="closed_%s"),
        "years": (today.year, today.year + 1),
    }
    return page(request, "office/days/settings.html", NAV, status=status, **context)
