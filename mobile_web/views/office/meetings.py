"""Meetings with families: the list of periods, writing one, and what is done with a whole one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError
from facilities.models import Facility
from mobile_web.forms.meetings import PeriodForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import place_of
from mobile_web.views.office.meeting_acts import ACTS
from mobile_web.views.office.meeting_frame import may_keep, period_to_change, seen_period, show
from surveys import services
from surveys.models import MeetingPeriod
from surveys.policies.meetings import require_meeting_keeper
from surveys.selectors.meeting_plan import standings_of


@require_safe
def periods(request: PageRequest) -> HttpResponse:
    """The newest first, each with how many children have their time."""
    place = place_of(request.user)
    rows = MeetingPeriod.objects.visible_to(request.user).select_related("facility")
    found = list(rows.order_by("-starts_on", "-pk")[:60])
    facility = place.facility
    return show(
        request,
        "office/meetings/list.html",
        lines=standings_of(found),
        now=timezone.now(),
        place=place,
        may_make=facility is not None and may_keep(request, MeetingPeriod(facility=facility)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """An empty form; after it teachers and times."""
    facility = place_of(request.user).facility
    if facility is None:
        raise Http404
    require_meeting_keeper(request.user, facility)
    if request.method != "POST":
        return show(request, "office/meetings/edit.html", form=PeriodForm())
    return _save(request, PeriodForm(request.POST), facility)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, pk: UUID) -> HttpResponse:
    """Change it; once families see it only words, the end and reminders."""
    period = period_to_change(request, pk)
    if request.method != "POST":
        return show(request, "office/meetings/edit.html", form=PeriodForm(period=period), period=period)
    return _save(request, PeriodForm(request.POST, period=period), period.facility, period)


@require_POST
def act(request: PageRequest, pk: UUID) -> HttpResponse:
    """Send, take back, throw away, give out, announce, remind."""
    period = seen_period(request, pk)
    chosen = ACTS.get(request.POST.get("act", ""))
    if chosen is None:
        return redirect("office_meeting", pk)
    try:
        said = chosen(request, period)
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
        address = reverse("office_meeting", args=[pk])
        return redirect(f"{address}?guard=1" if error.code == "guard" else address)
    messages.success(request, said.words)
    return redirect("office_meetings") if said.leaves else redirect("office_meeting", pk)


def _save(
    request: PageRequest, form: PeriodForm, facility: Facility, period: MeetingPeriod | None = None
) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            saved = services.save_period(
                actor=request.user,
                facility=facility,
                period=period,
                version=form.cleaned_data["version"],
                **form.values(),
            )
        except DomainError as error:
            status = form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("office_meeting" if saved.published_at else "office_meeting_setup", saved.pk)
    return show(request, "office/meetings/edit.html", status=status, form=form, period=period)
