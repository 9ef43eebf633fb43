"""The next school year: all facilities in one table, and one facility with its children."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from backend.errors import DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import Classroom, Facility, RolloverPlan
from facilities.policies import may_keep_roster, require_roster_keeper
from facilities.selectors.enrolment import facilities_kept_by
from facilities.selectors.rollover import overview as plan_lines
from facilities.selectors.rollover import plan_of, planning_year
from mobile_web.forms.rollover import DecideForm, VersionForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.office.rollover_context import plan_context

ROOM = "office_children"


@require_GET
def overview(request: PageRequest) -> HttpResponse:
    """Every facility in one line; who keeps one facility goes straight to it."""
    place = place_of(request.user)
    is_central = may_keep_roster(request.user, place.post.organisation_id, None)
    facilities = (
        Facility.objects.filter(organisation=place.post.organisation_id, is_active=True)
        if is_central
        else facilities_kept_by(request.user)
    )
    if not is_central and len(found := list(facilities[:2])) < 2:
        if not found:
            raise NotAllowed
        return redirect("office_rollover_facility", found[0].pk)
    lines = plan_lines(facilities, planning_year())
    return page(
        request,
        "office/rollover/overview.html",
        ROOM,
        place=place,
        lines=lines,
        year=planning_year(),
        is_central=is_central,
        unplanned=sum(line.plan is None for line in lines),
        ready=sum(line.counts.is_ready for line in lines),
    )


@require_POST
def start_all(request: PageRequest) -> HttpResponse:
    """Plans for every facility of the organisation."""
    organisation = place_of(request.user).post.organisation
    services.start_plans(actor=request.user, organisation=organisation, school_year=planning_year())
    messages.success(
        request, _("There is a proposal for every facility now. Nothing has changed for anybody yet.")
    )
    return redirect("office_rollover")


@require_POST
def apply_all(request: PageRequest) -> HttpResponse:
    """Every plan where nothing is undecided."""
    organisation = place_of(request.user).post.organisation
    done = services.apply_plans(actor=request.user, organisation=organisation, school_year=planning_year())
    messages.success(request, _applied(done))
    return redirect("office_rollover")


@require_GET
def facility(request: PageRequest, pk: UUID) -> HttpResponse:
    """One facility: what would change, and its children by class."""
    place = place_of(request.user)
    found = _kept(request, pk)
    template = "office/rollover/facility.html"
    return page(request, template, ROOM, place=place, **plan_context(request, found))


@require_POST
def start(request: PageRequest, pk: UUID) -> HttpResponse:
    """A proposal, or who came since."""
    found = _kept(request, pk)
    services.start_plan(actor=request.user, facility=found, school_year=planning_year())
    messages.success(request, _("The proposal is ready. Nothing has changed for anybody yet."))
    return redirect("office_rollover_facility", pk)


@require_POST
def decide(request: PageRequest, pk: UUID) -> HttpResponse:
    """Ticked children, or one; the answer is the page as it stands now."""
    found, plan = _planned(request, pk)
    rooms = Classroom.objects.filter(facility=found, school_year=plan.school_year)
    form = DecideForm(request.POST, rooms)
    if not form.is_valid():
        raise DomainError(
            " ".join(map(str, form.non_field_errors())) or _("Tick the children first. Nothing was changed.")
        )
    changed = services.decide_rows(actor=request.user, plan=plan, **form.cleaned_data)
    said = ngettext("Saved for %(n)d child.", "Saved for %(n)d children.", changed) % {"n": changed}
    if request.htmx:
        return render(request, "office/rollover/plan.html", plan_context(request, found) | {"said": said})
    messages.success(request, said)
    return redirect(f"{_address(pk)}?class={request.POST.get('class', '')}")


@require_POST
def apply(request: PageRequest, pk: UUID) -> HttpResponse:
    """Write it."""
    _found, plan = _planned(request, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    messages.success(request, _applied(services.apply_plan(actor=request.user, plan=plan, version=version)))
    return redirect("office_rollover_facility", pk)


@require_POST
def reverse(request: PageRequest, pk: UUID) -> HttpResponse:
    """Take it back."""
    _found, plan = _planned(request, pk)
    done = services.reverse_plan(actor=request.user, plan=plan)
    words = ngettext("Taken back for %(n)d child.", "Taken back for %(n)d children.", done) % {"n": done}
    messages.success(request, words)
    return redirect("office_rollover_facility", pk)


def _kept(request: PageRequest, pk: UUID) -> Facility:
    found = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    require_roster_keeper(request.user, found.organisation_id, found.pk)
    return found


def _planned(request: PageRequest, pk: UUID) -> tuple[Facility, RolloverPlan]:
    found = _kept(request, pk)
    plan = plan_of(found, planning_year())
    if plan is None:
        raise NotVisible
    return found, plan


def _address(pk: UUID) -> str:
    return resolve_url("office_rollover_facility", pk)


def _applied(done: int) -> str:
    return ngettext(
        "Written for %(n)d child. It holds from 1 April.",
        "Written for %(n)d children. It holds from 1 April.",
        done,
    ) % {"n": done}
