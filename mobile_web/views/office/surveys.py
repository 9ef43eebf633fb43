"""The list of surveys: open, coming, being written, over, and the patterns kept for another time."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from backend.errors import NotVisible
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.office.survey_frame import ROOM, followed_survey, survey_to_change
from notices.models import State
from surveys import services
from surveys.policies import may_make
from surveys.selectors.asked import surveys_for_staff
from surveys.selectors.asking import shared_patterns
from surveys.selectors.listing import surveys_of

COPIES = {"copy": {}, "pattern": {"as_pattern": True}, "next": {"next_round": True}}


@require_GET
def surveys(request: PageRequest) -> HttpResponse:
    """Open ones first, each with how many have answered."""
    place = place_of(request.user)
    facility = place.facility.pk if place.facility else None
    return page(
        request,
        "office/surveys/list.html",
        ROOM,
        place=place,
        lists=surveys_of(request.user),
        may_make=may_make(request.user, place.post.organisation_id, facility),
        shared=shared_patterns(request.user) if facility else [],
        asked=[one for one in surveys_for_staff(request.user) if one.is_due],
    )


@require_POST
def new(request: PageRequest) -> HttpResponse:
    """Begin one; what she left empty is taken again."""
    place = place_of(request.user)
    survey = services.begin_survey(
        actor=request.user, organisation=place.post.organisation, facility=place.facility
    )
    return redirect("office_survey_write", survey.pk)


@require_GET
def survey(request: PageRequest, pk: UUID) -> HttpResponse:
    """To who answered once it has left, before that to where it is written."""
    found = followed_survey(request, pk)
    held = found.notice and found.notice.state == State.SCHEDULED
    is_out = found.published_at and not held
    return redirect("office_survey_answered" if is_out else "office_survey_write", pk)


@require_POST
def copy(request: PageRequest, pk: UUID, how: str) -> HttpResponse:
    """Again: as a copy, a pattern, or the next round."""
    found = survey_to_change(request, pk)
    made = services.copy_survey(actor=request.user, survey=found, **COPIES[how])
    if how == "pattern":
        messages.success(request, _("Kept as a pattern. It stands at the end of the list of surveys."))
        return redirect("office_surveys")
    return redirect("office_survey_write", made.pk)


@require_POST
def use(request: PageRequest, pk: UUID) -> HttpResponse:
    """A draft of her own facility from a pattern of the central office."""
    place = place_of(request.user)
    pattern = get_object_or_404(shared_patterns(request.user), pk=pk)
    if place.facility is None:
        raise NotVisible
    made = services.use_pattern(actor=request.user, pattern=pattern, facility=place.facility)
    return redirect("office_survey_write", made.pk)


@require_POST
def discard(request: PageRequest, pk: UUID) -> HttpResponse:
    """Throw away what was never published."""
    services.discard_survey(actor=request.user, survey=survey_to_change(request, pk))
    return redirect("office_surveys")
