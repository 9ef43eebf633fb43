"""What a home's page of the contact book shows: a panel a child, filled in as far as it stays true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation

from attendance.models import Report
from attendance.models.reports import STANDING_REPORTS
from attendance.selectors.reports import agreed_for, fetchers_of, own_reports
from attendance.services import Seat
from contactbook.items import Item, items_of
from contactbook.lines import told
from contactbook.models import Entry, EntryWrite, Side, State
from contactbook.selectors.homes import home_pages, last_pages, last_temperature, suggestions
from contactbook.selectors.templates import book_settings_of, template_for
from contactbook.words import label_of
from facilities.clock import today_at, zone_of
from facilities.models import Facility, Guardian
from facilities.selectors.family import ChildToday, Family
from mobile_web.http import FamilyRequest
from mobile_web.views.book.home_fields import Was
from mobile_web.views.book.home_panel import Filled, Kept, Panel, Typed, address_of
from mobile_web.views.book.home_rows import rows_of
from mobile_web.views.guardian.children import tile_of
from mobile_web.views.guardian.report_page import asked_of
from mobile_web.views.guardian.report_words import spoken

Place = tuple[UUID, UUID]


@dataclass(frozen=True)
class Before:
    """What is known of a child's morning at one place before anything is typed."""

    entry: Entry | None
    last: Entry | None
    report: Report | None
    pick_up: dict[str, str] | None
    people: Mapping[UUID, str]


def panels_of(request: FamilyRequest, day: date | None, typed: Mapping[str, Typed]) -> list[Panel]:
    """Every child she writes for; `typed` by panel for a form that comes back."""
    seats = asked_of(request.family).seats
    on = day or today_at(seats[0].facility)
    before = _before(request, seats, on)
    return [
        _panel(request.family, seat, on, typed.get(f"{child}.{facility}", Typed()), before[child, facility])
        for seat in seats
        for child, facility in [(seat.child.pk, seat.facility.pk)]
    ]


def _before(request: FamilyRequest, seats: Sequence[Seat], day: date) -> dict[Place, Before]:
    """Read once for all her children."""
    children = [seat.child.pk for seat in seats]
    pages, last = home_pages(request.user, children, day), last_pages(request.user, children, day)
    reports = _absences(request.family, day)
    people = _people(fetchers_of(request.family))
    agreed = _agreed(children, day, people)
    return {
        place: Before(
            pages.get(place), last.get(place), reports.get(place), agreed.get(seat.child.pk), people
        )
        for seat in seats
        for place in [(seat.child.pk, seat.facility.pk)]
    }


def _panel(family: Family, seat: Seat, day: date, typed: Typed, before: Before) -> Panel:
    row = next(one for one in family.children if (one.child, one.facility) == (seat.child, seat.facility))
    return Panel(
        seat=seat,
        tile=tile_of(row),
        day=day,
        typed=typed,
        filled=_filled(_items(row, day, before.entry), typed, before),
        entry=before.entry,
        report=spoken(before.report) if before.report else None,
        late_since=_late(seat.facility, day, before.entry),
        here=address_of(family, seat.child.pk, day),
    )


def _filled(items: tuple[Item, ...], typed: Typed, before: Before) -> Filled:
    entry, last = before.entry, before.last
    was = typed.was if typed.was is not None else _was(entry, _hints(items, before))
    degrees = last_temperature(last) if last else None
    hint = f"{degrees:.1f}" if degrees else ""
    rows = rows_of(items, was, typed.said, typed.refused, hint=hint, people=before.people.values())
    since = last.day if last and entry is None else None
    return Filled(items=items, rows=rows, was=was, kept=_kept(items, entry), since=since)


def _items(row: ChildToday, day: date, entry: Entry | None) -> tuple[Item, ...]:
    if entry is not None:
        return items_of(entry.template.items)
    return items_of(template_for(row.classroom, Side.HOME, day).items) if row.classroom else ()


