"""What a family does with its meeting: hold a time, confirm it, give it back, wish, and take it to a calendar."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from mobile_web.calendar_file import calendar_file, meeting_entry
from mobile_web.forms.wishes import Wished
from mobile_web.http import FamilyRequest
from mobile_web.meeting_words import where_of
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.guardian.meetings import MORE, asked, frame_of, place_of, refused
from surveys import services
from surveys.models import MeetingSlot
from surveys.selectors.family_meetings import ChildMeeting, FamilyPeriod
from surveys.selectors.meeting_history import entry_of


@require_POST
@for_guardians
def hold(request: FamilyRequest, pk: UUID, child_id: UUID, slot_id: UUID) -> HttpResponse:
    """Keep a time while she confirms; one taken a moment ago is said above the renewed list."""
    row, one = asked(request, pk, str(child_id))
    slot = _slot(row, one, slot_id)
    try:
        services.hold_slot(actor=request.user, slot=slot, child=one.child)
    except DomainError as error:
        return refused(request, row, one, error)
    return redirect("guardian_meeting_slot", pk, child_id, slot.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def slot(request: FamilyRequest, pk: UUID, child_id: UUID, slot_id: UUID) -> HttpResponse:
    """One plain question; yes books, or moves what she had."""
    row, one = asked(request, pk, str(child_id))
    found = _slot(row, one, slot_id)
    if not one.may_book:
        raise NotAllowed
    if request.method == "POST":
        return _book(request, row, one, found)
    if one.slot == found:
        return redirect(_own(row, one))
    if _is_gone(request, row, found):
        return refused(request, row, one, _gone())
    context = frame_of(request, row, one) | {"slot": found, "where": where_of(found.lane)}
    return show(request, "guardian/meetings/confirm.html", MORE, context)


@require_POST
@for_guardians
def cancel(request: FamilyRequest, pk: UUID, child_id: UUID) -> HttpResponse:
    """Give the time back. Twice is once."""
    row, one = asked(request, pk, str(child_id))
    if not one.may_book:
        raise NotAllowed
    if one.slot:
        try:
            services.cancel_booking(actor=request.user, slot=one.slot, child=one.child)
        except DomainError as error:
            return refused(request, row, one, error)
        messages.success(request, _("Given back. Choose another time when you can."))
    return redirect(_own(row, one))


@require_POST
@for_guardians
def wishes(request: FamilyRequest, pk: UUID, child_id: UUID) -> HttpResponse:
    """Up to three wishes and what cannot be; a refusal keeps all marks."""
    row, one = asked(request, pk, str(child_id))
    if not one.may_book:
        raise NotAllowed
    wished = Wished.of(request.POST)
    try:
        first, never = wished.said()
        services.save_wishes(
            actor=request.user, period=row.period, child=one.child, wishes=first, cannot=never
        )
    except DomainError as error:
        return refused(request, row, one, error, wished)
    return _next(request, row, one, _("Your wishes have arrived."))


@require_safe
@for_guardians
def file(request: FamilyRequest, pk: UUID, child_id: UUID) -> HttpResponse:
    """Her own booking for the calendar of her telephone; the same entry moves and is struck out later."""
    row, one = asked(request, pk, str(child_id))
    if one.slot is None:
        raise NotVisible
    place, entry = place_of(request, row), entry_of(row.period, one.slot, one.child)
    address = request.build_absolute_uri(_own(row, one))
    body = calendar_file(row.period.title, [meeting_entry(entry, place, address, one.child.given_name)])
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


def _book(request: FamilyRequest, row: FamilyPeriod, one: ChildMeeting, slot: MeetingSlot) -> HttpResponse:
    try:
        services.book_slot(actor=request.user, slot=slot, child=one.child)
    except DomainError as error:
        return refused(request, row, one, error)
    return _next(request, row, one, _("Booked. The nursery knows."))


def _next(request: FamilyRequest, row: FamilyPeriod, one: ChildMeeting, said: str) -> HttpResponse:
    """A brother or sister comes next."""
    following = next((other for other in row.waiting if other.child != one.child), None)
    if following:
        said = _("%(said)s Now for %(name)s.") % {"said": said, "name": following.child.given_name}
    messages.success(request, said)
    return redirect(_own(row, following or one))


def _own(row: FamilyPeriod, one: ChildMeeting) -> str:
    return f"{reverse('guardian_meeting', args=[row.period.pk])}?for={one.child.pk}"


def _slot(row: FamilyPeriod, one: ChildMeeting, pk: UUID) -> MeetingSlot:
    """A time that is for this child."""
    rows = MeetingSlot.objects.select_related("lane__member", "period__facility", "period__notice")
    return get_object_or_404(rows, period=row.period, lane__in=one.lanes, pk=pk)


def _is_gone(request: FamilyRequest, row: FamilyPeriod, slot: MeetingSlot) -> bool:
    is_held = slot.held_until and slot.held_until > row.now and slot.held_by_id != request.user.pk
    return bool(is_held or slot.is_blocked or slot.child_id or slot.starts_at <= row.now)


def _gone() -> Conflict:
    return Conflict(_("Another family has just taken this time. Choose another; nothing was booked."))
