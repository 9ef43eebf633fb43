"""What a family said by telephone or wrote on paper, entered by the nursery; and the paper itself."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError, NotVisible
from backend.idempotency import leaves_no_trace
from facilities.models import Household
from mobile_web.forms.answers import lines_of, typed_in
from mobile_web.http import PageRequest
from mobile_web.pdf import pdf_of
from mobile_web.views.guardian.circle import qr_of
from mobile_web.views.office.frame import page
from mobile_web.views.surveys.sheet import Typed, language_of, sheet_of, unit_of
from surveys import services
from surveys.models import Via
from surveys.policies.answering import asked_for_entry, may_print
from surveys.selectors.asked import Asked, AskedUnit
from surveys.selectors.given import questions_of

VIAS = (Via.PAPER, Via.PHONE)


@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: PageRequest, pk: UUID, household_id: UUID) -> HttpResponse:
    """Enter for a family; it reads on its own page that the nursery did."""
    asked, unit = _asked(request, pk, household_id)
    if request.method == "POST":
        return _send(request, asked, unit)
    return _form(request, asked, unit, Typed())


@require_safe
def paper(request: PageRequest, pk: UUID) -> HttpResponse:
    """The survey to print, in the language asked for; its code leads to the page on the phone."""
    survey = get_object_or_404(may_print(request.user), pk=pk)
    language = language_of(request, survey)
    address = f"{settings.BASE_URL}{reverse('guardian_survey', args=[survey.pk])}"
    context = {
        "survey": survey,
        "words": survey.words(language),
        "lines": lines_of(questions_of(survey), {}, {}, language),
        "qr": qr_of(address),
    }
    response = HttpResponse(pdf_of("surveys/paper.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="survey.pdf"'
    return response


def _asked(request: PageRequest, pk: UUID, household_id: UUID) -> tuple[Asked, AskedUnit]:
    asked = asked_for_entry(request.user, pk, household_id)
    unit = unit_of(asked, request.GET.get("for", "")) if asked else None
    if asked is None or unit is None:
        raise NotVisible
    return asked, unit


def _send(request: PageRequest, asked: Asked, unit: AskedUnit) -> HttpResponse:
    answers = typed_in(request.POST)
    via = Via.PHONE if request.POST.get("via") == Via.PHONE else Via.PAPER
    try:
        services.submit_answers(
            actor=request.user, survey=asked.survey, unit=unit.key, answers=answers, via=via
        )
    except DomainError as error:
        return _form(request, asked, unit, Typed.refused(answers, error), error.status)
    messages.success(request, _("Entered. The family reads that the nursery did it, and how."))
    return redirect(request.get_full_path())


def _form(
    request: PageRequest, asked: Asked, unit: AskedUnit, typed: Typed, status: int = 200
) -> HttpResponse:
    household = get_object_or_404(Household, pk=unit.key.household_id)
    context: dict[str, Any] = {"asked": asked, "unit": unit, "household": household, "vias": VIAS}
    context |= {"via": request.POST.get("via", Via.PAPER)} | sheet_of(request, asked.survey, typed)
    return page(request, "surveys/entry.html", "office_surveys", status=status, **context)
