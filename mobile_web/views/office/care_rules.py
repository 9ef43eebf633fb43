"""Rules of extended care: versions by day, and what a new one would cost before it is saved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from attendance import services
from attendance.care import MORNING
from attendance.models import CareRule
from attendance.selectors.care_rules import FIGURES, Example, examples_of, versions_of
from backend.errors import DomainError
from facilities.clock import today_at
from facilities.models import Facility
from mobile_web.forms.care import RuleForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.care_frame import NAV, run_facility
from mobile_web.views.office.frame import page


@require_http_methods(["GET", "POST"])
def rules(request: PageRequest, pk: UUID) -> HttpResponse:
    """All versions, and the form of the next one."""
    facility = run_facility(request, pk)
    if request.method != "POST":
        return _page(request, facility, _begun(request, facility))
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, facility, form, 422)
    if "preview" in request.POST:
        return _page(request, facility, form)
    return _save(request, facility, form)


@require_GET
def preview(request: PageRequest, pk: UUID) -> HttpResponse:
    """Only the table, while she types."""
    facility = run_facility(request, pk)
    context = {"examples": _examples(facility, RuleForm(request.GET)), "is_partial": True}
    return render(request, "office/care/preview.html", context)


@require_POST
def drop(request: PageRequest, pk: UUID, rule_id: UUID) -> HttpResponse:
    """A rule from which nothing came is taken back."""
    facility = run_facility(request, pk)
    rule = get_object_or_404(CareRule, pk=rule_id, facility=facility)
    services.drop_care_rule(actor=request.user, rule=rule)
    messages.success(request, _("Taken back."))
    return redirect("office_care_rules", facility.pk)


def _save(request: PageRequest, facility: Facility, form: RuleForm) -> HttpResponse:
    data: dict[str, Any] = form.cleaned_data
    figures = {name: data[name] for name in (*FIGURES, "counts_from") if name != "side"}
    try:
        services.set_care_rule(
            actor=request.user,
            facility=facility,
            group=data["group"],
            side=data["side"],
            starts_on=data["starts_on"],
            figures=figures,
        )
    except DomainError as error:
        return _page(request, facility, form, form.refuse(error))
    messages.success(request, _("Saved. Work the month out again to use it."))
    return redirect("office_care_rules", facility.pk)


def _begun(request: PageRequest, facility: Facility) -> RuleForm:
    """Empty, or with the figures of a version that the next one begins from."""
    chosen = uuid_or_none(request.GET.get("from", ""))
    found = CareRule.objects.filter(facility=facility, pk=chosen).first() if chosen else None
    return RuleForm.of(found) if found else RuleForm(initial={"starts_on": today_at(facility)})


def _examples(facility: Facility, form: RuleForm) -> list[Example]:
    """Nothing while the form does not hold together."""
    given = form if form.is_bound else RuleForm(_first(form, facility))
    if not given.is_valid():
        return []
    is_morning = given.cleaned_data["side"] == MORNING
    return examples_of(given.figures(), given.edge(facility.opens_at if is_morning else facility.closes_at))


def _first(form: RuleForm, facility: Facility) -> dict[str, Any]:
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values["group"] = values["group"] or "standard"
    values["starts_on"] = values["starts_on"] or today_at(facility)
    return values


def _page(request: PageRequest, facility: Facility, form: RuleForm, status: int = 200) -> HttpResponse:
    return page(
        request,
        "office/care/rules.html",
        NAV,
        status=status,
        facility=facility,
        form=form,
        examples=_examples(facility, form),
        versions=versions_of(facility, today_at(facility)),
    )
