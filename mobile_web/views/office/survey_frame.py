"""The survey an office page is about: one she works on, or one whose results she may read."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from mobile_web.http import PageRequest
from notices.models import Asks, Notice
from surveys.models import Event, MeetingPeriod, Survey
from surveys.policies import require_maker
from surveys.selectors.asking import followed_by

ROOM = "office_surveys"


def followed_survey(request: PageRequest, pk: UUID) -> Survey:
    """To everybody else it is not there."""
    return get_object_or_404(followed_by(request.user), pk=pk)


def survey_to_change(request: PageRequest, pk: UUID) -> Survey:
    """One she has authority over; refused before a form is read."""
    survey = followed_survey(request, pk)
    require_maker(request.user, survey.organisation_id, survey.facility_id)
    if survey.notice_id is None:
        raise Http404
    return survey


def page_of(notice: Notice) -> str:
    """Where a notice that asks is written and followed; empty for an ordinary one."""
    if notice.asks == Asks.MEETING:
        period = MeetingPeriod.objects.filter(notice=notice).only("pk").first()
        return reverse("office_meeting", args=[period.pk]) if period else ""
    if notice.asks == Asks.EVENT:
        event = Event.objects.filter(notice=notice).only("pk").first()
        return reverse("office_event", args=[event.pk]) if event else ""
    survey = Survey.objects.filter(notice=notice).only("pk").first() if notice.asks == Asks.SURVEY else None
    return reverse("office_survey", args=[survey.pk]) if survey else ""
