"""The facility's day on the office's PC: every class in one table, what does not fit on top."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from attendance import services
from attendance.policies import may_keep_words
from attendance.selectors.board import BoardRow, DayBoard, day_board
from attendance.selectors.care_list import central_facilities
from attendance.selectors.child_day import own_children
from backend.errors import NotAllowed
from facilities.clock import month_of, today_at, zone_of
from facilities.models import Facility
from mobile_web.forms.days import ManyForm
from mobile_web.http import PageRequest
from mobile_web.views.attendance.child_day import valid
from mobile_web.views.office.days_frame import NAV, overseen
from mobile_web.views.office.frame import page, place_of
from mobile_web.views.teacher.board_words import alarm_words, words_of
from mobile_web.views.teacher.tiles import (
    SLUGS,
    NewWord,
    counts_of,
    new_words,
    reason_words,
)


@dataclass(frozen=True)
class Line:
    """A child in the table; times as the facility's clock shows them."""

    row: BoardRow
    slug: str
    word: str
    came: datetime | None
    left: datetime | None
    why: str
    alarms: tuple[str, ...]
    is_own: bool
    is_ticked: bool
    words: tuple[NewWord, ...] = ()

    @property
    def person(self) -> str:
        """Who is to come: the name that staff call out. Of her own child she reads none: colleagues do."""
        if self.is_own:
            return ""
        plan = self.row.pick_up
        if plan.proxy:
            return plan.proxy
        return f"{plan.picker.get_relation_display()} {plan.picker.name}" if plan.picker else ""


@require_GET
def start(request: PageRequest) -> HttpResponse:
    """Her facility's board; the central office reads numbers."""
    place = place_of(request.user)
    if place.facility:
        overseen(request, place.facility.pk)
        return board(request, place.facility.pk)
    if central_facilities(request.user):
        return redirect("office_statistics")
    raise NotAllowed


@require_GET
def board(request: PageRequest, pk: UUID) -> HttpResponse:
    """Today or a past day; for htmx only what moves."""
    facility = overseen(request, pk)
    day = _day(request.GET.get("day", ""), today_at(facility))
    context = _context(request, facility, day)
    if request.htmx:
        return render(request, "office/days/board_live.html", context)
    return page(request, "office/days/board.html", NAV, **context)


def _context(request: PageRequest, facility: Facility, day: date) -> dict[str, Any]:
    found = day_board(facility, day=day)
    lines = _lines(found, frozenset(own_children(request.user)), request)
    return {
        "facility": facility,
        "board": found,
        "day": day,
        "today": today_at(facility),
        "month": month_of(day),
        "lines": lines,
        "counts": counts_of(found),
        "alarms": [line for line in _every(found, lines) if line.alarms],
        "rooms": found.rooms,
        "may_confirm": day == today_at(facility) and may_keep_words(request.user, facility),
        "chosen": _chosen(request),
        "id": uuid4(),
        "now": timezone.now(),
    }


@require_POST
def many(request: PageRequest, pk: UUID) -> HttpResponse:
    """The ticked children arrive or go home."""
    facility = overseen(request, pk)
    data = valid(ManyForm(request.POST))
    count = services.stamp_many(
        actor=request.user, facility=facility, children=data["child"], kind=data["kind"], id=data["id"]
    )
    said = ngettext("%(n)s child stamped.", "%(n)s children stamped.", count)
    messages.success(request, said % {"n": count})
    return redirect("office_attendance_place", pk)


def _chosen(request: PageRequest) -> dict[str, str]:
    """The filters: a state, a class, only what does not fit."""
    return {name: request.GET.get(name, "") for name in ("state", "class", "alarm")}


def _day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _lines(board: DayBoard, own: frozenset[UUID], request: PageRequest) -> list[Line]:
    chosen, ticked = _chosen(request), set(request.GET.getlist("child"))
    lines = [_line(board, row, row.child.pk in own, str(row.child.pk) in ticked) for row in board.rows]
    return [line for line in lines if _fits(line, chosen)]


def _every(board: DayBoard, lines: list[Line]) -> list[Line]:
    """The loudest first."""
    by_child = {line.row.child.pk: line for line in lines}
    return [by_child[row.child.pk] for row in board.alarms if row.child.pk in by_child]


def _fits(line: Line, chosen: dict[str, str]) -> bool:
    return (
        chosen["state"] in ("", line.slug)
        and chosen["class"] in ("", str(line.row.classroom.pk))
        and (not chosen["alarm"] or bool(line.alarms))
    )


def _line(board: DayBoard, row: BoardRow, is_own: bool, is_ticked: bool) -> Line:
    stamped, zone = row.attendance, zone_of(board.facility)
    return Line(
        row=row,
        slug=SLUGS[row.state],
        word=words_of(row.state),
        came=timezone.localtime(stamped.arrived_at, zone) if stamped and stamped.arrived_at else None,
        left=timezone.localtime(stamped.left_at, zone) if stamped and stamped.left_at else None,
        why="" if is_own else reason_words(row.word),
        alarms=tuple(alarm_words(alarm) for alarm in row.alarms),
        is_own=is_own,
        is_ticked=is_ticked,
        words=() if is_own else new_words(row),
    )
