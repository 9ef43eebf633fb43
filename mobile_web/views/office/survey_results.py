"""Results of a survey: who answered, every question counted, two of them crossed, what was written."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from backend.errors import DomainError
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell
from mobile_web.views.office.survey_asked import Asked, asked_of
from mobile_web.views.office.survey_table import drawn
from surveys.models import Survey
from surveys.policies import may_make
from surveys.selectors.silent import total_standing
from surveys.selectors.texts import question_in, texts_of

NAV = "office_surveys"


def seen_survey(request: PageRequest, pk: UUID) -> Survey:
    """One whose results she may read and that has been asked."""
    rows = Survey.objects.visible_to(request.user).filter(published_at__isnull=False)
    return get_object_or_404(rows.select_related("organisation", "facility", "notice"), pk=pk)


@require_GET
def results(request: PageRequest, pk: UUID) -> HttpResponse:
    """The whole page; its two halves fetch themselves again."""
    survey = seen_survey(request, pk)
    asked = asked_of(survey, request.GET)
    context = _now(request, survey, asked) | _cross(asked)
    framed = either_shell(request, tablet=NAV, office=NAV)
    return render(request, "office/surveys/results.html", context | framed)


@require_GET
def now(request: PageRequest, pk: UUID) -> HttpResponse:
    """Who answered, and every question counted."""
    survey = seen_survey(request, pk)
    context = _now(request, survey, asked_of(survey, request.GET)) | {"oob": True}
    return render(request, "office/surveys/results_now.html", context)


@require_GET
def table(request: PageRequest, pk: UUID) -> HttpResponse:
    """The crossed table alone."""
    survey = seen_survey(request, pk)
    context = _cross(asked_of(survey, request.GET))
    return render(request, "office/surveys/results_cross.html", context)


@require_GET
def texts(request: PageRequest, pk: UUID, question: UUID) -> HttpResponse:
    """What was written to one question, searched."""
    survey = seen_survey(request, pk)
    asked = asked_of(survey, request.GET)
    found = question_in(asked.results.narrowed, question)
    if found is None:
        raise Http404
    wanted = request.GET.get("q", "").strip()
    most = None if "all" in request.GET else 50
    written = texts_of(asked.results.narrowed, found, wanted, most)
    context = {"survey": survey, "asked": asked, "texts": written, "q": wanted}
    framed = either_shell(request, tablet=NAV, office=NAV)
    return render(request, "office/surveys/results_texts.html", context | framed)


def _now(request: PageRequest, survey: Survey, asked: Asked) -> dict[str, Any]:
    at = timezone.now()
    return {
        "survey": survey,
        "asked": asked,
        "results": asked.results,
        "standing": total_standing(survey),
        "now": at,
        "is_open": survey.is_open(at),
        "may_remind": survey.is_open(at)
        and may_make(request.user, survey.organisation_id, survey.facility_id),
    }


def _cross(asked: Asked) -> dict[str, Any]:
    """Nothing where there are fewer than two variables or too few answers; a refusal is said in its place."""
    context: dict[str, Any] = {"survey": asked.results.survey, "asked": asked, "results": asked.results}
    if asked.results.is_too_few or not asked.results.whole:
        return context
    try:
        cross = asked.results.cross(asked.rows, asked.columns)
    except DomainError as refusal:
        return context | {"refusal": refusal}
    return context | {"table": drawn(cross, asked.show) if cross else None}
