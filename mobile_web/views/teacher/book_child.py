"""One child's contact book for staff: month by month, found by words, with who of the family has read."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contactbook import services
from contactbook.finding import wanted
from contactbook.models import Entry, Side, State
from contactbook.models.entries import EntryQuerySet
from contactbook.selectors.reading import book_of, day_after, day_before, found_in, month_of_book
from facilities.clock import month_of, today_at
from facilities.models import Child, Enrolment, Guardian
from facilities.policies import audit
from mobile_web.book_cards import Card, card_of
from mobile_web.book_search import MOST_LETTERS, day_or_none, rows_of
from mobile_web.care_words import month_words
from mobile_web.http import PageRequest
from mobile_web.moments import moment_words
from mobile_web.month import month_of_text
from mobile_web.photo_marks import Shown
from mobile_web.placed import Kind, marks_for_staff
from mobile_web.views.guardian.marks import join_names
from mobile_web.views.guardian.notice import is_really_opened
from mobile_web.views.office.frame import either_shell, place_of


@dataclass(frozen=True)
class Page:
    """A card with what staff see beside it."""

    card: Card
    side: str
    state: str
    read: str
    is_read: bool
    placed: tuple[Shown, ...] = ()


@require_safe
def child(request: PageRequest, pk: UUID) -> HttpResponse:
    """A month, or what was found; that she looked is written down for the family."""
    place_of(request.user)
    rows = Entry.objects.read_by_staff(request.user)
    seen = Child.objects.visible_to(request.user).filter(pk=pk).exclude(grants__guardian__user=request.user)
    found = get_object_or_404(seen.distinct())
    stays = list(found.enrolments.select_related("classroom", "facility").order_by("starts_on", "pk"))
    context = _context(request, found, stays, rows)
    if not request.htmx:
        facility = stays[-1].facility
        audit(
            request.user, "entry.look", "child", found.pk,
            organisation=found.organisation_id, facility=facility, child=found,
        )  # fmt: skip
    context |= either_shell(request, tablet="teacher_books", office="office_book")
    return render(request, "teacher/book_child.html", context)


def _context(
    request: PageRequest, found: Child, stays: Sequence[Enrolment], rows: EntryQuerySet
) -> dict[str, Any]:
    query = request.GET.get("q", "")[:MOST_LETTERS]
    today = today_at(stays[-1].facility)
    asked = wanted(query, today)
    book = book_of(rows, found, stays)
    shared = {"child": found, "query": query, "classroom": stays[-1].classroom}
    if asked.is_empty:
        return shared | _month(request, found, stays, rows, today)
    entries, before = found_in(book, asked, day_or_none(request.GET.get("before", "")))
    older = "?" + urlencode({"q": query, "before": before}) if before else ""
    return shared | {
        "is_asked": True,
        "rows": rows_of(entries, asked.words, lambda day: _address(found, day)),
        "older_url": older,
    }


def _month(
    request: PageRequest, found: Child, stays: Sequence[Enrolment], rows: EntryQuerySet, today: date
) -> dict[str, Any]:
    asked = month_of_text(request.GET.get("month", ""), month_of(today))
    last = asked.replace(day=monthrange(asked.year, asked.month)[1])
    newest = day_before(rows, found, stays, date.fromordinal(last.toordinal() + 1))
    month = month_of(newest) if newest else asked
    entries = month_of_book(book_of(rows, found, stays), month)
    _note(request, entries)
    end = month.replace(day=monthrange(month.year, month.month)[1])
    before, after = day_before(rows, found, stays, month), day_after(rows, found, stays, end)
    return {
        "month": month_words(month),
        "days": _days(entries, _names(found), _placed(request, entries)),
        "older_url": f"?month={before:%Y-%m}" if before else "",
        "newer_url": f"?month={after:%Y-%m}" if after else "",
    }


def _days(
    entries: Sequence[Entry], names: dict[UUID, str], placed: dict[UUID, list[Shown]]
) -> list[tuple[date, list[Page]]]:
    grouped = groupby(entries, key=lambda row: row.day)
    return [
        (day, [replace(_page(row, names), placed=tuple(placed.get(row.pk, ()))) for row in group])
        for day, group in grouped
    ]


def _placed(request: PageRequest, entries: Sequence[Entry]) -> dict[UUID, list[Shown]]:
    keys = [row.pk for row in entries if row.side == Side.NURSERY]
    return marks_for_staff(request, request.user, Kind.ENTRY, keys)


def _note(request: PageRequest, entries: Sequence[Entry]) -> None:
    """Pages of homes that stand before her count as opened."""
    homes = [row.pk for row in entries if row.side == Side.HOME]
    if homes and is_really_opened(request):
        services.read_entries(actor=request.user, entries=homes)


def _names(found: Child) -> dict[UUID, str]:
    """How the adults of her family are called, by account."""
    adults = Guardian.objects.filter(grants__child=found, user__isnull=False)
    return {row.user_id: f"{row.name}({row.get_relation_display()})" for row in adults if row.user_id}


def _page(entry: Entry, names: dict[UUID, str]) -> Page:
    read = [names[one.user_id] for one in entry.readings.all() if one.user_id in names]
    words = ""
    if entry.side == Side.NURSERY and entry.state == State.PUBLISHED:
        words = (
            _("Read by %(names)s") % {"names": join_names(read)}
            if read
            else _("The family has not read it yet")
        )
    if entry.changed_at:
        words = _("changed %(when)s") % {"when": moment_words(entry.changed_at)}
    state = "" if entry.state in (State.PUBLISHED, State.SENT) else str(entry.get_state_display())
    side = {Side.HOME: _("From home"), Side.CLASS: _("From the class"), Side.NURSERY: _("From the nursery")}
    return Page(card_of(entry, is_first=False), side[Side(entry.side)], state, words, bool(read))


def _address(found: Child, day: date) -> str:
    return f"{reverse('teacher_book_child', args=[found.pk])}?month={day:%Y-%m}#day-{day:%Y-%m-%d}"
