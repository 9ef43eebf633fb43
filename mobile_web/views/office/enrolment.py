"""A child's places on one page: another class, leaving, coming back, another facility."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from backend.errors import DomainError
from facilities import services
from facilities.models import Child, Classroom, Enrolment, Facility, Transfer
from facilities.policies import audit
from facilities.selectors.enrolment import children_kept_by, enrolments_seen_by, facilities_kept_by
from facilities.selectors.places_to_go import classes_ahead
from facilities.selectors.transfers import transfer_coming
from mobile_web.forms.rollover import LeaveForm, MoveForm, RoomForm, StayForm, TransferForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of

ROOM = "office_children"


@require_GET
def enrolment(request: PageRequest, pk: UUID) -> HttpResponse:
    """Her rows, and what can be done from here."""
    place_of(request.user)
    child = _child(request, pk)
    audit(request.user, "enrolment.look", "child", child.pk, organisation=child.organisation_id, child=child)
    return page(request, "office/children/enrolment.html", ROOM, **_context(request, child))


@require_POST
def move(request: PageRequest, pk: UUID) -> HttpResponse:
    """Another class of the facility."""
    child = _child(request, pk)
    form = MoveForm(request.POST, rooms=_rooms_here(request, child))
    data = _valid(form)
    services.move_class(
        actor=request.user, child=child, classroom=form.chosen, moves_on=data["day"], seen=data["seen"]
    )
    return _done(request, child, _("Saved. The class changes on the day you chose."))


@require_POST
def leave(request: PageRequest, pk: UUID) -> HttpResponse:
    """The last day."""
    child = _child(request, pk)
    data = _valid(LeaveForm(request.POST))
    facility = get_object_or_404(facilities_kept_by(request.user), pk=data["facility"])
    services.leave_facility(actor=request.user, child=child, facility=facility, last_day=data["day"])
    return _done(request, child, _("Saved. You can take it back until the last day."))


@require_POST
def stay(request: PageRequest, pk: UUID) -> HttpResponse:
    """She does not leave after all."""
    child = _child(request, pk)
    data = _valid(StayForm(request.POST))
    facility = get_object_or_404(facilities_kept_by(request.user), pk=data["facility"])
    services.undo_leave(actor=request.user, child=child, facility=facility)
    return _done(request, child, _("Saved. The child stays."))


@require_POST
def come_back(request: PageRequest, pk: UUID) -> HttpResponse:
    """A new row; the old ones stay."""
    child = _child(request, pk)
    form = RoomForm(request.POST, rooms=_rooms_here(request, child))
    data = _valid(form)
    services.return_child(actor=request.user, child=child, classroom=form.chosen, starts_on=data["day"])
    return _done(request, child, _("Saved. The child comes back on the day you chose."))


@require_POST
def transfer(request: PageRequest, pk: UUID) -> HttpResponse:
    """Another facility of the organisation."""
    child = _child(request, pk)
    form = TransferForm(request.POST, rooms=_rooms_elsewhere(request, child), grouped=True)
    data = _valid(form)
    facility = get_object_or_404(facilities_kept_by(request.user), pk=data["facility"])
    services.transfer_child(
        actor=request.user, child=child, facility=facility, to_classroom=form.chosen, moves_on=data["day"]
    )
    return _done(request, child, _("Saved. The family is asked whether the records go along."))


@require_POST
def cancel(request: PageRequest, pk: UUID, transfer_id: UUID) -> HttpResponse:
    """The transfer is taken back."""
    child = _child(request, pk)
    mine = Transfer.objects.filter(child=child, facility__in=facilities_kept_by(request.user).values("pk"))
    services.cancel_transfer(actor=request.user, transfer=get_object_or_404(mine, pk=transfer_id))
    return _done(request, child, _("Saved. The child stays."))


def _child(request: PageRequest, pk: UUID) -> Child:
    return get_object_or_404(children_kept_by(request.user), pk=pk)


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise DomainError(_("Choose a class and a day from the page. Nothing was changed."))
    return form.cleaned_data


def _done(request: PageRequest, child: Child, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("office_enrolment", child.pk)


def _rooms_here(request: PageRequest, child: Child) -> list[Classroom]:
    went = Enrolment.objects.filter(child=child).values("facility")
    return classes_ahead(facilities_kept_by(request.user).filter(pk__in=went))


def _rooms_elsewhere(request: PageRequest, child: Child) -> list[Classroom]:
    places = Facility.objects.filter(organisation=child.organisation_id, is_active=True)
    return classes_ahead(places.exclude(pk__in=facilities_kept_by(request.user).values("pk")))


def _context(request: PageRequest, child: Child) -> dict[str, Any]:
    today = timezone.localdate()
    rows = enrolments_seen_by(request.user, child)
    kept = set(facilities_kept_by(request.user).values_list("pk", flat=True))
    current = next((row for row in rows if row.facility_id in kept and row.is_on(today)), None)
    coming = next((row for row in reversed(rows) if row.facility_id in kept and row.starts_on > today), None)
    place = current or coming
    here = _rooms_here(request, child)
    leaves = current and current.ends_on and not any(row.starts_on > today for row in rows)
    return {
        "child": child,
        "rows": rows,
        "today": today,
        "held": current,
        "going": transfer_coming(child, kept),
        "leaves": leaves,
        "move_form": place and MoveForm(rooms=here, initial={"seen": place.pk}),
        "leave_form": current and LeaveForm(initial={"facility": current.facility_id}),
        "return_form": None if place else RoomForm(rooms=here),
        "transfer_form": current
        and TransferForm(
            rooms=_rooms_elsewhere(request, child),
            grouped=True,
            after=1,
            initial={"facility": current.facility_id},
        ),
        "tomorrow": today + timedelta(days=1),
    }
