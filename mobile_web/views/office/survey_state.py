"""What the builder of a survey shows, for the whole page and for each autosave alike."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.errors import DomainError
from mobile_web.forms.survey_questions import boxes_of
from mobile_web.forms.surveys import SurveyForm
from mobile_web.http import PageRequest
from mobile_web.stepup import is_step_up_due
from mobile_web.views.office.audience import tree_context
from mobile_web.views.office.compose_state import wait_of
from mobile_web.views.office.counted import counts_of
from mobile_web.views.office.frame import page
from mobile_web.views.office.survey_frame import ROOM
from surveys.models import Kind, Survey, Unit
from surveys.policies import may_make
from surveys.selectors.asking import questions_of
from surveys.structure import QuestionDraft

LABELS = (("ja", "日本語", ""), ("easy", "やさしい日本語", ""), ("en", "English", "en"))


def whole(
    request: PageRequest,
    survey: Survey,
    form: SurveyForm,
    questions: Sequence[QuestionDraft],
    *,
    status: int = 200,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """The page with everything."""
    context = live(request, survey) | {
        "form": form,
        "boxes": boxes_of(questions),
        "kinds": Kind.choices,
        "refusal": refusal,
        "wrong": (refusal.details.get("question") if refusal else None),
    }
    if survey.notice and survey.published_at is None:
        context |= tree_context(survey.notice)
    return page(request, "office/surveys/write.html", ROOM, status=status, **context)


def refused(
    request: PageRequest,
    survey: Survey,
    form: SurveyForm,
    questions: Sequence[QuestionDraft],
    error: DomainError,
) -> HttpResponse:
    """The same form with the sentence above it; what was saved before the refusal has a new version.

    Where somebody else changed it meanwhile the version stays: saving is refused until the page is read again.
    """
    survey.refresh_from_db()
    if error.code != "changed_meanwhile" and form.is_valid():
        data = request.POST.copy()
        data["version"] = str(survey.version)
        form = SurveyForm(data)
        form.is_valid()
    if request.htmx:
        context = live(request, survey) | {"refusal": error, "form": form}
        return render(request, "office/surveys/live.html", context, status=error.status)
    return whole(request, survey, form, questions, status=error.status, refusal=error)


def saved(request: PageRequest, survey: Survey) -> HttpResponse:
    """The answer to an autosave."""
    context = live(request, survey) | {"form": SurveyForm.of(survey), "saved_at": timezone.now()}
    return render(request, "office/surveys/live.html", context)


def live(request: PageRequest, survey: Survey) -> dict[str, Any]:
    """The parts that follow the form: preview, counts, what sending says."""
    is_draft = survey.published_at is None
    may_write = may_make(request.user, survey.organisation_id, survey.facility_id)
    return {
        "survey": survey,
        "notice": survey.notice,
        "previews": [(code, label, lang, _words(survey, code)) for code, label, lang in LABELS],
        "questions": list(questions_of(survey)),
        "counts": counts_of(survey.notice) if survey.notice and is_draft else None,
        "is_draft": is_draft,
        "is_staff": survey.unit == Unit.STAFF,
        "may_write": may_write,
        "may_set": may_write and is_draft,
        "wait": wait_of(survey.notice) if survey.notice and not is_draft else None,
        "is_held": bool(not is_draft and survey.opens_at and survey.opens_at > timezone.now()),
        "asks_first": survey.facility_id is None and is_step_up_due(request),
    }


def _words(survey: Survey, code: str) -> dict[str, Any]:
    """Everything a family would read, in one language."""
    questions = [
        {
            "number": number,
            "row": row,
            "words": row.words(code),
            "choices": [choice.word(code) for choice in row.choices.all()],
        }
        for number, row in enumerate(questions_of(survey), start=1)
    ]
    return survey.words(code) | {"questions": questions}
