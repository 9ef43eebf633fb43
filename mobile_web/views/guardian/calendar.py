"""The family's calendar: the month, one event with its reply, and the address for other programs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError
from mobile_web.forms.events import ReplyForm
from mobile_web.http import FamilyRequest
from mobile_web.month import month_bounds, month_of_events, month_of_text
from mobile_web.views.guardian.calendar_meetings import meeting_lines
from mobile_web.views.guardian.frame import for_guardians, show
from surveys import services
from surveys.models import CalendarFeed, Event, Unit
from surveys.selectors.events import events_between, own_children_at, replies_of, with_files

MORE = "guardian_more"


@require_safe
@for_guardians
def calendar(request: FamilyRequest) -> HttpResponse:
    """A month: squares with dots, its menus and newsletters, the days with their events and her own meetings."""
    first, last = month_bounds(month_of_text(request.GET.get("m", ""), request.family.day))
    events = list(with_files(events_between(Event.objects.received_by(request.user), first, last)))
    papers = [one for one in events if one.is_paper and one.files.all()]
    others = [one for one in events if one not in papers]
    meetings = meeting_lines(request.family, first, last)
    context = {
        "month": month_of_events(first, others, request.family.day, meetings),
        "replied": {reply.event_id for reply in replies_of(request.user, events)},
        "papers": papers,
    }
    return show(request, "guardian/calendar/month.html", MORE, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def event(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """What, when, where, what to bring, and for each of her children (or once) whether they come."""
    rows = with_files(Event.objects.received_by(request.user).select_related("facility", "organisation"))
    row = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _event(request, row, _forms(request, row))
    form = ReplyForm(request.POST, event=row, children=own_children_at(row, request.user, request.family.day))
    if not form.is_valid():
        return _event(request, row, [form], 422)
    try:
        services.reply_to_event(actor=request.user, event=row, **form.said())
    except DomainError as error:
        return _event(request, row, [form], form.refuse(error))
    messages.success(request, _("Thank you. The nursery knows."))
    return redirect("guardian_event", row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def feed(request: FamilyRequest) -> HttpResponse:
    """Make an address, which is shown this once, or end it."""
    address = ""
    if request.method == "POST" and request.POST.get("act") == "end":
        services.end_feed(actor=request.user)
        messages.success(request, _("The address has ended. Calendars that used it no longer see anything."))
        return redirect("guardian_feed")
    if request.method == "POST":
        key = services.make_feed(actor=request.user)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[key]))
    living = CalendarFeed.objects.filter(user=request.user, revoked_at=None).first()
    webcal = address.replace("https://", "webcal://").replace("http://", "webcal://")
    context = {"address": address, "webcal": webcal, "living": living}
    return show(request, "guardian/calendar/feed.html", MORE, context)


def _forms(request: FamilyRequest, row: Event) -> list[ReplyForm]:
    """One for the family, or one for each child; filled with what was said."""
    if not row.asks_reply:
        return []
    children = own_children_at(row, request.user, request.family.day).order_by("born_on", "pk")
    said = {reply.child_id: reply for reply in replies_of(request.user, [row])}
    if row.reply_unit != Unit.CHILD:
        return [
            ReplyForm(event=row, children=children, child=one, reply=said.get(None)) for one in children[:1]
        ]
    return [ReplyForm(event=row, children=children, child=one, reply=said.get(one.pk)) for one in children]


def _event(request: FamilyRequest, row: Event, forms: list[ReplyForm], status: int = 200) -> HttpResponse:
    is_open = bool(row.reply_by and timezone.now() < row.reply_by and not row.cancelled_at)
    context: dict[str, Any] = {"event": row, "forms": forms, "is_open": is_open}
    response = show(request, "guardian/calendar/event.html", MORE, context)
    response.status_code = status
    return response
