"""Who answered, live: totals, facilities, who is silent, reminders, readers, and the end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from backend.errors import DomainError
from facilities.policies import facilities_to_call
from mobile_web.forms.surveys import EndForm, members_in, times_in
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.frame import page
from mobile_web.views.office.survey_frame import ROOM, followed_survey, survey_to_change
from surveys import services
from surveys.models import Survey, Unit
from surveys.policies import may_make
from surveys.policies.answering import may_print
from surveys.selectors.asking import candidates
from surveys.selectors.reach import SHOWN, places_followed, silent_rows
from surveys.selectors.silent import standing
from surveys.services.reminders import last_morning


@require_GET
def answered(request: PageRequest, pk: UUID) -> HttpResponse:
    """The whole page; its counts fetch themselves again."""
    survey = followed_survey(request, pk)
    if survey.published_at is None:
        return redirect("office_survey_write", pk)
    return _whole(request, survey)


@require_GET
def now(request: PageRequest, pk: UUID) -> HttpResponse:
    """Totals and facilities."""
    survey = followed_survey(request, pk)
    return render(request, "office/surveys/answered_now.html", _now(request, survey))


@require_GET
def silent(request: PageRequest, pk: UUID) -> HttpResponse:
    """By name, for who keeps these families."""
    survey = followed_survey(request, pk)
    return render(request, "office/surveys/silent.html", _silent(request, survey))


@require_POST
def remind(request: PageRequest, pk: UUID) -> HttpResponse:
    """Now, those alone who have not answered."""
    survey = survey_to_change(request, pk)
    try:
        told = services.remind_silent(actor=request.user, survey=survey)
    except DomainError as error:
        return _whole(request, survey, status=error.status, refusal=error)
    sentence = ngettext("Reminded %(n)s family.", "Reminded %(n)s families.", told) % {"n": told}
    messages.success(request, sentence)
    return redirect("office_survey_answered", pk)


@require_POST
def reminders(request: PageRequest, pk: UUID) -> HttpResponse:
    """The times to come."""
    survey = survey_to_change(request, pk)
    try:
        services.set_reminders(actor=request.user, survey=survey, times=times_in(request.POST))
    except DomainError as error:
        return _whole(request, survey, status=error.status, refusal=error)
    messages.success(request, _("Saved."))
    return redirect("office_survey_answered", pk)


@require_POST
def viewers(request: PageRequest, pk: UUID) -> HttpResponse:
    """Who else may read the results."""
    survey = survey_to_change(request, pk)
    services.set_viewers(actor=request.user, survey=survey, members=members_in(request.POST))
    messages.success(request, _("Saved."))
    return redirect("office_survey_answered", pk)


@require_POST
def end(request: PageRequest, pk: UUID) -> HttpResponse:
    """Another end, or now."""
    survey = survey_to_change(request, pk)
    try:
        _end(request, survey)
    except DomainError as error:
        return _whole(request, survey, status=error.status, refusal=error)
    return redirect("office_survey_answered", pk)


def _end(request: PageRequest, survey: Survey) -> None:
    if "now" in request.POST:
        services.close_survey(actor=request.user, survey=survey)
        return
    form = EndForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Say until when answers are taken. Nothing was saved."))
    services.save_survey(
        actor=request.user,
        organisation=survey.organisation,
        facility=survey.facility,
        survey=survey,
        **form.cleaned_data,
    )


def _whole(
    request: PageRequest, survey: Survey, *, status: int = 200, refusal: DomainError | None = None
) -> HttpResponse:
    survey.refresh_from_db()
    context = _now(request, survey) | _silent(request, survey) | {"refusal": refusal}
    listed = set(survey.viewers.values_list("member", flat=True))
    context |= {
        "reminders": survey.reminders.order_by("due_at"),
        "morning": last_morning(survey),
        "people": [(one, one.pk in listed) for one in candidates(survey)[:500]],
        "listed": len(listed),
        "may_call": facilities_to_call(request.user, survey.organisation_id) != [],
        "may_print": may_print(request.user).filter(pk=survey.pk).exists(),
        "may_read": Survey.objects.visible_to(request.user).filter(pk=survey.pk).exists(),
    }
    return page(request, "office/surveys/answered.html", ROOM, status=status, **context)


def _now(request: PageRequest, survey: Survey) -> dict[str, Any]:
    at = timezone.now()
    return {
        "survey": survey,
        "notice": survey.notice,
        "standing": standing(survey, places_followed(request.user, survey)),
        "is_open": survey.is_open(at),
        "is_over": bool(survey.closes_at and survey.closes_at <= at),
        "is_staff": survey.unit == Unit.STAFF,
        "may_write": may_make(request.user, survey.organisation_id, survey.facility_id),
    }


def _silent(request: PageRequest, survey: Survey) -> dict[str, Any]:
    """The first two hundred, of one facility where she chose one."""
    place = uuid_or_none(request.GET.get("facility", ""))
    rows = silent_rows(request.user, survey, place)
    shown = None if rows is None else rows[:SHOWN]
    more, is_open = bool(rows and len(rows) > SHOWN), survey.is_open(timezone.now())
    return {"rows": shown, "more": more, "place": place, "survey": survey, "is_open": is_open}
