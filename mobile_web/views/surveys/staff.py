"""Surveys of staff: what asks me, and one page to answer, in the room where I work."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.errors import DomainError, NotVisible
from backend.idempotency import leaves_no_trace
from mobile_web.forms.answers import typed_in
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell
from mobile_web.views.surveys.sheet import Typed, said_before, sheet_of, summary_of
from surveys import services
from surveys.selectors.asked import Asked, AskedUnit, asked_of_staff, surveys_for_staff


@require_safe
def surveys(request: PageRequest) -> HttpResponse:
    """What waits for an answer first."""
    rows = surveys_for_staff(request.user)
    due = [row for row in rows if row.is_due]
    context = {"due": due, "past": [row for row in rows if not row.is_due]}
    return render(request, "surveys/staff_list.html", context | _frame(request))


@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: PageRequest, pk: UUID) -> HttpResponse:
    """Answer, look at what was answered, or change it."""
    asked = asked_of_staff(request.user, pk)
    if asked is None:
        raise NotVisible
    [unit] = asked.units
    if request.method == "POST":
        return _send(request, asked, unit)
    wants_form = unit.answer is None or ("change" in request.GET and asked.survey.may_edit)
    if not asked.is_open or not wants_form:
        return _answered(request, asked, unit)
    return _form(request, asked, unit, said_before(request, unit, asked.survey))


def _send(request: PageRequest, asked: Asked, unit: AskedUnit) -> HttpResponse:
    answers = typed_in(request.POST)
    try:
        services.submit_answers(actor=request.user, survey=asked.survey, unit=unit.key, answers=answers)
    except DomainError as error:
        return _form(request, asked, unit, Typed.refused(answers, error), error.status)
    messages.success(request, _("Sent. Thank you for your answer."))
    return redirect("staff_survey", asked.survey.pk)


def _form(
    request: PageRequest, asked: Asked, unit: AskedUnit, typed: Typed, status: int = 200
) -> HttpResponse:
    context = {"asked": asked, "unit": unit} | sheet_of(request, asked.survey, typed) | _frame(request)
    return render(request, "surveys/staff_answer.html", context, status=status)


def _answered(request: PageRequest, asked: Asked, unit: AskedUnit) -> HttpResponse:
    context = {"asked": asked, "unit": unit} | sheet_of(request, asked.survey, Typed()) | _frame(request)
    context["summary"] = summary_of(request, asked.survey, unit.answer)
    context["may_change"] = asked.is_open and asked.survey.may_edit
    return render(request, "surveys/staff_answered.html", context)


def _frame(request: PageRequest) -> dict[str, Any]:
    return either_shell(request, tablet="staff_surveys", office="staff_surveys")
