"""A guardian's own data: contact at once, names and the child's data by request, and another guardian."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.errors import DomainError
from facilities import services
from facilities.models import ChangeRequest, Child, Grant, Guardian
from facilities.policies import require_right
from facilities.selectors.requests import asking, own_requests, told_of
from mobile_web.forms.families import AskChildForm, AskOwnForm, ContactForm, SaidForm, SecondGuardianForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show

MORE = "guardian_more"


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def profile(request: FamilyRequest) -> HttpResponse:
    """Posting saves telephone and channels."""
    if request.method != "POST":
        return _profile(request, ContactForm.of(_seat(request)))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _profile(request, form, 422)
    try:
        services.change_contact(actor=request.user, values=form.cleaned_data)
    except DomainError as error:
        return _profile(request, form, form.refuse(error))
    messages.success(request, _("Saved."))
    return redirect("guardian_profile")


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def own_name(request: FamilyRequest) -> HttpResponse:
    """Her name and relation, for the nursery to approve."""
    seat, child = _seat_with_child(request)
    first = {name: getattr(seat, name) for name in ("name", "kana", "relation")}
    form = AskOwnForm(request.POST or None, initial=first)
    return _ask(
        request,
        form,
        _("Your name"),
        lambda: services.ask_own_change(
            actor=request.user,
            guardian=seat,
            child=child,
            values=form.person(),
            reason=form.cleaned_data["reason"],
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def child_data(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """A child's name, reading, birthday and allergies, for the nursery to approve."""
    child = _child(request, pk, "can_write")
    form = AskChildForm(request.POST or None, initial=AskChildForm.initial_of(child))
    return _ask(
        request,
        form,
        _("Data of the child"),
        lambda: services.ask_child_change(
            actor=request.user, child=child, values=form.cleaned_data, reason=form.cleaned_data["reason"]
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def second_guardian(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Another adult of her household for this child, for the nursery to approve."""
    child = _child(request, pk, "can_answer")
    form = SecondGuardianForm(request.POST or None)
    return _ask(
        request,
        form,
        _("Another guardian"),
        lambda: services.ask_second_guardian(
            actor=request.user, child=child, person=form.person(), reason=form.cleaned_data["reason"]
        ),
        note=_(
            "The nursery approves it and hands out an invitation. The adult gets no more rights than you have."
        ),
    )


@require_POST
@for_guardians
def withdraw(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """One of her own, while nobody has decided."""
    found = get_object_or_404(ChangeRequest.objects.of_guardian(request.user), pk=pk)
    services.withdraw_request(actor=request.user, request=found)
    messages.success(request, _("Withdrawn. Nothing was changed."))
    return redirect("guardian_profile")


def _ask(
    request: FamilyRequest, form: SaidForm, title: str, act: Callable[[], object], *, note: str = ""
) -> HttpResponse:
    """Show the form, or send it to the nursery; a refusal stands on the form."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act()
            except DomainError as error:
                status = form.refuse(error)
            else:
                messages.success(request, _("Sent to the nursery. You read the answer here."))
                return redirect("guardian_profile")
    context = {"form": form, "title": title, "note": note}
    response = show(request, "guardian/profile/ask.html", MORE, context)
    response.status_code = status
    return response


def _profile(request: FamilyRequest, form: ContactForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "seat": _seat(request),
        "children": _children(request),
        "asked": [asking(row, request.user) for row in own_requests(request.user)],
        "told": [asking(row, request.user) for row in told_of(request.user)],
    }
    response = show(request, "guardian/profile/profile.html", MORE, context)
    response.status_code = status
    return response


def _seat(request: FamilyRequest) -> Guardian:
    """Who she is: where she may view a child first."""
    viewing = [guardian for guardian, _home, _child in request.family.grants]
    keys = viewing or [guardian for guardian, _home in request.family.seats]
    return Guardian.objects.select_related("household").get(pk=min(keys))


def _seat_with_child(request: FamilyRequest) -> tuple[Guardian, Child]:
    seat = _seat(request)
    key = next((child for guardian, _home, child in request.family.grants if guardian == seat.pk), None)
    tile = next((tile for tile in request.family.children if tile.child.pk == key), None)
    if tile is None:
        raise Http404
    return seat, tile.child


def _children(request: FamilyRequest) -> list[Grant]:
    """Her live grants with their children, one a child."""
    rows = Grant.objects.seen_by(request.user, request.family.day).select_related("child")
    return list({row.child_id: row for row in rows.order_by("child__born_on", "child", "pk")}.values())


def _child(request: FamilyRequest, pk: UUID, right: str) -> Child:
    """One of hers; refused where she only reads along, before a form is read."""
    child = get_object_or_404(Child.objects.visible_to(request.user), pk=pk)
    require_right(request.user, child, right)
    return child
