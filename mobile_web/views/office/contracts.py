"""What is agreed for a child: a new version from a day on, and those before it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from attendance import services
from attendance.models import CareContract
from attendance.selectors.contracts import Contracts, contracts_of
from backend.errors import DomainError
from facilities.clock import today_at
from facilities.models import Child, Facility
from facilities.policies import require_keeper_of
from mobile_web.forms.care import ContractForm, EndForm
from mobile_web.http import PageRequest
from mobile_web.views.office.children import ROSTER, kept_child
from mobile_web.views.office.frame import page, place_of


@require_http_methods(["GET", "POST"])
def contract(request: PageRequest, pk: UUID) -> HttpResponse:
    """The form begins from what holds now."""
    place_of(request.user)
    child = kept_child(request, pk)
    known = _known(request, child)
    if request.method != "POST":
        first = ContractForm.initial_of(known.now, known.mark, known.today)
        return _page(request, child, known, ContractForm(known.pickers, initial=first))
    form = ContractForm(known.pickers, request.POST)
    return _save(request, child, known, form) if form.is_valid() else _page(request, child, known, form, 422)


@require_POST
def drop(request: PageRequest, pk: UUID, contract_id: UUID) -> HttpResponse:
    """A later version is taken back."""
    row = _row(request, pk, contract_id)
    services.drop_contract(actor=request.user, contract=row)
    messages.success(request, _("Taken back. The contract before it goes on."))
    return redirect("office_contract", pk)


@require_POST
def end(request: PageRequest, pk: UUID, contract_id: UUID) -> HttpResponse:
    """Its last day, without a new one after it."""
    row = _row(request, pk, contract_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Choose a day. Nothing was saved."))
    said = form.cleaned_data
    services.end_contract(actor=request.user, contract=row, ends_on=said["ends_on"], seen=said["seen"])
    told = _("Saved. After its last day nothing is agreed.") if said["ends_on"] else _("Saved. It goes on.")
    messages.success(request, told)
    return redirect("office_contract", pk)


def _row(request: PageRequest, pk: UUID, contract_id: UUID) -> CareContract:
    place_of(request.user)
    child = kept_child(request, pk)
    place = require_keeper_of(request.user, child)
    return get_object_or_404(CareContract, pk=contract_id, child=child, facility=place)


def _save(request: PageRequest, child: Child, known: Contracts, form: ContractForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        services.set_contract(
            actor=request.user,
            child=child,
            starts_on=data["starts_on"],
            agreed=form.agreed(),
            seen=data["seen"],
        )
    except DomainError as error:
        return _page(request, child, known, form, form.refuse(error))
    messages.success(request, _("Saved. It holds from the day you chose."))
    return redirect("office_contract", child.pk)


def _known(request: PageRequest, child: Child) -> Contracts:
    facility = Facility.objects.get(pk=require_keeper_of(request.user, child))
    return contracts_of(child, facility, today_at(facility))


def _page(
    request: PageRequest, child: Child, known: Contracts, form: ContractForm, status: int = 200
) -> HttpResponse:
    return page(
        request, "office/families/contract.html", ROSTER, status=status, child=child, known=known, form=form
    )
