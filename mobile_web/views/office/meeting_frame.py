"""The period of meetings an office page is about, and how its page is framed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from facilities.models.roles import KEEPING_ROLES
from facilities.policies import roles_at
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell
from surveys.models import MeetingPeriod
from surveys.policies.meetings import require_meeting_keeper

ROOM, TABLET_ROOM = "office_meetings", "teacher_meetings"


def seen_period(request: PageRequest, pk: UUID) -> MeetingPeriod:
    """One of a facility she works in; to everybody else it is not there."""
    rows = MeetingPeriod.objects.visible_to(request.user).select_related("facility__organisation", "notice")
    return get_object_or_404(rows, pk=pk)


def period_to_change(request: PageRequest, pk: UUID) -> MeetingPeriod:
    """One she has authority over; refused before a form is read."""
    period = seen_period(request, pk)
    require_meeting_keeper(request.user, period.facility)
    return period


def may_keep(request: PageRequest, period: MeetingPeriod) -> bool:
    """Whether the buttons are shown; the services ask again."""
    return bool(roles_at(request.user, period.facility) & KEEPING_ROLES)


def show(request: PageRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A whole page, of the PC for the office and of the tablet for teachers."""
    return render(
        request, template, either_shell(request, tablet=TABLET_ROOM, office=ROOM) | context, status=status
    )
