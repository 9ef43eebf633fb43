"""The register of allergies on a child's page, and the kitchen's list of a day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.models import Allergy
from attendance.policies import require_health_keeper, require_health_place
from attendance.selectors.allergies import KitchenList, kitchen_list
from backend.errors import Conflict, DomainError
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.models import Child, Facility
from facilities.policies import audit_children
from mobile_web.forms.health import AllergyForm
from mobile_web.http import PageRequest
from mobile_web.pdf import pdf_of
from mobile_web.views.office.children import ROSTER, own_child
from mobile_web.views.office.frame import page, place_of


@require_http_methods(["GET", "POST"])
def new(request: PageRequest, pk: UUID) -> HttpResponse:
    """One more allergen of a child."""
    place_of(request.user)
    child = own_child(request, pk)
    require_health_keeper(request.user, child)
    if request.method != "POST":
        return _show(request, child, AllergyForm(initial={"id": uuid7()}))
    form = AllergyForm(request.POST)
    if not form.is_valid():
        return _show(request, child, form, 422)
    try:
        services.note_allergy(
            actor=request.user, child=child, id=form.cleaned_data["id"], values=form.values()
        )
    except DomainError as error:
        return _show(request, child, form, form.refuse(error))
    return _saved(request, child)


@require_http_methods(["GET", "POST"])
def edit(request: PageRequest, pk: UUID) -> HttpResponse:
    """What changed; a form that was opened before somebody else saved shows both."""
    row = _own(request, pk)
    require_health_keeper(request.user, row.child)
    if request.method != "POST":
        return _show(request, row.child, AllergyForm.of(row), row=row)
    form = AllergyForm(request.POST)
    if not form.is_valid():
        return _show(request, row.child, form, 422, row)
    try:
        _change(request, row, form)
    except Conflict as conflict:
        form.open_again(conflict.details["version"])
        return _show(request, row.child, form, form.refuse(conflict), row, meanwhile=row)
    except DomainError as error:
        return _show(request, row.child, form, form.refuse(error), row)
    return _saved(request, row.child)


@require_POST
def end(request: PageRequest, pk: UUID) -> HttpResponse:
    """It is over."""
    row = _own(request, pk)
    services.end_allergy(actor=request.user, allergy=row, seen=row.version)
    return _saved(request, row.child)


@require_GET
def kitchen(request: PageRequest, pk: UUID | None = None) -> HttpResponse:
    """What is left out for whom, on a day."""
    found = _kitchen(request, pk)
    return page(request, "office/kitchen/list.html", "office_kitchen", kitchen=found)


@require_GET
def kitchen_paper(request: PageRequest, pk: UUID) -> HttpResponse:
    """The same on paper; who took it is written down."""
    found = _kitchen(request, pk)
    audit_children(
        request.user,
        "allergy.print",
        [row.child.pk for row in found.rows],
        organisation=found.facility.organisation_id,
        facility=found.facility.pk,
    )
    response = HttpResponse(
        pdf_of("office/kitchen/paper.html", {"kitchen": found}), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'inline; filename="kitchen.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _kitchen(request: PageRequest, pk: UUID | None) -> KitchenList:
    place = place_of(request.user)
    key = pk or (place.facility.pk if place.facility else None)
    if key is None:
        raise Http404
    facility = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=key)
    require_health_place(request.user, facility)
    return kitchen_list(facility, _day(request, facility))


def _day(request: PageRequest, facility: Facility) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today_at(facility)


def _own(request: PageRequest, pk: UUID) -> Allergy:
    place_of(request.user)
    rows = Allergy.objects.filter(child__in=Child.objects.on_roster_of(request.user), ended_at__isnull=True)
    return get_object_or_404(rows.select_related("child", "noted_by"), pk=pk)


def _change(request: PageRequest, row: Allergy, form: AllergyForm) -> None:
    seen = form.cleaned_data["version"]
    services.change_allergy(
        actor=request.user, allergy=row, seen=-1 if seen is None else seen, values=form.values()
    )


def _saved(request: PageRequest, child: Child) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("office_child", child.pk)


def _show(
    request: PageRequest,
    child: Child,
    form: AllergyForm,
    status: int = 200,
    row: Allergy | None = None,
    meanwhile: Allergy | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"child": child, "form": form, "row": row, "meanwhile": meanwhile}
    return page(request, "office/children/allergy.html", ROSTER, status=status, **context)
