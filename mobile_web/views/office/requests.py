"""Requests of families and colleagues: what would change, and the decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from backend.errors import DomainError, NotAllowed
from facilities import services
from facilities.models import ChangeRequest
from facilities.policies import audit
from facilities.selectors.requests import (
    asking,
    decided_requests,
    keeps_requests,
    open_by_facility,
    requests_to_decide,
    with_people,
)
from facilities.selectors.roster import is_central
from mobile_web.forms.families import DecisionForm
from mobile_web.http import PageRequest
from mobile_web.views.office.children import ROSTER
from mobile_web.views.office.frame import page, place_of

DECIDED = 20


@require_GET
def requests(request: PageRequest) -> HttpResponse:
    """Open ones first, then what was decided last."""
    place = place_of(request.user)
    if is_central(request.user):
        waiting = open_by_facility(request.user)
        return page(request, "office/families/requests_counts.html", ROSTER, place=place, waiting=waiting)
    if not keeps_requests(request.user):
        raise NotAllowed
    return page(
        request,
        "office/families/requests.html",
        ROSTER,
        place=place,
        waiting=[asking(row, request.user) for row in requests_to_decide(request.user)],
        decided=[asking(row, request.user) for row in decided_requests(request.user, DECIDED)],
    )


@require_GET
def detail(request: PageRequest, pk: UUID) -> HttpResponse:
    """Before and after, side by side."""
    found = _own(request, pk)
    audit(
        request.user,
        "request.look",
        "change_request",
        pk,
        organisation=found.organisation_id,
        facility=found.facility_id,
        child=found.child_id,
    )
    return _show(request, found, DecisionForm())


@require_POST
def decide(request: PageRequest, pk: UUID) -> HttpResponse:
    """Once; who comes second reads who was first."""
    found = _own(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, 422)
    approve = form.cleaned_data["decision"] == "approve"
    try:
        services.decide_request(
            actor=request.user, request=found, approve=approve, answer=form.cleaned_data["answer"]
        )
    except DomainError as error:
        return _show(request, _own(request, pk), form, form.refuse(error))
    messages.success(request, _("Approved and done.") if approve else _("Refused. Nothing was changed."))
    return redirect("office_requests")


@require_POST
def withdraw(request: PageRequest, pk: UUID) -> HttpResponse:
    """What she proposed herself."""
    found = _own(request, pk)
    services.withdraw_request(actor=request.user, request=found)
    messages.success(request, _("Withdrawn. Nothing was changed."))
    return redirect("office_requests")


def _own(request: PageRequest, pk: UUID) -> ChangeRequest:
    place_of(request.user)
    return get_object_or_404(with_people(ChangeRequest.objects.kept_by(request.user)), pk=pk)


def _show(request: PageRequest, found: ChangeRequest, form: DecisionForm, status: int = 200) -> HttpResponse:
    shown = asking(found, request.user)
    return page(request, "office/families/request.html", ROSTER, status=status, asking=shown, form=form)
