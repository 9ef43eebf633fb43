"""Forms that wait for a decision, and the members of an NPO."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.errors import DomainError
from facilities import services
from facilities.models import Application, Decision
from facilities.selectors import applications as selectors
from mobile_web.forms.applying import DecisionForm, RefusalForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of

DECIDED_SHOWN = 30


@require_safe
def applications(request: PageRequest) -> HttpResponse:
    """What waits, oldest first; below it what was decided."""
    place = place_of(request.user)
    rows = selectors.applications_to(request.user)
    link = reverse("apply", args=[place.post.organisation_id])
    return page(
        request,
        "office/applications.html",
        "office_children",
        place=place,
        waiting=rows.filter(state=Decision.OPEN).order_by("sent_at"),
        decided=rows.exclude(state=Decision.OPEN).order_by("-decided_at")[:DECIDED_SHOWN],
        link=request.build_absolute_uri(link),
    )


@require_safe
def application(request: PageRequest, pk: UUID) -> HttpResponse:
    """One form with the decision beside it."""
    return _show(request, _row(request, pk))


@require_POST
def approve(request: PageRequest, pk: UUID) -> HttpResponse:
    """The child or member joins the roster."""
    row = _row(request, pk)
    form = _decision_form(row, request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, status=422)
    try:
        _approve(request, row, form.cleaned_data)
    except DomainError as refusal:
        return _show(request, row, form=form, status=form.refuse(refusal))
    messages.success(request, _("It was accepted, and a mail is on its way."))
    return redirect("office_application", pk)


@require_POST
def refuse(request: PageRequest, pk: UUID) -> HttpResponse:
    """With a sentence."""
    row, form = _row(request, pk), RefusalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, refusal=form, status=422)
    try:
        services.refuse_application(actor=request.user, application=row, answer=form.cleaned_data["answer"])
    except DomainError as refused:
        return _show(request, row, refusal=form, status=form.refuse(refused))
    messages.success(request, _("It was refused, and a mail is on its way."))
    return redirect("office_applications")


@require_safe
def members(request: PageRequest) -> HttpResponse:
    """Whose year runs, by kind; with ?lapsed those whose year is over."""
    lapsed = "lapsed" in request.GET
    rows = selectors.members_of(request.user, lapsed=lapsed)
    return page(request, "office/members.html", "office_children", members=rows, lapsed=lapsed)


@require_POST
def end(request: PageRequest, pk: UUID) -> HttpResponse:
    """She asked for it."""
    member = get_object_or_404(selectors.members_of(request.user), pk=pk)
    services.end_membership(actor=request.user, member=member)
    messages.success(request, _("The membership has ended."))
    return redirect("office_members")


def _row(request: PageRequest, pk: UUID) -> Application:
    return get_object_or_404(selectors.applications_to(request.user), pk=pk)


def _approve(request: PageRequest, row: Application, given: dict[str, Any]) -> None:
    if row.kind == Application.Kind.MEMBER:
        services.approve_member(
            actor=request.user, application=row, starts_on=given["starts_on"], answer=given["answer"]
        )
    else:
        services.approve_child(actor=request.user, application=row, **given)


def _decision_form(row: Application, data: Any = None) -> DecisionForm:
    today, wished = timezone.localdate(), row.answers.get("wished_on")
    first_day = max(today, date.fromisoformat(wished)) if wished else today
    return DecisionForm(
        data, application=row, classes=selectors.classes_for(row), initial={"starts_on": first_day}
    )


def _show(
    request: PageRequest,
    row: Application,
    *,
    form: DecisionForm | None = None,
    refusal: RefusalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "office/application.html",
        "office_children",
        status=status,
        application=row,
        form=form or _decision_form(row),
        refusal=refusal or RefusalForm(),
    )
