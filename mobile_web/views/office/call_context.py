"""What the list of open households and the card of one household show."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from backend.ids import uuid7
from facilities.models import Facility
from mobile_web.http import PageRequest, number_or
from notices.models import CallTask, Notice
from notices.selectors.calls import Where, call_card, call_queue, desk_progress, held_task
from notices.selectors.inbox import with_place

ROWS = 100


def list_context(request: PageRequest, notice: Notice) -> dict[str, Any]:
    """Households she may phone, at most a hundred at once unless she asks for more."""
    where = chosen_place(request)
    limit = number_or(request.GET.get("rows", ""), ROWS, 2000)
    progress = desk_progress(request.user, notice, where)
    rows = call_queue(request.user, notice, where=where, limit=limit)
    return {
        "notice": notice,
        "rows": rows,
        "progress": progress,
        "more": limit + ROWS if progress.left > len(rows) else 0,
        "where": str(where),
        "now": timezone.now(),
        "me": request.user,
    }


def card_context(request: PageRequest, notice: Notice) -> dict[str, Any]:
    """The household she holds, if she holds one."""
    task = held_task(request.user, notice)
    if task is None:
        return {"notice": notice, "card": None, "where": str(chosen_place(request))}
    return {
        "notice": notice,
        "card": call_card(task),
        "say": script_of(request, task),
        "attempt_id": uuid7(),
        "lease_left": lease_left(task),
        "where": str(chosen_place(request)),
    }


def lease_left(task: CallTask) -> int:
    """Seconds; 0 when it is over."""
    left = task.lease_until - timezone.now() if task.lease_until else timedelta(0)
    return max(0, int(left.total_seconds()))


def script_of(request: PageRequest, task: CallTask) -> dict[str, Any]:
    """What to say: who calls, and the notice in the words the family would have read."""
    notice = task.notice
    sender = notice.sender_name
    body = with_place(notice.body, task.facility.name)
    return {
        "sender": sender,
        "name": request.user.name,
        "title": with_place(notice.title, task.facility.name),
        "paragraphs": [line for line in body.splitlines() if line.strip()],
    }


def chosen_place(request: PageRequest) -> Where:
    """The filter by facility or area; a place that is not hers simply shows nothing."""
    return Where.of(request.POST.get("facility") or request.GET.get("facility", ""))


def place_choices(request: PageRequest, limit: int = 400) -> list[tuple[str, str]]:
    """(value, words) for the filter of the desk: areas where there are several, then facilities."""
    facilities = Facility.objects.worked_in_by(request.user)
    areas = list(facilities.exclude(area="").order_by("area").values_list("area", flat=True).distinct())
    places = facilities.in_order().values_list("pk", "name")[:limit]
    return [(area, area) for area in areas if len(areas) > 1] + [(str(pk), name) for pk, name in places]