def _was(entry: Entry | None, hints: Mapping[str, Any]) -> dict[str, Was]:
    """What stands in the entry; beside it, until the first sending, what is suggested."""
    cells = entry.cells if entry else {}
    was = {path: Was(cell["v"], cell["r"]) for path, cell in cells.items() if cell["v"] is not None}
    if entry and entry.state == State.SENT:
        return was
    filled = {path.partition("/")[0] for path in cells}
    return was | {
        path: Was(value, 0, True) for path, value in hints.items() if path.partition("/")[0] not in filled
    }


def _hints(items: Sequence[Item], before: Before) -> dict[str, Any]:
    """From the last page, from what is agreed, and from an absence that was told."""
    hints: dict[str, Any] = suggestions(items, before.last) if before.last else {}
    report = before.report
    for item in items:
        if item.kind == "pick_up" and before.pick_up:
            hints.setdefault(item.key, before.pick_up)
        if report and item.kind == "temperature" and report.temperature:
            hints[f"{item.key}/report"] = {"at": "", "c": float(report.temperature)}
        if report and item.key == "symptoms" and report.symptoms:
            hints[item.key] = [one for one in item.options if one in report.symptoms]
    return hints


def _absences(family: Family, day: date) -> dict[tuple[UUID, UUID], Report]:
    """What her own home has told for that day already."""
    rows = own_reports(family).filter(
        kind=Report.Kind.ABSENT, state__in=STANDING_REPORTS, starts_on__lte=day, ends_on__gte=day
    )
    return {(row.child_id, row.facility_id): row for row in rows.order_by("sent_at")}


def _people(fetchers: Sequence[Guardian]) -> dict[UUID, str]:
    """Mother, father: in the house's own language, for teachers read it; by name where two are called the same."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {row.pk: str(row.get_relation_display()) for row in fetchers}
    twice = {word for word in words.values() if list(words.values()).count(word) > 1}
    return {row.pk: row.name if words[row.pk] in twice else words[row.pk] for row in fetchers}


def _agreed(children: Sequence[UUID], day: date, people: Mapping[UUID, str]) -> dict[UUID, dict[str, str]]:
    """When and by whom a child is fetched as agreed, for a home that has never written."""
    return {
        row.child_id: {
            "at": f"{row.leaves_at:%H:%M}",
            "person": people.get(row.picker_id, "") if row.picker_id else "",
        }
        for row in agreed_for(children, day)
    }


def _kept(items: Sequence[Item], entry: Entry | None) -> list[Kept]:
    if entry is None:
        return []
    by_key = {item.key: item for item in items}
    rows = entry.writes.filter(outcome=EntryWrite.Outcome.KEPT).select_related("actor")
    return [
        Kept(
            write=row,
            label=label_of(item),
            stands=_words_of(item, row.path, entry.cells.get(row.path, {}).get("v")),
            words=_words_of(item, row.path, row.value),
            is_text=item.kind in ("text", "line"),
        )
        for row in rows.order_by("received_at", "pk")
        if (item := by_key.get(row.path.partition("/")[0]))
    ]


def _words_of(item: Item, path: str, value: Any) -> str:
    """As the entry would tell it."""
    if isinstance(value, str) and item.kind in ("text", "line"):
        return value
    lines = told([item], {path: {"v": value}}).lines
    return " ".join(f"{line.at} {line.label} {line.words}".strip() for line in lines)


def _late(facility: Facility, day: date, entry: Entry | None) -> str:
    """The hour until which the nursery wants it, where it has struck."""
    until = book_settings_of(facility).home_until
    now = timezone.localtime(timezone.now(), zone_of(facility))
    if until is None or (entry and entry.state == State.SENT) or now.date() != day or now.time() <= until:
        return ""
    return f"{until.hour}:{until.minute:02d}"


def is_writable(day: date, today: date) -> bool:
    """Tomorrow's the evening before, and what a telephone brings late."""
    return today - timedelta(days=7) <= day <= today + timedelta(days=1)
