"""Who comes to an event: counts, its families one by one, and what one said on paper or by telephone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError, NotVisible
from facilities.models import Child
from facilities.policies import facilities_to_call, may_send, require_sender
from mobile_web.forms.events import EntryForm
from mobile_web.http import PageRequest
from mobile_web.rooms import Workplace
from mobile_web.views.office.frame import page, place_of
from notices.models import State
from surveys import services
from surveys.models import Event, Unit
from surveys.selectors.events import coming_to, replies_to
from surveys.selectors.invited import Invited, invited_at

NAV = "office_events"


@require_safe
def families(request: PageRequest, pk: UUID) -> HttpResponse:
    """Everybody of her facility who is asked; who has not replied first."""
    event, facility = _asked(request, pk)
    rows = invited_at(request.user, event, facility, timezone.localdate())
    silent = sum(1 for row in rows if row.reply is None)
    context: dict[str, Any] = {"event": event, "rows": rows, "silent": silent}
    context["of_children"] = event.reply_unit == Unit.CHILD
    return page(request, "office/events/families.html", NAV, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: PageRequest, pk: UUID, household_id: UUID, child_id: UUID) -> HttpResponse:
    """Write down what a family said; it reads on its own page that the nursery did."""
    event, facility = _asked(request, pk)
    row = _invited(request, event, facility, household_id, child_id)
    shown: dict[str, Any] = {
        "event": event,
        "children": Child.objects.filter(pk=row.child.pk),
        "child": row.child,
    }
    if request.method != "POST":
        return _form(request, event, row, EntryForm(**shown, reply=row.reply))
    form = EntryForm(request.POST, **shown)
    if not form.is_valid():
        return _form(request, event, row, form, 422)
    try:
        services.write_reply_down(
            actor=request.user, event=event, child=row.child, household=row.household, **form.said()
        )
    except DomainError as error:
        return _form(request, event, row, form, form.refuse(error))
    messages.success(request, _("Entered. The family reads that the nursery did it, and how."))
    return redirect("office_event_families", event.pk)


def replies_context(request: PageRequest, place: Workplace, event: Event) -> dict[str, Any]:
    """Of the page of one event: heads, replies, and what can be done about who is silent."""
    notice = event.notice
    here = event.facility_id or (place.facility.pk if place.facility else None)
    is_open = bool(event.reply_by and event.reply_by > timezone.now() and not event.cancelled_at)
    return {
        "coming": coming_to([event]).get(event.pk),
        "replies": replies_to(request.user, event),
        "is_open": is_open,
        "is_held": bool(notice and notice.state == State.SCHEDULED),
        "is_asked": bool(notice and notice.is_sent),
        "may_enter": bool(here and may_send(request.user, event.organisation_id, here)),
        "may_call": facilities_to_call(request.user, event.organisation_id) != [],
        "asks_guard": "guard" in request.GET,
    }


def _asked(request: PageRequest, pk: UUID) -> tuple[Event, UUID]:
    """An event that asks, and the facility for whose families she may speak."""
    place = place_of(request.user)
    rows = Event.objects.managed_by(request.user).select_related("facility", "organisation", "notice")
    event = get_object_or_404(rows, pk=pk, asks_reply=True, is_published=True)
    facility = event.facility_id or (place.facility.pk if place.facility else None)
    if facility is None:
        raise NotVisible
    require_sender(request.user, event.organisation_id, facility)
    return event, facility


def _invited(
    request: PageRequest, event: Event, facility: UUID, household_id: UUID, child_id: UUID
) -> Invited:
    rows = invited_at(request.user, event, facility, timezone.localdate())
    found = (row for row in rows if row.household.pk == household_id and row.child.pk == child_id)
    row = next(found, None)
    if row is None:
        raise NotVisible
    return row


def _form(
    request: PageRequest, event: Event, row: Invited, form: EntryForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"event": event, "row": row, "form": form}
    return page(request, "office/events/entry.html", NAV, status=status, **context)
