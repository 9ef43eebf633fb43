"""The calendar of a facility, or of the whole organisation: writing, publishing, counting who comes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError
from facilities.calendar import first_day, last_day, school_year_of
from facilities.policies import may_send, require_sender
from mobile_web.forms.events import EventForm
from mobile_web.http import PageRequest, number_or
from mobile_web.month import month_bounds, month_of_events, month_of_text
from mobile_web.pdf import pdf_of
from mobile_web.rooms import Workplace
from mobile_web.stepup import ask_again, is_step_up_due
from mobile_web.views.office.event_files import ACCEPTED, hang_up
from mobile_web.views.office.event_replies import replies_context
from mobile_web.views.office.event_words import ACTS, year_of
from mobile_web.views.office.frame import page, place_of
from surveys import services
from surveys.models import Event
from surveys.selectors.events import coming_to, events_between, with_files

NAV = "office_events"


@require_safe
def events(request: PageRequest) -> HttpResponse:
    """A month: squares on the PC, a list below; what is not published yet says so."""
    place = place_of(request.user)
    today = timezone.localdate()
    first, last = month_bounds(month_of_text(request.GET.get("m", ""), today))
    found = list(with_files(events_between(_listed(request, place), first, last)))
    coming = coming_to(found)
    context: dict[str, Any] = {
        "month": month_of_events(first, found, today),
        "lines": [(one, coming.get(one.pk)) for one in found],
        "may_write": may_send(request.user, place.post.organisation_id, _facility_id(place)),
        "year": school_year_of(first),
    }
    return page(request, "office/events/month.html", NAV, place=place, **context)


@require_safe
def plan(request: PageRequest) -> HttpResponse:
    """The plan of the school year on paper (行事予定表), A4."""
    place = place_of(request.user)
    year = max(2000, number_or(request.GET.get("year", ""), school_year_of(timezone.localdate()), 2100))
    found = events_between(_listed(request, place), first_day(year), last_day(year))
    context = {
        "place": place,
        "year": year,
        "months": year_of(year, list(found.filter(is_published=True, cancelled_at=None))),
    }
    response = HttpResponse(pdf_of("office/events/paper.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="events-{year}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """An empty form; the day may come with the link from a square of the month."""
    place = place_of(request.user)
    require_sender(request.user, place.post.organisation_id, _facility_id(place))
    if request.method != "POST":
        return _form(
            request, place, EventForm(initial={"starts_on": request.GET.get("day", "")}, **_of(place))
        )
    return _save(request, place, EventForm(request.POST, **_of(place)))


@require_safe
def event(request: PageRequest, pk: UUID) -> HttpResponse:
    """One event: what families see, who comes, what was changed."""
    place = place_of(request.user)
    row = _seen(request, pk)
    context: dict[str, Any] = {
        "event": row,
        "changes": row.changes.select_related("by").order_by("-at")[:20],
        "may_write": may_send(request.user, row.organisation_id, row.facility_id),
        "accepted": ACCEPTED,
        **replies_context(request, place, row),
    }
    return page(request, "office/events/event.html", NAV, place=place, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, pk: UUID) -> HttpResponse:
    """Change it; families are told where they have planned by it."""
    place = place_of(request.user)
    row = _seen(request, pk)
    require_sender(request.user, row.organisation_id, row.facility_id)
    if request.method != "POST":
        return _form(request, place, EventForm(initial=EventForm.first_of(row), **_of(place)), row=row)
    return _save(request, place, EventForm(request.POST, **_of(place)), row)


@require_POST
def act(request: PageRequest, pk: UUID) -> HttpResponse:
    """Publish, cancel, throw away."""
    place_of(request.user)
    row = _seen(request, pk)
    chosen = ACTS.get(request.POST.get("act", ""))
    here = reverse("office_event", args=[row.pk])
    if chosen is None:
        return redirect(here)
    if chosen is ACTS["invite"] and row.facility_id is None and is_step_up_due(request):
        return ask_again(request, here)
    try:
        chosen.service(request, row)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
        return redirect(f"{here}?guard=1" if error.code == "guard" else here)
    messages.success(request, str(chosen.done))
    return redirect("office_events") if chosen.leaves else redirect("office_event", row.pk)


def _save(request: PageRequest, place: Workplace, form: EventForm, row: Event | None = None) -> HttpResponse:
    if not form.is_valid():
        return _form(request, place, form, 422, row)
    try:
        saved = services.save_event(
            actor=request.user,
            organisation=place.post.organisation,
            facility=row.facility if row else place.facility,
            event=row,
            version=form.cleaned_data["version"],
            **form.values(),
        )
    except DomainError as error:
        return _form(request, place, form, form.refuse(error), row)
    messages.success(request, _("Saved."))
    if request.FILES:
        hang_up(request, saved)
    return redirect("office_event", saved.pk)


def _form(
    request: PageRequest, place: Workplace, form: EventForm, status: int = 200, row: Event | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"place": place, "form": form, "event": row, "accepted": ACCEPTED}
    return page(request, "office/events/edit.html", NAV, status=status, **context)


def _seen(request: PageRequest, pk: UUID) -> Event:
    """One that she may look at."""
    rows = Event.objects.managed_by(request.user).select_related("facility", "organisation", "notice")
    return get_object_or_404(with_files(rows), pk=pk)


def _listed(request: PageRequest, place: Workplace) -> QuerySet[Event]:
    """Of her facility with what holds everywhere; for the central office what holds everywhere."""
    rows = Event.objects.managed_by(request.user)
    if place.facility:
        return rows.filter(facility=place.facility) | rows.filter(facility__isnull=True)
    return rows.filter(facility__isnull=True)


def _of(place: Workplace) -> dict[str, Any]:
    return {"facility": place.facility, "school_year": school_year_of(timezone.localdate())}


def _facility_id(place: Workplace) -> UUID | None:
    return place.facility.pk if place.facility else None
