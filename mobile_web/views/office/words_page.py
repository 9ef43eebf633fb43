"""What the page of families' words shows beside the words themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from attendance.models import Attendance, Contest
from attendance.services import Seat
from attendance.services.report_rules import local_now
from facilities.clock import today_at
from facilities.models import Child, Enrolment, Grant, Guardian, StaffPost
from mobile_web.forms.reports import Asked
from mobile_web.moments import clock_words


@dataclass(frozen=True)
class ContestLine:
    """What a family says of a day, and what the day came to."""

    contest: Contest
    times: str


def contest_lines(contests: Iterable[Contest]) -> list[ContestLine]:
    """Oldest question first. Two queries."""
    rows = sorted(contests, key=lambda row: row.created_at)
    found = Attendance.objects.filter(
        child__in=[row.child_id for row in rows], day__in=[row.day for row in rows]
    )
    days: dict[tuple[UUID, UUID, object], Attendance] = {
        (row.facility_id, row.child_id, row.day): row for row in found
    }
    return [ContestLine(row, _times(days.get((row.facility_id, row.child_id, row.day)))) for row in rows]


def asked_by_staff(user: User, child: Child) -> Asked:
    """Where she works and the child goes; every adult who may pick up the child today."""
    here = StaffPost.objects.held_by(user).filter(facility__isnull=False).values("facility")
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    rows = Enrolment.objects.filter(lasting, child=child, facility__in=here).select_related("facility")
    row = rows.order_by("starts_on", "pk").first()
    if row is None:
        raise Http404
    today = today_at(row.facility)
    able = Grant.objects.live(today).filter(child=child, can_pick_up=True)
    people = list(Guardian.objects.filter(grants__in=able).order_by("call_order", "pk"))
    return Asked([Seat(child, row.facility)], people, local_now(row.facility).date())


def _times(day: Attendance | None) -> str:
    if day is None:
        return "– → –"
    ends = [clock_words(at) if at else "–" for at in (day.arrived_at, day.left_at)]
    return " → ".join(ends)
