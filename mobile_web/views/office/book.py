"""The book today: what is written, published and read, class by class, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from attendance.selectors.board import BoardRow, day_board
from attendance.states import State
from contactbook.models import Entry
from contactbook.models import State as EntryState
from contactbook.policies import may_approve
from contactbook.selectors.today import Page, Tally, pages_of, tally_of
from facilities.models import Child, Classroom, Facility
from mobile_web.http import PageRequest
from mobile_web.views.office.book_frame import book_page, kept_facility
from mobile_web.views.office.frame import place_of

NAME = "office_book_place"
CAME = frozenset({State.HERE, State.LEFT})


@dataclass(frozen=True)
class Line:
    """A class with the names of what is open."""

    classroom: Classroom
    tally: Tally
    unwritten: tuple[Child, ...]
    unread: tuple[Child, ...]


@require_GET
def start(request: PageRequest) -> HttpResponse:
    """Her own facility; the central office has no contact book."""
    place = place_of(request.user)
    if place.facility is None:
        raise Http404
    return redirect(NAME, place.facility.pk)


@require_GET
def today(request: PageRequest, pk: UUID) -> HttpResponse:
    """The numbers and the names; a region that looks again gets what moves."""
    facility = kept_facility(request, pk)
    context = _facts(request, facility)
    if request.htmx:
        return render(request, "office/book/today_live.html", {"facility": facility, **context})
    return book_page(request, "today", facility, NAME, **context)


def _facts(request: PageRequest, facility: Facility) -> dict[str, Any]:
    board = day_board(facility)
    pages = pages_of(facility, board.day)
    waiting = Entry.objects.filter(facility=facility, state=EntryState.WAITING)
    return {
        "day": board.day,
        "lines": _lines(board.rows, pages),
        "total": _tally(board.rows, pages),
        "waiting": waiting.count(),
        "may_approve": may_approve(request.user, facility),
    }


def _lines(rows: tuple[BoardRow, ...], pages: dict[tuple[UUID, str], Page]) -> list[Line]:
    rooms: dict[UUID, list[BoardRow]] = {}
    for row in rows:
        rooms.setdefault(row.classroom.pk, []).append(row)
    return [_line(found, pages) for found in rooms.values()]


def _line(rows: list[BoardRow], pages: dict[tuple[UUID, str], Page]) -> Line:
    tally = _tally(rows, pages)
    child = {row.child.pk: row.child for row in rows}
    return Line(
        rows[0].classroom,
        tally,
        tuple(child[one] for one in tally.unwritten),
        tuple(child[one] for one in tally.unread),
    )


def _tally(rows: Sequence[BoardRow], pages: dict[tuple[UUID, str], Page]) -> Tally:
    came = [row.child.pk for row in rows if row.state in CAME]
    return tally_of([row.child.pk for row in rows], came, pages)
