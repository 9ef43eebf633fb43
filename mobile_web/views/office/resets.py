"""A lost phone or password: the first person starts, the second confirms, then the code is shown once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities import services
from facilities.models import Guardian, SignInReset
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page
from mobile_web.views.office.staff import CURRENT, own_member


@require_POST
def start_for_staff(request: PageRequest, pk: UUID) -> HttpResponse:
    """For a colleague."""
    reset = services.start_reset(actor=request.user, user=own_member(request, pk).user)
    messages.success(request, _("Started. Now a second person must confirm it."))
    return redirect("office_reset", reset.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def start_for_guardian(request: PageRequest, pk: UUID) -> HttpResponse:
    """For a guardian who stands at the desk: the question, then the row."""
    guardian = get_object_or_404(Guardian.objects.select_related("user"), pk=pk, user__isnull=False)
    person = _met(request.user, guardian.user)
    if request.method != "POST":
        return page(request, "office/guardian_reset.html", "office_children", guardian=guardian)
    reset = services.start_reset(actor=request.user, user=person)
    messages.success(request, _("Started. Now a second person must confirm it."))
    return redirect("office_reset", reset.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: PageRequest, pk: UUID) -> HttpResponse:
    """What was started and by whom; the second person confirms and sees the code."""
    row = _own_reset(request, pk)
    if request.method != "POST":
        return _page(request, row)
    try:
        made = services.confirm_reset(actor=request.user, reset=row)
    except DomainError as error:
        return _page(request, row, refusal=error, status=error.status)
    return page(request, "office/reset_code.html", CURRENT, made=made, person=row.user)


@require_POST
def cancel(request: PageRequest, pk: UUID) -> HttpResponse:
    """Taken back; a code that is out opens nothing any more."""
    services.cancel_reset(actor=request.user, reset=_own_reset(request, pk))
    messages.success(request, _("Taken back. A code that is out opens nothing any more."))
    return redirect("office_reset", pk)


def _own_reset(request: PageRequest, pk: UUID) -> SignInReset:
    """A reset of a person she meets at her desk."""
    rows = SignInReset.objects.select_related(
        "user", "started_by", "confirmed_by", "facility", "organisation"
    )
    found = get_object_or_404(rows, pk=pk)
    if found.user_id != request.user.pk:
        _met(request.user, found.user)
    return found


def _met(actor: User, person: User | None) -> User:
    """Whoever is not of her places is as if not there; so is she herself."""
    if person is None or person.pk == actor.pk:
        raise Http404
    try:
        services.desk_for(actor, person)
    except NotVisible:
        raise Http404 from None
    return person


def _page(
    request: PageRequest, row: SignInReset, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    is_first = row.started_by_id == request.user.pk
    return page(
        request, "office/reset.html", CURRENT, status=status, reset=row, is_first=is_first, refusal=refusal
    )
