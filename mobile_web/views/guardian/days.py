"""A child's days: when she came and went, what was corrected, and asking for a correction."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from attendance import services
from attendance.selectors.days import may_contest_at, month_of_child
from attendance.services import Seat
from attendance.services.contests import Claim
from backend.errors import DomainError
from facilities.clock import month_of
from facilities.models import Child, Facility
from mobile_web.forms.reports import ContestForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show

HOME = "guardian_home"


@require_safe
@for_guardians
def days(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """A month as a list, the newest day first."""
    month = _month(request)
    shown = month_of_child(request.family, _child(request, pk), month)
    context = {"shown": shown, "others": [row for row in _children(request) if row.pk != pk]}
    return show(request, "guardian/days/month.html", HOME, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def contest(request: FamilyRequest, pk: UUID, facility_id: UUID) -> HttpResponse:
    """What is wrong with a day, in times and a sentence."""
    child = _child(request, pk)
    day = _day(request.POST.get("day", "") or request.GET.get("day", ""))
    facility = may_contest_at(request.family, child, facility_id, day)
    if facility is None:
        raise Http404
    form = ContestForm(request.POST or None, initial={"id": uuid4(), "day": day})
    if request.method != "POST":
        return _form(request, form, child, facility, day)
    if not form.is_valid():
        return _form(request, form, child, facility, day, 422)
    return _sent(request, form, Seat(child, facility), day)


def _sent(request: FamilyRequest, form: ContestForm, seat: Seat, day: date) -> HttpResponse:
    said = form.cleaned_data
    claim = Claim(day, said["text"], said["arrived_at"], said["left_at"])
    try:
        services.contest_day(actor=request.user, seat=seat, id=said["id"], claim=claim)
    except DomainError as error:
        return _form(request, form, seat.child, seat.facility, day, form.refuse(error))
    messages.success(request, _("Sent. The nursery looks at it and answers here."))
    return redirect(f"{reverse('guardian_days', args=[seat.child.pk])}?month={day:%Y-%m}")


def _form(
    request: FamilyRequest,
    form: ContestForm,
    child: Child,
    facility: Facility,
    day: date,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "child": child, "facility": facility, "day": day}
    response = show(request, "guardian/days/contest.html", HOME, context)
    response.status_code = status
    return response


def _children(request: FamilyRequest) -> list[Child]:
    """Each child once, also where she goes to two places."""
    return list({row.child.pk: row.child for row in request.family.children}.values())


def _child(request: FamilyRequest, pk: UUID) -> Child:
    found = next((child for child in _children(request) if child.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _month(request: FamilyRequest) -> date:
    """From the address; nonsense, and a month that has not come, is this month."""
    this = month_of(request.family.day)
    try:
        asked = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return this
    return asked if date(2000, 1, 1) <= asked <= this else this


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
