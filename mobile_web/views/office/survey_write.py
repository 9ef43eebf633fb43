"""Writing a survey: its words, its questions, whom it asks, as the family will see it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from backend.errors import Conflict, DomainError
from mobile_web.forms.audience import scopes_of
from mobile_web.forms.survey_questions import acted, drafts_in
from mobile_web.forms.surveys import SurveyForm
from mobile_web.http import PageRequest
from mobile_web.stepup import ask_again, is_step_up_due
from mobile_web.views.office import survey_state
from mobile_web.views.office.survey_frame import followed_survey, survey_to_change
from notices import services as notices
from surveys import services
from surveys.models import Survey
from surveys.selectors.asking import drafts_of
from surveys.structure import QuestionDraft


@require_GET
def write(request: PageRequest, pk: UUID) -> HttpResponse:
    """The page, until families can answer; after that for mending words."""
    survey = followed_survey(request, pk)
    return survey_state.whole(request, survey, SurveyForm.of(survey), drafts_of(survey))


@require_POST
def save(request: PageRequest, pk: UUID) -> HttpResponse:
    """Keep everything that stands in the form, then do what the button says."""
    survey = survey_to_change(request, pk)
    form, act = SurveyForm(request.POST), request.POST.get("act", "")
    questions = drafts_of(survey)
    try:
        questions = drafts_in(request.POST, questions, is_locked=survey.is_locked)
        if not form.is_valid():
            return survey_state.whole(request, survey, form, questions, status=422)
        wanted, look = acted(questions, act)
        _save(request, survey, form, wanted)
        if act == "publish":
            return _publish(request, survey, guard_ok=form.cleaned_data["guard_ok"])
    except DomainError as error:
        return survey_state.refused(request, survey, form, questions, error)
    return survey_state.saved(request, survey) if request.htmx else _back(survey, look)


def _back(survey: Survey, look: str) -> HttpResponse:
    """To the question that was just added or moved."""
    look = drafts_of(survey)[-1].code if look == "last" else look
    return redirect(reverse("office_survey_write", args=[survey.pk]) + (f"#{look}" if look else ""))


@require_POST
def undo(request: PageRequest, pk: UUID) -> HttpResponse:
    """While it is held or waits for its time."""
    try:
        services.undo_survey(actor=request.user, survey=survey_to_change(request, pk))
    except Conflict as error:
        messages.warning(request, str(error.message))
        return redirect("office_survey", pk)
    messages.success(request, _("Taken back. Nobody was asked."))
    return redirect("office_survey_write", pk)


@require_POST
def release(request: PageRequest, pk: UUID) -> HttpResponse:
    """The hold is over: let its notice go, if no worker did so already."""
    survey = survey_to_change(request, pk)
    if survey.notice_id and survey.published_at:
        notices.release_notice(survey.notice_id)
        notices.freeze_recipients(survey.notice_id)
    return redirect("office_survey", pk)


def _save(request: PageRequest, survey: Survey, form: SurveyForm, questions: list[QuestionDraft]) -> None:
    """Both halves from one page: the second is written upon the version that the first has made."""
    version = form.cleaned_data["version"]
    if survey.published_at is None:
        services.save_survey(
            actor=request.user,
            organisation=survey.organisation,
            facility=survey.facility,
            survey=survey,
            version=version,
            scopes=scopes_of(survey.notice, request.POST) if survey.notice else None,
            **form.fields_of_survey(),
        )
        version = survey.version
    services.save_questions(actor=request.user, survey=survey, version=version, questions=questions)


def _publish(request: PageRequest, survey: Survey, *, guard_ok: bool) -> HttpResponse:
    """The central office shows again who it is; everything she wrote is saved by then."""
    here = reverse("office_survey_write", args=[survey.pk])
    if survey.facility_id is None and is_step_up_due(request):
        return ask_again(request, here)
    services.publish_survey(actor=request.user, survey=survey, version=survey.version, guard_ok=guard_ok)
    return redirect("office_survey", survey.pk)
