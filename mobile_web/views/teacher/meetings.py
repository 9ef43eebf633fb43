"""A teacher's coming meetings, by day: which family comes when and where."""

from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from facilities.clock import zone_of
from facilities.models import Child
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell
from surveys.models import MeetingPeriod, MeetingSlot
from surveys.selectors.own_meetings import own_meetings

SHOWN = 200


class Talk(NamedTuple):
    """One meeting; without a name it is of a child whom she does not know (any more)."""

    slot: MeetingSlot
    starts_at: datetime
    ends_at: datetime
    name: str
    is_over: bool


@require_safe
def meetings(request: PageRequest) -> HttpResponse:
    """Today's, those of this morning too, and what is to come."""
    slots = own_meetings(request.user, timezone.now(), SHOWN)
    known = {
        child.pk: str(child)
        for child in Child.objects.visible_to(request.user).filter(pk__in=[slot.child_id for slot in slots])
    }
    talks = [_talk(slot, known.get(slot.child_id, "") if slot.child_id else "") for slot in slots]
    context: dict[str, Any] = {
        "days": [(day, list(rows)) for day, rows in groupby(talks, key=lambda one: one.starts_at.date())],
        "periods": _periods(request),
        "today": timezone.localdate(),
    }
    frame = either_shell(request, tablet="teacher_meetings", office="office_meetings")
    return render(request, "teacher/meetings.html", frame | context)


def _talk(slot: MeetingSlot, name: str) -> Talk:
    zone = zone_of(slot.period.facility)
    begins, ends = (timezone.localtime(at, zone) for at in (slot.starts_at, slot.ends_at))
    return Talk(slot, begins, ends, name, slot.ends_at <= timezone.now())


def _periods(request: PageRequest) -> list[MeetingPeriod]:
    """Whose plans she can open: what is not over."""
    rows = MeetingPeriod.objects.visible_to(request.user).select_related("facility")
    rows = rows.filter(published_at__isnull=False, ends_on__gte=timezone.localdate())
    return list(rows.order_by("starts_on", "pk")[:12])
