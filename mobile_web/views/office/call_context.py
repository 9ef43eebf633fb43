"""What the list of open households and the card of one household show."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.ids import uuid7
from facilities.models import Facility
from mobile_web.http import PageRequest
from notices.models import CallTask, Notice
from notices.selectors.calls import call_card, call_queue, desk_progress, held_task
from notices.selectors.inbox import with_place

ROWS = 100


def list_context(request: PageRequest, notice: Notice) -> dict[str, Any]:
    """Households she may phone, at most a hundred at once unless she asks for more."""
    facility = chosen_facility(request)
    shown = request.GET.get("rows", "")
    limit = min(int(shown), 2000) if shown.isdecimal() and len(shown) < 6 else ROWS
    progress = desk_progress(request.user, notice, facility)
    rows = call_queue(request.user, notice, facility_id=facility, limit=limit)
    return {
        "notice": notice,
        "rows": rows,
        "progress": progress,
        "more": limit + ROWS if progress.left > len(rows) else 0,
        "facility_id": facility,
        "now": timezone.now(),
        "me": request.user,
    }


def card_context(request: PageRequest, notice: Notice) -> dict[str, Any]:
    """The household she holds, if she holds one."""
    task = held_task(request.user, notice)
    if task is None:
        return {"notice": notice, "card": None, "facility_id": chosen_facility(request)}
    return {
        "notice": notice,
        "card": call_card(task),
        "say": script_of(request, task),
        "attempt_id": uuid7(),
        "lease_left": lease_left(task),
        "facility_id": chosen_facility(request),
    }


def lease_left(task: CallTask) -> int:
    """Seconds; 0 when it is over."""
    left = task.lease_until - timezone.now() if task.lease_until else timedelta(0)
    return max(0, int(left.total_seconds()))


def script_of(request: PageRequest, task: CallTask) -> dict[str, Any]:
    """What to say: who calls, and the notice in the words the family would have read."""
    notice = task.notice
    sender = notice.facility.name if notice.facility else notice.organisation.office_name
    body = with_place(notice.body, task.facility.name)
    return {
        "sender": sender,
        "name": request.user.name,
        "title": with_place(notice.title, task.facility.name),
        "paragraphs": [line for line in body.splitlines() if line.strip()],
    }


def chosen_facility(request: PageRequest) -> UUID | None:
    """The facility filter; one that is not hers simply shows nothing."""
    try:
        return UUID(request.POST.get("facility") or request.GET.get("facility", ""))
    except ValueError:
        return None


def facility_choices(request: PageRequest, limit: int = 400) -> list[Facility]:
    """For the filter of the desk."""
    return list(Facility.objects.visible_to(request.user).in_order().only("pk", "name")[:limit])
