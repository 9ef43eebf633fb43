"""Applying without an account: choose, fill in, prove the address, done. Answers wait in the session, not in rows."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError
from backend.rowlevel import as_system
from facilities import services
from facilities.models import Application, Facility, Organisation
from facilities.selectors.applications import facilities_to_apply_to, organisation_open_to
from mobile_web.forms.applying import ChildApplicationForm, MemberApplicationForm
from mobile_web.forms.joining import DigitsForm

WAITING = "application"
BOTH = ["GET", "HEAD", "POST"]


@login_not_required
@require_safe
@as_system()
def choose(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """A child, or a membership."""
    return render(request, "apply/choose.html", {"organisation": _organisation(organisation)})


@login_not_required
@never_cache
@require_http_methods(BOTH)
@as_system()
def fill_in(request: HttpRequest, organisation: UUID, kind: str) -> HttpResponse:
    """One form; what is wrong stands beside its field, and nothing typed is lost."""
    place = _organisation(organisation)
    form = _form(place, kind, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                check = services.start_email_check(email=form.cleaned_data["email"])
            except DomainError as refusal:
                status = form.refuse(refusal)
            else:
                request.session[WAITING] = {
                    "id": str(check.pk), "organisation": str(place.pk), "kind": kind, "answers": form.answers(),
                    "email": check.email,
                }  # fmt: skip
                return redirect("apply_prove")
    return render(
        request, "apply/form.html", {"form": form, "organisation": place, "kind": kind}, status=status
    )


@login_not_required
@never_cache
@require_http_methods(BOTH)
@as_system()
def prove(request: HttpRequest) -> HttpResponse:
    """The digits of the mail; with them the form arrives."""
    waiting = request.session.get(WAITING)
    if not waiting:
        raise Http404
    form, status = DigitsForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                application = _submit(waiting, form.cleaned_data["digits"])
            except DomainError as refusal:
                status = form.refuse(refusal)
            else:
                return render(request, "apply/done.html", {"application": application})
    again = reverse(f"apply_{waiting['kind']}", args=[waiting["organisation"]])
    return render(
        request, "apply/prove.html", {"form": form, "email": waiting["email"], "again": again}, status=status
    )


@login_not_required
@never_cache
@require_http_methods(BOTH)
@as_system()
def renew(request: HttpRequest, member: UUID, token: str) -> HttpResponse:
    """The link of the reminder: one button, which may be pressed twice. Nobody's name is shown."""
    ends_on = None
    if request.method == "POST":
        ends_on = services.renew_member(member_id=member, token=token).ends_on
    return render(request, "apply/renew.html", {"ends_on": ends_on})


def _submit(waiting: dict[str, Any], digits: str) -> Application:
    check = services.pass_outsider_check(check_id=UUID(waiting["id"]), digits=digits)
    place = _organisation(UUID(waiting["organisation"]))
    facility: Facility | None = None
    if key := waiting["answers"].get("facility"):
        facility = facilities_to_apply_to(place).get(pk=key)
    return services.submit_application(
        id=check.pk, organisation=place, kind=waiting["kind"], facility=facility, email=check.email,
        answers=waiting["answers"],
    )  # fmt: skip


def _form(place: Organisation, kind: str, data: Any) -> ChildApplicationForm | MemberApplicationForm:
    if kind == Application.Kind.MEMBER:
        return MemberApplicationForm(data)
    return ChildApplicationForm(data, facilities=facilities_to_apply_to(place))


def _organisation(pk: UUID) -> Organisation:
    found = organisation_open_to(pk)
    if found is None:
        raise Http404
    return found
