"""Medicine as staff see it: today's doses by the clock, what waits for an answer, and giving one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from attendance import services
from attendance.models import MedicationDose, MedicationRequest
from attendance.policies import require_caretaker
from attendance.selectors.medicine import (
    SIGNED,
    answerable,
    cared_for,
    doses_on,
    signable,
    to_answer,
    to_sign,
)
from backend.errors import DomainError
from backend.ids import uuid7
from facilities.clock import today_at
from facilities.models import Facility
from facilities.policies import audit
from facilities.selectors.tablets import staff_at
from mobile_web.forms.health import AnswerForm, DoseForm, SecondForm
from mobile_web.http import PageRequest
from mobile_web.rooms import TABLET_ROLES
from mobile_web.tablets import device_in
from mobile_web.views.office.frame import page, place_of

MEDICINE = "staff_medicine"


@require_GET
def today(request: PageRequest) -> HttpResponse:
    """The doses of today for her children; for htmx only what moves."""
    facility = _facility(request)
    children = cared_for(request.user, facility)
    context = {
        "doses": doses_on(facility, today_at(facility), children.values_list("pk", flat=True)),
        "waiting": to_answer(request.user, facility),
        "unsigned": to_sign(request.user, facility),
        "now": timezone.now(),
    }
    if request.htmx:
        return render(request, "office/medicine/today.html#live", context)
    return _page(request, "today", 200, **context)


@require_http_methods(["GET", "POST"])
def detail(request: PageRequest, pk: UUID) -> HttpResponse:
    """One request; posting answers it. The look is written down."""
    row = _own(request, pk)
    if request.method == "POST":
        return _answered(request, row)
    _look(request, row)
    return _detail(request, row, AnswerForm(), 200)


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def give(request: PageRequest, pk: UUID) -> HttpResponse:
    """A dose: she gives it, a colleague looks on and types her own PIN."""
    row = _own(request, pk)
    require_caretaker(request.user, row.child, row.facility)
    if request.method != "POST":
        first = {"id": uuid7(), "planned_at": request.GET.get("at", "")}
        return _give(request, row, DoseForm(initial=first, **_second(request, row)))
    form = DoseForm(request.POST, **_second(request, row))
    if not form.is_valid():
        return _give(request, row, form, 422)
    try:
        dose = _write(request, row, form)
    except DomainError as error:
        return _give(request, row, form, form.refuse(error))
    messages.success(request, _given(dose))
    return redirect(MEDICINE)


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def sign(request: PageRequest, pk: UUID) -> HttpResponse:
    """The second signature under a dose that a colleague gave."""
    _facility(request)
    dose = get_object_or_404(signable(request.user), pk=pk)
    if request.method != "POST":
        return _sign(request, dose, SecondForm(**_second(request, dose.request)))
    form = SecondForm(request.POST, **_second(request, dose.request))
    if not form.is_valid():
        return _sign(request, dose, form, 422)
    try:
        services.sign_dose(actor=request.user, dose=dose, witness=form.witness())
    except DomainError as error:
        return _sign(request, dose, form, form.refuse(error))
    messages.success(request, _("Signed. The family sees it."))
    return redirect(MEDICINE)


def _answered(request: PageRequest, row: MedicationRequest) -> HttpResponse:
    require_caretaker(request.user, row.child, row.facility)
    form, status = AnswerForm(request.POST), 422
    try:
        if form.is_valid():
            _answer(request, row, form)
            messages.success(request, _("Answered. The family reads it."))
            return redirect(MEDICINE)
    except DomainError as error:
        status = form.refuse(error)
    _look(request, row)
    return _detail(request, row, form, status)


def _given(dose: MedicationDose) -> str:
    if dose.second:
        return _("Written down. The family sees it.")
    return _("Written down. A colleague signs it on her own screen; the family sees it.")


def _answer(request: PageRequest, row: MedicationRequest, form: AnswerForm) -> None:
    services.answer_medicine(
        actor=request.user,
        request=row,
        accept=form.cleaned_data["decision"] == "accept",
        answer=form.cleaned_data["answer"],
    )


def _write(request: PageRequest, row: MedicationRequest, form: DoseForm) -> MedicationDose:
    found = form.cleaned_data
    return services.give_dose(
        actor=request.user,
        request=row,
        planned_at=found["planned_at"],
        id=found["id"] or uuid7(),
        witness=form.witness(),
        note=found["note"],
    )


def _facility(request: PageRequest) -> Facility:
    place = place_of(request.user)
    if place.facility is None:
        raise Http404
    return place.facility


def _own(request: PageRequest, pk: UUID) -> MedicationRequest:
    _facility(request)
    return get_object_or_404(answerable(request.user), pk=pk)


def _second(request: PageRequest, row: MedicationRequest) -> dict[str, Any]:
    """Who may sign on this screen: on a shared tablet whoever types her PIN, elsewhere she herself later, too."""
    colleagues = staff_at(row.facility_id).exclude(user=request.user).order_by("kana", "name", "pk")
    return {"colleagues": colleagues, "is_shared": device_in(request) is not None}


def _look(request: PageRequest, row: MedicationRequest) -> None:
    place = row.facility
    names: dict[str, Any] = {"organisation": place.organisation_id, "facility": place, "child": row.child_id}
    audit(request.user, "medicine.look", "medication", row.pk, **names)


def _detail(request: PageRequest, row: MedicationRequest, form: AnswerForm, status: int) -> HttpResponse:
    doses = row.doses.select_related(*SIGNED).order_by("given_at")
    return _page(request, "request", status, row=row, form=form, doses=doses)


def _give(request: PageRequest, row: MedicationRequest, form: DoseForm, status: int = 200) -> HttpResponse:
    return _page(request, "give", status, row=row, form=form)


def _sign(request: PageRequest, dose: MedicationDose, form: SecondForm, status: int = 200) -> HttpResponse:
    by_pin = device_in(request) is not None
    return _page(request, "sign", status, row=dose.request, dose=dose, form=form, by_pin=by_pin)


def _page(request: PageRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """In the frame of who looks: the tablet's for teachers and nurses, the PC's for the office."""
    place = place_of(request.user)
    context["shell_template"] = "shells/tablet.html" if place.post.role in TABLET_ROLES else "shells/pc.html"
    return page(request, f"office/medicine/{name}.html", MEDICINE, status=status, place=place, **context)
