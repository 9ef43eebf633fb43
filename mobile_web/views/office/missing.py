"""Children without a word: the alarm every staff page carries, and the list of families to phone."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.models import NoShow, StaffCall
from attendance.selectors.head_counts import open_mismatches
from attendance.selectors.missing import (
    Missing,
    alarm_row,
    alarms_at,
    held_card,
    missing_row,
    missing_today,
    phoning_facilities,
    searched_facilities,
)
from attendance.selectors.no_show_page import late_times
from attendance.selectors.staff_calls import open_calls
from attendance.selectors.watch import watch_state
from backend.errors import DomainError
from backend.ids import uuid7
from facilities.models import Facility, Guardian
from mobile_web.forms.missing import CallForm
from mobile_web.http import PageRequest, person
from mobile_web.tablets import acting_in, device_in
from mobile_web.views.office.frame import page

BESIDE = 5


@login_not_required
@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """The region on top of every staff page: who is looked for, and when the watch last looked."""
    device = device_in(request)
    if device is None and not request.user.is_authenticated:
        raise Http404
    places = _places(request)
    return _region(request, places, may_act=device is None or acting_in(request) is not None)


@login_not_required
@require_POST
def answer_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody goes to the entrance; also from a tablet on which nobody has typed a PIN."""
    device, acting = device_in(request), acting_in(request)
    if device is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    places = _places(request)
    call = get_object_or_404(StaffCall.objects.filter(facility__in=places), pk=pk)
    acted = acting.user if acting else None
    actor = person(request) if device is None else acted
    services.answer_call(actor=actor, device=device, call=call)
    if not request.headers.get("HX-Request"):
        return redirect("door")
    return _region(request, places, may_act=device is None or acting is not None)


def _places(request: HttpRequest) -> list[Facility]:
    """Where her alarms are from: the tablet's place, or those where she works with children."""
    device = device_in(request)
    return [device.facility] if device else list(searched_facilities(person(request)))


def _region(request: HttpRequest, places: list[Facility], *, may_act: bool) -> HttpResponse:
    context = {
        "alarms": alarms_at(places),
        "calls": open_calls(places),
        "mismatches": [one for place in places for one in open_mismatches(place)],
        "watch": watch_state(),
        "may_act": may_act,
    }
    return render(request, "office/missing/alarms.html", context)


@require_GET
def missing(request: PageRequest) -> HttpResponse:
    """Today's list and the family she phones."""
    if not phoning_facilities(request.user).exists():
        raise Http404
    if request.htmx and "desk" in request.GET:
        return render(request, "office/missing/desk.html", missing_beside(request))
    if request.htmx:
        return render(request, "office/missing/list.html", _context(request))
    return page(request, "office/missing/missing.html", "office_missing", **_context(request))


@require_POST
def take(request: PageRequest, pk: UUID) -> HttpResponse:
    """Claim the family of one child."""
    row = _row(request, pk)
    try:
        services.claim_no_show(actor=request.user, no_show=row)
    except DomainError as error:
        return _again(request, error=error)
    return _again(request)


@require_POST
def give_back(request: PageRequest, pk: UUID) -> HttpResponse:
    """For somebody else to phone."""
    services.release_no_show(actor=request.user, no_show=_row(request, pk))
    return _again(request)


@require_POST
def call(request: PageRequest, pk: UUID) -> HttpResponse:
    """How the call ended."""
    row = _row(request, pk)
    form = CallForm(request.POST)
    if not form.is_valid():
        return _again(request, error=DomainError(next(iter(form.errors.values()))[0]))
    known = Guardian.objects.filter(pk=form.cleaned_data["guardian"], grants__child=row.child_id).first()
    try:
        services.record_no_show_call(actor=request.user, no_show=row, call=form.call(known))
    except DomainError as error:
        return _again(request, error=error)
    return _again(request, done=row.child.given_name)


@require_POST
def search(request: PageRequest, pk: UUID) -> HttpResponse:
    """Somebody looks."""
    services.begin_search(actor=request.user, no_show=_alarm(request, pk))
    return _after_alarm(request)


@require_POST
def found(request: PageRequest, pk: UUID) -> HttpResponse:
    """She is here."""
    services.child_found(actor=request.user, no_show=_alarm(request, pk), device=device_in(request))
    return _after_alarm(request)


def _row(request: PageRequest, pk: UUID) -> NoShow:
    row = missing_row(request.user, pk)
    if row is None:
        raise Http404
    return row


def _alarm(request: PageRequest, pk: UUID) -> NoShow:
    row = alarm_row(list(searched_facilities(request.user)), pk)
    if row is None:
        raise Http404
    return row


def _after_alarm(request: PageRequest) -> HttpResponse:
    if not request.htmx:
        return redirect("door")
    return _region(request, list(searched_facilities(request.user)), may_act=True)


def _context(request: PageRequest) -> dict[str, Any]:
    rows = missing_today(request.user)
    held = held_card(request.user, rows)
    open_rows = [one for one in rows if one.row.state != NoShow.State.CLOSED]
    place: Facility | None = held.missing.row.facility if held else None
    return {
        "rows": open_rows,
        "closed": [one for one in rows if one.row.state == NoShow.State.CLOSED],
        "to_phone": _waiting(open_rows),
        "card": held,
        "times": late_times(place) if place else (),
        "call_id": uuid7(),
        "me": request.user,
        "now": timezone.now(),
    }


def missing_beside(request: PageRequest) -> dict[str, Any]:
    """What the call desk shows of them: those that need somebody, the first five by name."""
    rows = [one for one in missing_today(request.user) if one.row.state != NoShow.State.CLOSED]
    return {"missing": rows[:BESIDE], "missing_more": rows[BESIDE:], "missing_count": len(rows)}


def _waiting(rows: list[Missing]) -> int:
    return sum(one.row.state == NoShow.State.TO_PHONE for one in rows)


def _again(request: PageRequest, *, error: DomainError | None = None, done: str = "") -> HttpResponse:
    """The card as it stands now; the list hears of it."""
    if not request.htmx and error is None:
        return redirect("office_missing")
    context = _context(request) | {"error": error, "done": done}
    status = error.status if error else 200
    if not request.htmx:
        return page(request, "office/missing/missing.html", "office_missing", status=status, **context)
    response = render(request, "office/missing/card.html", context, status=status)
    response["HX-Trigger"] = "attendance.moved"
    return response
