"""What the pages of extended care share: whose facility it is, the month asked for, the child."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from attendance.models import Charge
from attendance.policies import require_biller, require_runner
from facilities.clock import today_at
from facilities.models import Child, Enrolment, Facility
from mobile_web.care_words import neighbours
from mobile_web.http import PageRequest
from mobile_web.month import month_of_text
from mobile_web.views.office.frame import place_of

NAV = "office_care"


def run_facility(request: PageRequest, pk: UUID) -> Facility:
    """A facility she runs; refused to its other staff, not there for everybody else."""
    place_of(request.user)
    found = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    require_runner(request.user, found)
    return found


def billed_child(request: PageRequest, facility: Facility, pk: UUID) -> Child:
    """A child who goes or went to the facility; never her own."""
    went = Enrolment.objects.filter(facility=facility, child=pk)
    child = get_object_or_404(Child.objects.filter(pk__in=went.values("child")), pk=pk)
    require_biller(request.user, facility, child)
    return child


def billed_charge(request: PageRequest, pk: UUID) -> Charge:
    """A charge of a facility she runs."""
    place_of(request.user)
    seen = Facility.objects.worked_in_by(request.user).filter(is_active=True)
    charges = Charge.objects.filter(facility__in=seen.values("pk")).select_related("facility", "child")
    found = get_object_or_404(charges, pk=pk)
    require_biller(request.user, found.facility, found.child)
    return found


def months(request: PageRequest, today: date) -> dict[str, Any]:
    """The month asked for and its neighbours, for the page's head."""
    month = month_of_text(request.GET.get("month", ""), today)
    before, after = neighbours(month, today)
    return {"month": month, "before": before, "after": after}


def to_month(facility: Facility, month: date) -> HttpResponse:
    """Back to the list."""
    return redirect(f"{reverse('office_care_month', args=[facility.pk])}?month={month:%Y-%m}")


def to_child(facility: Facility, child: Child | UUID, month: date) -> HttpResponse:
    """Back to the child's days."""
    key = getattr(child, "pk", child)
    return redirect(f"{reverse('office_care_child', args=[facility.pk, key])}?month={month:%Y-%m}")


def month_posted(request: PageRequest, facility: Facility) -> date:
    """The month a form was about."""
    return month_of_text(request.POST.get("month", ""), today_at(facility))
