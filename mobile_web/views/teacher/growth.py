"""A measuring day of a class: a table that is typed from top to bottom, each row saved or refused for itself."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from attendance.selectors.child_day import own_children
from backend.errors import DomainError
from contactbook import services
from contactbook.growth import MEASURES
from contactbook.growth_words import measure_words
from contactbook.policies import require_class_writer
from contactbook.selectors.growth import ClassRow, class_growth
from facilities.clock import today_at
from facilities.models import Classroom
from facilities.selectors.board import classrooms_of
from mobile_web.forms.growth import MeasuringDayForm, boxes_of
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import either_shell

BOOK = "teacher_books"


@dataclass(frozen=True)
class Line:
    """A child with her boxes: what stands or was typed, what it was before, why it was refused."""

    row: ClassRow
    boxes: tuple[tuple[str, str, str], ...]
    error: str


@dataclass
class Noted:
    """What became of the rows of a day: those that were refused stay as they were typed."""

    saved: int = 0
    typed: dict[UUID, dict[str, str]] = field(default_factory=dict)
    refused: dict[UUID, str] = field(default_factory=dict)


@require_GET
def table(request: PageRequest, classroom: UUID) -> HttpResponse:
    """The class asked for, on a day."""
    room = room_of_class(request, classroom)
    day = MeasuringDayForm.day_in(request.GET.get("day", ""), today_at(room.facility))
    return _show(request, room, day, {}, {})


@require_POST
def save(request: PageRequest, classroom: UUID) -> HttpResponse:
    """Every row that changed; those that cannot be stay on the page as they were typed."""
    room = room_of_class(request, classroom)
    day = MeasuringDayForm.day_in(request.POST.get("day", ""), today_at(room.facility))
    found = _noted(request, room, day)
    if found.refused:
        return _show(request, room, day, found.typed, found.refused, 422)
    said = ngettext("%(n)s child saved.", "%(n)s children saved.", found.saved) % {"n": found.saved}
    messages.success(request, said if found.saved else _("Nothing had changed."))
    response = redirect("teacher_growth", room.pk)
    response["Location"] += f"?day={day}"
    return response


def _noted(request: PageRequest, room: Classroom, day: date) -> Noted:
    found = Noted()
    for row in class_growth(request.user, room, day, own_children(request.user)):
        boxes = boxes_of(request.POST.dict(), row.child.pk)
        try:
            now = services.note_growth(
                actor=request.user, child=row.child, facility=room.facility, day=day, measures=boxes
            )
            found.saved += _changed(row, now)
        except DomainError as error:
            found.typed[row.child.pk], found.refused[row.child.pk] = boxes, str(error)
    return found


def room_of_class(request: PageRequest, pk: UUID) -> Classroom:
    """One of her classes, for whose book she writes."""
    keys = [room.pk for room in classrooms_of(request.user)]
    room = get_object_or_404(Classroom.objects.select_related("facility"), pk__in=keys, pk=pk)
    require_class_writer(request.user, room)
    return room


def _changed(row: ClassRow, now: object) -> int:
    before = row.today
    return int((before and before.noted_at) != getattr(now, "noted_at", None))


def _show(
    request: PageRequest,
    room: Classroom,
    day: date,
    typed: dict[UUID, dict[str, str]],
    refused: dict[UUID, str],
    status: int = 200,
) -> HttpResponse:
    rows = class_growth(request.user, room, day, own_children(request.user))
    lines = [_line(row, typed.get(row.child.pk), refused.get(row.child.pk, "")) for row in rows]
    context: dict[str, Any] = {
        "room": room,
        "rooms": classrooms_of(request.user),
        "day": day,
        "today": today_at(room.facility),
        "names": [measure_words(one) for one in MEASURES],
        "lines": lines,
        "refused": len(refused),
    }
    context |= either_shell(request, tablet=BOOK, office="office_attendance")
    return render(request, "teacher/growth.html", context, status=status)


def _line(row: ClassRow, typed: dict[str, str] | None, error: str) -> Line:
    boxes = []
    for name in MEASURES:
        stands = getattr(row.today, name, None)
        before = getattr(row.before, name, None)
        text = typed[name] if typed else "" if stands is None else str(stands)
        boxes.append((name, text, "" if before is None else str(before)))
    return Line(row, tuple(boxes), error)
