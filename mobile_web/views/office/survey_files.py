"""Results taken away: CSV, Excel, the sheet for families and press, and rounds held side by side."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from facilities.rosters.tables import FORMATS
from mobile_web.http import PageRequest
from mobile_web.pdf import pdf_of
from mobile_web.views.office.frame import either_shell
from mobile_web.views.office.rosters import download
from mobile_web.views.office.survey_asked import asked_of
from mobile_web.views.office.survey_results import NAV, seen_survey
from mobile_web.views.office.survey_rounds import lines_of
from surveys import services
from surveys.selectors.results import Results
from surveys.selectors.rounds import rounds_of
from surveys.selectors.silent import standing


@require_GET
def file(request: PageRequest, pk: UUID, kind: str) -> HttpResponse:
    """What the page tells, as CSV or Excel."""
    survey = seen_survey(request, pk)
    if kind not in ("csv", "xlsx"):
        raise Http404
    asked = asked_of(survey, request.GET)
    content = services.export_results(
        actor=request.user, results=asked.results, kind=kind, rows=asked.rows, columns=asked.columns
    )
    name = f"survey-{timezone.localdate(survey.opens_at):%Y%m%d}.{kind}"
    return download(content, FORMATS[kind], name)


@require_GET
def sheet(request: PageRequest, pk: UUID) -> HttpResponse:
    """Results for people outside, as PDF: questions, numbers, bars; never a text somebody wrote."""
    survey = seen_survey(request, pk)
    services.note_results_taken(actor=request.user, survey=survey, kind="pdf")
    context = {
        "survey": survey,
        "results": Results(survey),
        "standing": standing(survey),
        "now": timezone.now(),
    }
    response = HttpResponse(pdf_of("office/surveys/paper.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="survey-results.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def rounds(request: PageRequest, pk: UUID) -> HttpResponse:
    """The same questions over time: a line an answer, and the numbers beside it."""
    survey = seen_survey(request, pk)
    found = rounds_of(survey, request.user)
    drawn = [(one, lines_of(one, len(found.rounds))) for one in found.questions]
    context = {"survey": survey, "found": found, "questions": drawn}
    framed = either_shell(request, tablet=NAV, office=NAV)
    return render(request, "office/surveys/rounds.html", context | framed)
