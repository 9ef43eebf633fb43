"""The contact book on the family's phone: the newest day whole, the days before it, one day, and that it was read."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from contactbook import services
from contactbook.models import Entry, Side
from contactbook.models.entries import EntryQuerySet
from contactbook.selectors.reading import book_of, day_after, day_before, month_of_book
from facilities.clock import month_of
from facilities.models import Child, Enrolment
from mobile_web.book_cards import Card, Past, card_of, past_of
from mobile_web.care_words import month_words
from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.month import month_of_text
from mobile_web.placed import Kind, marks_in
from mobile_web.views.guardian.book_marks import beside_of
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.guardian.notice import is_really_opened

HERE = "guardian_book"
MOST_READ = 60


@dataclass(frozen=True)
class Book:
    """One child's book as this family may read it."""

    child: Child
    enrolments: tuple[Enrolment, ...]
    rows: EntryQuerySet

    @property
    def entries(self) -> EntryQuerySet:
        return book_of(self.rows, self.child, self.enrolments)

    def month_with(self, month: date) -> date | None:
        """This month, or the last before it in which something stands."""
        day = day_before(self.rows, self.child, self.enrolments, last_of(month) + timedelta(days=1))
        return month_of(day) if day else None


@require_safe
@for_guardians
def book(request: FamilyRequest) -> HttpResponse:
    """The newest month of a child, its newest day whole; an older month as a list."""
    found = _book(request, uuid_or_none(request.GET.get("child", "")))
    if found is None:
        return show(request, "guardian/book/book.html", HERE, {"tabs": [], "child": None})
    context = {
        "tabs": _tabs(request, found.child),
        "child": found.child,
        "write_url": _write_url(request, found.child),
        **_month_context(request, found),
    }
    return show(request, "guardian/book/book.html", HERE, context)


@require_safe
@for_guardians
def day(request: FamilyRequest, pk: UUID, day: date) -> HttpResponse:
    """One day, from a list or from the search."""
    found = _book(request, pk)
    if found is None:
        raise Http404
    entries = [row for row in month_of_book(found.entries, month_of(day)) if row.day == day]
    _note(request, entries)
    near = (found.rows, found.child, found.enrolments, day)
    context = {
        "child": found.child,
        "day": day,
        "shown": _day_context(request, day, entries),
        "older": _day_url(found.child, day_before(*near)),
        "newer": _day_url(found.child, day_after(*near)),
    }
    return show(request, "guardian/book/day.html", HERE, context)


@require_POST
@for_guardians
def read(request: FamilyRequest) -> HttpResponse:
    """What a page that was open already has brought into view since."""
    ids = [pk for text in request.POST.getlist("entry")[:MOST_READ] if (pk := uuid_or_none(text))]
    if ids:
        services.read_entries(actor=request.user, entries=ids)
    return HttpResponse(status=204)


def last_of(month: date) -> date:
    """Its last day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def children_of(request: FamilyRequest) -> list[Child]:
    """Each child once, also those who have left."""
    return list({row.child.pk: row.child for row in request.family.children}.values())


def book_for(request: FamilyRequest, child: Child) -> Book:
    """The book of one of her children."""
    stays = tuple(row for row in request.family.enrolments if row.child_id == child.pk)
    rows = Entry.objects.read_by_family(request.user)
    return Book(child, stays, rows)


def _book(request: FamilyRequest, pk: UUID | None) -> Book | None:
    children = children_of(request)
    if pk is not None:
        children = [child for child in children if child.pk == pk]
        if not children:
            raise Http404
    return book_for(request, children[0]) if children else None


def _day_context(request: FamilyRequest, on: date, entries: Sequence[Entry]) -> dict[str, Any]:
    """Cards of the nursery and the class, and what home wrote."""
    nursery = sorted(
        (row for row in entries if row.side != Side.HOME), key=lambda row: row.side == Side.CLASS
    )
    beside = beside_of(request.family, entries)
    placed = marks_in(request, request.user, Kind.ENTRY, [row.pk for row in nursery if row.child_id])
    cards = [
        (card_of(row, is_first=n == 0), beside[row.pk], placed.get(row.pk, []))
        for n, row in enumerate(nursery)
    ]
    homes = [(_home_card(row), beside[row.pk]) for row in entries if row.side == Side.HOME]
    unread = [row.pk for row in nursery if not beside[row.pk].is_read_by_me]
    return {"day": on, "cards": cards, "homes": homes, "unread": unread}


def _month_context(request: FamilyRequest, found: Book) -> dict[str, Any]:
    """The days of the month asked for; of this one the newest whole, which is read by that."""
    asked = _month(request)
    month = found.month_with(asked)
    days = _days(month_of_book(found.entries, month)) if month else []
    newest = days[0] if days and asked == month_of(request.family.day) else None
    _note(request, newest[1] if newest else [])
    return {
        "month": month_words(month) if month else "",
        "today": _day_context(request, *newest) if newest else None,
        "past": [_past(request, found.child, day, rows) for day, rows in (days[1:] if newest else days)],
        **_months_beside(found, month),
    }


def _home_card(entry: Entry) -> Card:
    return card_of(entry, is_first=False)


def _note(request: FamilyRequest, entries: Sequence[Entry]) -> None:
    """She has the page before her. Her family's own page is no reading."""
    ids = [row.pk for row in entries if row.side != Side.HOME]
    if ids and is_really_opened(request):
        services.read_entries(actor=request.user, entries=ids)


def _days(entries: Sequence[Entry]) -> list[tuple[date, list[Entry]]]:
    return [(on, list(rows)) for on, rows in groupby(entries, key=lambda row: row.day)]


def _past(request: FamilyRequest, child: Child, on: date, rows: Sequence[Entry]) -> Past:
    unread = frozenset(
        row.pk
        for row in rows
        if row.side != Side.HOME and not any(one.user_id == request.user.pk for one in row.readings.all())
    )
    return past_of(on, rows, _day_url(child, on), unread)


def _tabs(request: FamilyRequest, current: Child) -> list[dict[str, Any]]:
    children = children_of(request)
    if len(children) < 2:
        return []
    return [
        {
            "label": f"{child.given_name}{child.get_honorific_display()}",
            "url": f"?child={child.pk}",
            "is_current": child.pk == current.pk,
        }
        for child in children
    ]


def _months_beside(found: Book, month: date | None) -> dict[str, str]:
    """Links to the nearest older and newer month in which something stands."""
    if month is None:
        return {"older_url": "", "newer_url": ""}
    near = (found.rows, found.child, found.enrolments)
    before, after = day_before(*near, month), day_after(*near, last_of(month))
    return {"older_url": _month_url(found.child, before), "newer_url": _month_url(found.child, after)}


def _month_url(child: Child, day: date | None) -> str:
    return f"?child={child.pk}&month={day:%Y-%m}" if day else ""


def _day_url(child: Child, on: date | None) -> str:
    return reverse("guardian_book_day", args=[child.pk, on]) if on else ""


def _write_url(request: FamilyRequest, child: Child) -> str:
    """Where the family writes, while the child goes there; who only reads along is not led there."""
    goes = any(row.child_id == child.pk for row in request.family.today)
    return address_of("guardian_book_write", child) if goes and request.family.counting else ""


def address_of(name: str, child: Child) -> str:
    """A page about a child by its name, or nothing where it is not built in."""
    try:
        return f"{reverse(name)}?child={child.pk}"
    except NoReverseMatch:
        return ""


def _month(request: FamilyRequest) -> date:
    this = month_of(request.family.day)
    return month_of_text(request.GET.get("month", ""), this)
