"""The call desk: take a household, phone, say how it ended, take the next."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from attendance.selectors.missing import phoning_facilities
from backend.errors import Conflict, DomainError
from facilities.models import Guardian
from facilities.policies import facilities_to_call
from mobile_web.forms.office import OutcomeForm
from mobile_web.http import PageRequest, number_or, uuid_or_none
from mobile_web.views.office.call_context import (
    card_context,
    chosen_place,
    lease_left,
    list_context,
    place_choices,
)
from mobile_web.views.office.frame import followed_notice, page, phoned_notice
from mobile_web.views.office.missing import missing_beside
from notices import services
from notices.models import CallTask, Notice, Recipient
from notices.selectors.desk import desk_choices


@require_GET
def desk(request: PageRequest) -> HttpResponse:
    """The desk of the notice asked for, else of the one that needs it most."""
    choices = desk_choices(request.user)
    asked = uuid_or_none(request.GET.get("notice", ""))
    notice = followed_notice(request, asked) if asked else choices[0].notice if choices else None
    if notice is None or facilities_to_call(request.user, notice.organisation_id) == []:
        return page(
            request, "office/calls_empty.html", "office_calls", may_call=notice is None, **_missing(request)
        )
    context = list_context(request, notice) | card_context(request, notice) | _missing(request)
    return page(
        request,
        "office/calls.html",
        "office_calls",
        choices=choices,
        places=place_choices(request),
        **context,
    )


@require_GET
def card(request: PageRequest, pk: UUID) -> HttpResponse:
    """The household she holds."""
    return render(request, "office/call_card.html", card_context(request, phoned_notice(request, pk)))


@require_POST
def take(request: PageRequest, pk: UUID, household: UUID) -> HttpResponse:
    """Claim the household of a row."""
    notice = phoned_notice(request, pk)
    try:
        services.claim_household(actor=request.user, notice=notice, household_id=household)
    except Conflict as error:
        return _card(request, notice, error=error)
    return _card(request, notice)


@require_POST
def take_next(request: PageRequest, pk: UUID) -> HttpResponse:
    """Claim the first of the list that nobody holds and whose time has come."""
    notice = phoned_notice(request, pk)
    task = services.claim_next(actor=request.user, notice=notice, where=chosen_place(request))
    return _card(request, notice, done="" if task else _("There is nobody left to phone now."))


@require_POST
def outcome(request: PageRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Write how the call ended."""
    notice, found = _task(request, pk, task)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _card(request, notice, status=422, form=form)
    values = form.cleaned_data
    guardian = Guardian.objects.filter(pk=values.pop("guardian"), household=found.household_id).first()
    try:
        services.record_outcome(actor=request.user, task=found, guardian=guardian, **values)
    except DomainError as error:
        return _card(request, notice, error=error)
    return _card(request, notice, done=_("Saved."), saved=found.household.name)


@require_POST
def extend(request: PageRequest, pk: UUID, task: UUID) -> HttpResponse:
    """The page is still being used: five more minutes."""
    _notice, found = _task(request, pk, task)
    token = request.POST.get("token", "")
    services.extend_claim(actor=request.user, task=found, token=number_or(token, -1))
    return _state(request, found)


@require_POST
def give_back(request: PageRequest, pk: UUID, task: UUID) -> HttpResponse:
    """For somebody else to phone."""
    notice, found = _task(request, pk, task)
    token = request.POST.get("token", "")
    services.release_claim(actor=request.user, task=found, token=number_or(token, -1))
    return _card(request, notice, done=_("Given back. Somebody else can phone them."))


@require_GET
def state(request: PageRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Whether the household has read meanwhile, and how long it is still hers."""
    return _state(request, _task(request, pk, task)[1])


def _missing(request: PageRequest) -> dict[str, Any]:
    """Children without a word, for those who phone their families; the central office reads no name of them."""
    if not phoning_facilities(request.user).exists():
        return {"phones_families": False}
    return {"phones_families": True, **missing_beside(request)}


def _state(request: PageRequest, task: CallTask) -> HttpResponse:
    reached = not Recipient.objects.open_of(task.notice).filter(household=task.household_id).exists()
    mine = task.claimed_by_id == request.user.pk
    context = {
        "task": task,
        "is_reached": reached,
        "is_mine": mine,
        "lease_left": lease_left(task) if mine else 0,
    }
    return render(request, "office/call_state.html", context)


def _task(request: PageRequest, pk: UUID, task: UUID) -> tuple[Notice, CallTask]:
    """A task of a notice she follows, at a facility she phones for."""
    notice = phoned_notice(request, pk)
    rows = CallTask.objects.select_related(
        "notice__organisation", "notice__facility", "household", "facility"
    )
    allowed = facilities_to_call(request.user, notice.organisation_id)
    if allowed is not None:
        rows = rows.filter(facility__in=allowed)
    return notice, get_object_or_404(rows, pk=task, notice=notice)


def _card(request: PageRequest, notice: Notice, *, status: int = 200, **more: object) -> HttpResponse:
    """The card as it stands now; the list hears of it at once, even where sockets are blocked."""
    error = more.get("error")
    status = error.status if isinstance(error, DomainError) else status
    if not request.htmx and status == 200:
        return redirect(f"{reverse('office_calls')}?notice={notice.pk}")
    response = render(request, "office/call_card.html", card_context(request, notice) | more, status=status)
    response["HX-Trigger"] = "calls.moved"
    return response
