"""One child's month of extended care at the office: day by day, what was decided, plans by the month."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.models import FlatPlan
from attendance.selectors.care_child import child_care
from backend.errors import DomainError
from facilities.clock import month_of, today_at
from facilities.models import Child, Facility
from facilities.policies import audit_children
from mobile_web.forms.care import AmountForm, ExcludeForm, PlanForm, VersionForm
from mobile_web.http import PageRequest
from mobile_web.views.office.care_frame import (
    NAV,
    billed_charge,
    billed_child,
    month_posted,
    months,
    run_facility,
    to_child,
)
from mobile_web.views.office.frame import page


@require_GET
def child(request: PageRequest, pk: UUID, child_id: UUID) -> HttpResponse:
    """Every day with times, minutes, yen and the rule; the look is written down."""
    facility = run_facility(request, pk)
    found = billed_child(request, facility, child_id)
    audit_children(
        request.user, "care.look", [found.pk], organisation=facility.organisation_id, facility=facility.pk
    )
    return page(request, "office/care/child.html", NAV, **_context(request, facility, found))


@require_POST
def adjust(request: PageRequest, pk: UUID) -> HttpResponse:
    """Another amount, with a reason."""
    charge = billed_charge(request, pk)
    data = _valid(AmountForm(request.POST))
    services.adjust_charge(actor=request.user, charge=charge, **data)
    messages.success(request, _("Saved. The family sees the amount and the reason."))
    return to_child(charge.facility, charge.child_id, month_of(charge.day))


@require_POST
def exclude(request: PageRequest, pk: UUID) -> HttpResponse:
    """Nothing for this day."""
    charge = billed_charge(request, pk)
    data = _valid(ExcludeForm(request.POST))
    services.exclude_charge(actor=request.user, charge=charge, **data)
    messages.success(request, _("Saved. Nothing is charged for this day."))
    return to_child(charge.facility, charge.child_id, month_of(charge.day))


@require_POST
def reopen(request: PageRequest, pk: UUID) -> HttpResponse:
    """A draft again."""
    charge = billed_charge(request, pk)
    facility, child_id, day = charge.facility, charge.child_id, charge.day
    services.reopen_charge(actor=request.user, charge=charge, **_valid(VersionForm(request.POST)))
    messages.success(request, _("Worked out again from the day as it is now."))
    return to_child(facility, child_id, month_of(day))


@require_POST
def plan(request: PageRequest, pk: UUID, child_id: UUID) -> HttpResponse:
    """She pays by the month."""
    facility = run_facility(request, pk)
    found = billed_child(request, facility, child_id)
    form = PlanForm(today_at(facility), request.POST)
    side = _valid(form)["side"]
    first, last = form.months()
    services.set_flat_plan(
        actor=request.user, facility=facility, child=found, side=side, first=first, last=last
    )
    messages.success(request, _("Saved. Work the month out again to see it in the list."))
    return to_child(facility, found, month_posted(request, facility))


@require_POST
def drop_plan(request: PageRequest, pk: UUID, child_id: UUID, plan_id: UUID) -> HttpResponse:
    """Take a plan back."""
    facility = run_facility(request, pk)
    found = billed_child(request, facility, child_id)
    row = get_object_or_404(FlatPlan, pk=plan_id, facility=facility, child=found)
    services.drop_flat_plan(actor=request.user, plan=row)
    messages.success(request, _("Saved. The child pays by the day again."))
    return to_child(facility, found, month_posted(request, facility))


def _context(request: PageRequest, facility: Facility, found: Child) -> dict[str, Any]:
    shown = months(request, today_at(facility))
    plans = FlatPlan.objects.filter(facility=facility, child=found).order_by("-starts_on", "side")
    return {
        "facility": facility,
        "child": found,
        "facts": child_care(facility, found, shown["month"]),
        "plan_form": PlanForm(today_at(facility)),
        "plans": plans,
        **shown,
    }


def _valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        words = [str(word) for errors in form.errors.values() for word in errors]
        raise DomainError(_("%(what)s Nothing was saved.") % {"what": " ".join(words)})
    data: dict[str, Any] = form.cleaned_data
    return data
