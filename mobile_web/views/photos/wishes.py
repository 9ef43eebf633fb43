"""The office's side of what families agreed to and wish: consents on paper, photos to take down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError
from mobile_web.forms.photos import AnswerForm, ConsentForm
from mobile_web.http import PageRequest
from mobile_web.photo_marks import shown
from mobile_web.views.photos.frame import facility_of, show
from photos import services
from photos.models import Purpose, TakedownRequest
from photos.policies import require_album_keeper
from photos.selectors.consent_table import consent_lines, line_of
from photos.selectors.consents import said_by
from photos.selectors.staff import wishes_of


@require_safe
def consents(request: PageRequest) -> HttpResponse:
    """Every child of the facility, and what her families said to each purpose."""
    facility = facility_of(request)
    require_album_keeper(request.user, facility)
    lines = consent_lines(request.user, facility)
    return show(request, "photos/consents.html", lines=lines, purposes=Purpose.choices, facility=facility)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: PageRequest, child: UUID, household: UUID) -> HttpResponse:
    """What one family handed in on paper."""
    facility = facility_of(request)
    require_album_keeper(request.user, facility)
    line = line_of(request.user, facility, child, household)
    form = ConsentForm(request.POST or None, said=said_by(line.child, line.household))
    context: dict[str, Any] = {"form": form, "line": line}
    if request.method != "POST" or not form.is_valid():
        return show(request, "photos/consent.html", **context)
    services.record_consents(
        actor=request.user, facility=facility, child=line.child, household=line.household, words=form.words()
    )
    messages.success(request, _("The consent was recorded."))
    return redirect("office_photo_consents")


@require_safe
def wishes(request: PageRequest) -> HttpResponse:
    """What waits for an answer, with the photo."""
    facility = facility_of(request)
    require_album_keeper(request.user, facility)
    rows = [(wish, shown(request, wish.photo)) for wish in wishes_of(request.user)]
    return show(request, "photos/wishes.html", wishes=rows)


@require_POST
def answer(request: PageRequest, pk: UUID) -> HttpResponse:
    """Take the photo down, or say why it stays."""
    facility_of(request)
    wish = get_object_or_404(TakedownRequest.objects.answered_by(request.user), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("office_photo_wishes")
    is_taken = form.cleaned_data["outcome"] == TakedownRequest.Outcome.TAKEN
    try:
        services.decide_takedown(
            actor=request.user, wish=wish, is_taken=is_taken, answer=form.cleaned_data["answer"]
        )
    except DomainError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The family is told."))
    return redirect("office_photo_wishes")
