"""A family's requests to give a medicine: the form, what came of it, and when each dose was given."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance import services
from attendance.selectors.medicine import of_family
from backend.errors import DomainError
from backend.ids import uuid7
from facilities.models import Child, Facility, Grant
from mobile_web.forms.health import MedicineForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show

MORE = "guardian_more"
SHOWN = 30


@require_safe
@for_guardians
def requests(request: FamilyRequest) -> HttpResponse:
    """Newest first; the page looks again when staff answer or give a dose."""
    rows = list(of_family(request.user)[:SHOWN])
    context = {"rows": rows, "may_ask": _children(request).exists()}
    return show(request, "guardian/medicine/list.html", MORE, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def new(request: FamilyRequest) -> HttpResponse:
    """Fill in, send; a refusal stands on the form with everything she wrote."""
    children = _children(request)
    if request.method != "POST":
        first = {"id": uuid7(), "child": children.first()}
        return _form(request, MedicineForm(children=children, initial=first))
    form = MedicineForm(request.POST, children=children)
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        _ask(request, form)
    except DomainError as error:
        return _form(request, form, form.refuse(error))
    messages.success(request, _("Sent to the nursery. You read the answer here."))
    return redirect("guardian_medicine")


@require_POST
@for_guardians
def withdraw(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Not wanted any more."""
    row = get_object_or_404(of_family(request.user), pk=pk)
    services.withdraw_medicine(actor=request.user, request=row)
    messages.success(request, _("Withdrawn. Staff will not give it any more."))
    return redirect("guardian_medicine")


def _ask(request: FamilyRequest, form: MedicineForm) -> None:
    child = form.cleaned_data["child"]
    services.ask_medicine(
        actor=request.user,
        child=child,
        facility=_facility(request, child),
        id=form.cleaned_data["id"] or uuid7(),
        asked=form.asked(),
    )


def _children(request: FamilyRequest) -> QuerySet[Child]:
    """Those of hers who go somewhere today and for whom she may write."""
    going = [row.child.pk for row in request.family.children if row.facility]
    grants = Grant.objects.seen_by(request.user, request.family.day).filter(can_write=True, child__in=going)
    return Child.objects.filter(pk__in=grants.values("child")).order_by("born_on", "pk")


def _facility(request: FamilyRequest, child: Child) -> Facility:
    """Where she goes today; who goes nowhere could not be chosen."""
    return next(row.facility for row in request.family.children if row.child.pk == child.pk and row.facility)


def _form(request: FamilyRequest, form: MedicineForm, status: int = 200) -> HttpResponse:
    response = show(request, "guardian/medicine/new.html", MORE, {"form": form})
    response.status_code = status
    return response
