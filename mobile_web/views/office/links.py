"""Who belongs to a child: one guardian's rights, a new guardian, blocks, protected families."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.errors import DomainError
from facilities import services
from facilities.models import Child, Guardian, Household
from facilities.selectors.child_page import adult_of
from mobile_web.forms.families import BlockForm, NewGuardianForm, ReasonForm, RightsForm, SaidForm
from mobile_web.http import PageRequest
from mobile_web.views.office.children import ROSTER, kept_child
from mobile_web.views.office.frame import page, place_of


@require_http_methods(["GET", "POST"])
def guardian(request: PageRequest, pk: UUID, guardian_id: UUID) -> HttpResponse:
    """Her rights for this child; posting proposes others to a second person."""
    child, adult = _both(request, pk, guardian_id)
    if request.method == "GET":
        return _show(request, child, adult)
    form = RightsForm(request.POST)
    form.is_valid()
    return _propose(
        request,
        child,
        adult,
        form,
        "rights",
        lambda: services.propose_rights(
            actor=request.user,
            child=child,
            guardian=adult,
            rights=form.rights(),
            reason=form.cleaned_data["reason"],
        ),
    )


@require_POST
def end(request: PageRequest, pk: UUID, guardian_id: UUID) -> HttpResponse:
    """Propose that she no longer belongs to the child."""
    child, adult = _both(request, pk, guardian_id)
    form = ReasonForm(request.POST)
    act = services.propose_end
    return _propose(
        request, child, adult, form, "end", lambda: _with_reason(act, request, child, adult, form)
    )


@require_POST
def unblock(request: PageRequest, pk: UUID, guardian_id: UUID) -> HttpResponse:
    """Propose that a block is lifted."""
    child, adult = _both(request, pk, guardian_id)
    form = ReasonForm(request.POST)
    act = services.propose_unblock
    return _propose(
        request, child, adult, form, "end", lambda: _with_reason(act, request, child, adult, form)
    )


@require_POST
def block(request: PageRequest, pk: UUID, guardian_id: UUID) -> HttpResponse:
    """At once."""
    child, adult = _both(request, pk, guardian_id)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _show(request, child, adult, 422, blocking=form)
    try:
        services.block_guardian(actor=request.user, child=child, guardian=adult, **form.cleaned_data)
    except DomainError as error:
        return _show(request, child, adult, form.refuse(error), blocking=form)
    messages.success(request, _("Blocked. It holds from this moment."))
    return redirect("office_child", child.pk)


@require_http_methods(["GET", "POST"])
def new_guardian(request: PageRequest, pk: UUID) -> HttpResponse:
    """Propose another adult for the child."""
    place_of(request.user)
    child = kept_child(request, pk)
    homes = list(Household.objects.filter(guardians__grants__child=child).distinct().order_by("pk"))
    first = {"can_view": True, "relation": Guardian.Relation.FATHER}
    form = NewGuardianForm(homes, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _proposed(request, child, _new(request, child, form))
        except DomainError as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return page(request, "office/families/guardian_new.html", ROSTER, status=status, child=child, form=form)


@require_POST
def protect(request: PageRequest, pk: UUID, household_id: UUID) -> HttpResponse:
    """At once; lifting it is proposed."""
    place_of(request.user)
    child = kept_child(request, pk)
    homes = Household.objects.filter(guardians__grants__child=child).distinct()
    household = get_object_or_404(homes, pk=household_id)
    if household.is_protected:
        asked = services.propose_unprotect(actor=request.user, child=child, household=household)
        return _proposed(request, child, asked)
    services.protect_household(actor=request.user, child=child, household=household)
    messages.success(request, _("This family is protected from now on."))
    return redirect("office_child", child.pk)


def _both(request: PageRequest, pk: UUID, guardian_id: UUID) -> tuple[Child, Guardian]:
    place_of(request.user)
    child = kept_child(request, pk)
    adults = Guardian.objects.filter(grants__child=child).select_related("household").distinct()
    return child, get_object_or_404(adults, pk=guardian_id)


def _with_reason(
    act: Callable[..., object], request: PageRequest, child: Child, adult: Guardian, form: SaidForm
) -> object:
    return act(actor=request.user, child=child, guardian=adult, reason=form.cleaned_data["reason"])


def _propose(
    request: PageRequest,
    child: Child,
    adult: Guardian,
    form: SaidForm,
    name: str,
    act: Callable[[], object],
) -> HttpResponse:
    """A refusal stands on the form it came from."""
    if not form.is_valid():
        return _show(request, child, adult, 422, **{name: form})
    try:
        return _proposed(request, child, act())
    except DomainError as error:
        return _show(request, child, adult, form.refuse(error), **{name: form})


def _proposed(request: PageRequest, child: Child, _asked: object) -> HttpResponse:
    messages.success(request, _("Proposed. It holds as soon as a second person has approved it."))
    return redirect("office_child", child.pk)


def _new(request: PageRequest, child: Child, form: NewGuardianForm) -> object:
    return services.propose_guardian(
        actor=request.user,
        child=child,
        person=form.person(),
        rights=form.rights(),
        household=form.chosen(),
        household_name=form.cleaned_data["household_name"],
        reason=form.cleaned_data["reason"],
    )


def _show(
    request: PageRequest, child: Child, adult: Guardian, status: int = 200, **forms: Any
) -> HttpResponse:
    seen = adult_of(adult, list(adult.grants.filter(child=child).order_by("starts_on", "pk")))
    shown = {"rights": RightsForm.of(seen.grant), "end": ReasonForm(), "blocking": BlockForm()} | forms
    return page(
        request,
        "office/families/guardian.html",
        ROSTER,
        status=status,
        child=child,
        adult=seen,
        **shown,
    )
