"""Extended care at the office: a facility's month by class and child; for the central office totals."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.selectors.care_list import care_list, care_totals, central_facilities
from backend.errors import NotAllowed
from facilities.clock import today_at
from facilities.models import Child, Facility
from facilities.models.roles import KEEPING_ROLES
from facilities.policies import roles_at
from facilities.rosters.tables import FORMATS
from mobile_web.forms.care import KindForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.care_frame import NAV, month_posted, months, run_facility, to_month
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.office.rosters import download


@require_GET
def overview(request: PageRequest) -> HttpResponse:
    """Totals per facility for the central office; whoever runs one facility goes there."""
    place_of(request.user)
    facilities = central_facilities(request.user)
    if not facilities:
        facilities = _run_by(request)
        if len(facilities) == 1:
            return redirect("office_care_month", facilities[0].pk)
    shown = months(request, timezone.localdate())
    totals = care_totals(facilities, shown["month"])
    sums = {name: sum(getattr(one, name) for one in totals) for name in ("children", "minutes", "amount")}
    run = {one.pk for one in _run_by(request, required=False)}
    return page(request, "office/care/totals.html", NAV, totals=totals, sums=sums, run=run, **shown)


@require_GET
def month(request: PageRequest, pk: UUID) -> HttpResponse:
    """What is not calculated first, then every child with minutes and yen."""
    facility = run_facility(request, pk)
    shown = months(request, today_at(facility))
    listed = care_list(request.user, facility, shown["month"])
    rooms = list(dict.fromkeys(row.classroom for row in listed.rows))
    return page(
        request, "office/care/month.html", NAV, facility=facility, listed=listed, rooms=rooms, **shown
    )


@require_POST
def recalculate(request: PageRequest, pk: UUID) -> HttpResponse:
    """Drafts again from the days; what was decided stays."""
    facility = run_facility(request, pk)
    chosen = month_posted(request, facility)
    written = services.work_out_charges(actor=request.user, facility=facility, month=chosen)
    count = written.added + written.changed + written.removed
    said = ngettext("Worked out: %(n)s charge changed.", "Worked out: %(n)s charges changed.", count)
    messages.success(request, said % {"n": count})
    return to_month(facility, chosen)


@require_POST
def confirm(request: PageRequest, pk: UUID) -> HttpResponse:
    """The ticked children, as they were seen."""
    facility = run_facility(request, pk)
    chosen = month_posted(request, facility)
    marks = {key: mark for key, _dot, mark in (one.partition(".") for one in request.POST.getlist("child"))}
    keys = [key for key in map(uuid_or_none, marks) if key]
    seen = {child: marks[str(child.pk)] for child in Child.objects.filter(pk__in=keys)}
    count = services.confirm_charges(actor=request.user, facility=facility, month=chosen, seen=seen)
    said = ngettext("Final now: %(n)s charge.", "Final now: %(n)s charges.", count)
    messages.success(request, said % {"n": count})
    return to_month(facility, chosen)


@require_GET
def export(request: PageRequest, pk: UUID) -> HttpResponse:
    """The month as xlsx or CSV."""
    facility = run_facility(request, pk)
    chosen = months(request, today_at(facility))["month"]
    form = KindForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else "xlsx"
    content = services.export_charges(actor=request.user, facility=facility, month=chosen, kind=kind)
    name = f"extended-care-{chosen:%Y%m}.{'xlsx' if kind == 'xlsx' else 'csv'}"
    return download(content, FORMATS[kind], name)


def _run_by(request: PageRequest, *, required: bool = True) -> list[Facility]:
    """The facilities she runs; other staff are refused."""
    places = Facility.objects.worked_in_by(request.user).filter(is_active=True).in_order()
    posted = places.filter(posts__member__user=request.user).distinct()
    found = [one for one in posted if roles_at(request.user, one) & KEEPING_ROLES]
    if required and not found:
        raise NotAllowed(_("Extended care is kept by the office and the manager."))
    return found
