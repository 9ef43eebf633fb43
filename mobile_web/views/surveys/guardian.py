"""A family's surveys: what waits, one page to answer with one thumb, and what was answered."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.errors import DomainError, NotVisible
from backend.idempotency import leaves_no_trace
from facilities.models import Child
from mobile_web.forms.answers import typed_in
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.surveys.sheet import Typed, said_before, sheet_of, summary_of, unit_of
from surveys import services
from surveys.selectors.asked import Asked, AskedUnit, asked_of_family, surveys_asked_of

MORE = "guardian_more"


@require_safe
@for_guardians
def surveys(request: FamilyRequest) -> HttpResponse:
    """What waits for an answer first."""
    rows = surveys_asked_of(request.user, request.family.places)
    due = [row for row in rows if row.is_due]
    context = {"due": due, "past": [row for row in rows if not row.is_due]}
    return show(request, "guardian/surveys/list.html", MORE, context)


@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def survey(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """Answer, look at what was answered, or change it; a refusal keeps everything that was written."""
    asked, unit = _asked(request, pk)
    if request.method == "POST":
        return _send(request, asked, unit)
    if unit.answer is not None and not ("change" in request.GET and _may_change(asked, unit)):
        return _answered(request, asked, unit)
    if not asked.is_open or not unit.may_answer:
        return _answered(request, asked, unit)
    return _form(request, asked, unit, said_before(request, unit, asked.survey))


@require_POST
@for_guardians
def draft(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """What she has typed so far."""
    asked, unit = _asked(request, pk)
    child = Child.objects.get(pk=unit.key.child_id) if unit.key.child_id else None
    services.save_answer_draft(
        actor=request.user, survey=asked.survey, child=child, answers=typed_in(request.POST)
    )
    return HttpResponse(status=204)


def _asked(request: FamilyRequest, pk: UUID) -> tuple[Asked, AskedUnit]:
    asked = asked_of_family(request.user, pk, request.family.places)
    unit = unit_of(asked, request.GET.get("for", "")) if asked else None
    if asked is None or unit is None:
        raise NotVisible
    return asked, unit


def _send(request: FamilyRequest, asked: Asked, unit: AskedUnit) -> HttpResponse:
    answers = typed_in(request.POST)
    try:
        services.submit_answers(actor=request.user, survey=asked.survey, unit=unit.key, answers=answers)
    except DomainError as error:
        return _form(request, asked, unit, Typed.refused(answers, error), error.status)
    following = next((one for one in asked.waiting if one.key != unit.key), None)
    messages.success(request, _sent(request, unit, following))
    query = {"for": (following or unit).token, "in": request.GET.get("in", "")}
    address = reverse("guardian_survey", args=[asked.survey.pk])
    return redirect(f"{address}?{urlencode({key: value for key, value in query.items() if value})}")


def _sent(request: FamilyRequest, unit: AskedUnit, following: AskedUnit | None) -> str:
    """What became of it: somebody else's answer was replaced, a brother or sister comes next."""
    before = unit.answer
    if following:
        names = {"name": unit.seat.name, "next": following.seat.name}
        return _("Sent for %(name)s. Now for %(next)s.") % names
    if before and before.answered_by_id != request.user.pk:
        return _("Sent. It takes the place of what %(name)s answered.") % {"name": before.answered_by.name}
    return _("Sent. Thank you for your answer.")


def _form(
    request: FamilyRequest, asked: Asked, unit: AskedUnit, typed: Typed, status: int = 200
) -> HttpResponse:
    context = _context(request, asked, unit) | sheet_of(request, asked.survey, typed)
    context |= {"has_draft_url": not asked.survey.is_anonymous and unit.answer is None}
    response = show(request, "guardian/surveys/answer.html", MORE, context)
    response.status_code = status
    return response


def _answered(request: FamilyRequest, asked: Asked, unit: AskedUnit) -> HttpResponse:
    context = _context(request, asked, unit) | sheet_of(request, asked.survey, Typed())
    context |= {
        "summary": summary_of(request, asked.survey, unit.answer),
        "may_change": _may_change(asked, unit),
    }
    return show(request, "guardian/surveys/answered.html", MORE, context)


def _may_change(asked: Asked, unit: AskedUnit) -> bool:
    return asked.is_open and unit.may_answer and asked.survey.may_edit


def _context(request: FamilyRequest, asked: Asked, unit: AskedUnit) -> dict[str, Any]:
    return {
        "asked": asked,
        "unit": unit,
        "is_mine": unit.answer and unit.answer.answered_by_id == request.user.pk,
    }
