"""What a home's page of the contact book shows: a panel a child, filled in as far as it stays true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from attendance.models import Report
from attendance.models.reports import STANDING_REPORTS
from attendance.selectors.reports import agreed_for, fetchers_of, own_reports
from attendance.services import Seat
from backend.errors import DomainError
from contactbook.items import Item, items_of
from contactbook.lines import told
from contactbook.models import Entry, EntryWrite, Side, State
from contactbook.selectors.homes import home_pages, last_pages, last_temperature, suggestions
from contactbook.selectors.templates import book_settings_of, template_for
from contactbook.words import label_of
from facilities.clock import today_at, zone_of
from facilities.models import Facility, Guardian
from facilities.selectors.family import ChildToday, Family
from mobile_web.book_cards import Shown, photo_of, photos_in
from mobile_web.http import FamilyRequest
from mobile_web.views.book.home_fields import Was, was_text
from mobile_web.views.book.home_rows import Row, rows_of
from mobile_web.views.guardian.children import Tile, tile_of
from mobile_web.views.guardian.report_page import asked_of
from mobile_web.views.guardian.report_words import Spoken, spoken


@dataclass
class Typed:
    """A form that comes back: what was typed, refused, pasted."""

    said: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Was] | None = None
    refused: Mapping[str, DomainError] = field(default_factory=dict)
    error: str = ""
    coming: str = ""
    session: UUID = field(default_factory=uuid4)
    sequence: int = 1
    left: list[str] = field(default_factory=list)
    whose: str = ""


@dataclass(frozen=True)
class Kept:
    """A text of this home's other telephone, which waits for somebody to choose."""

    write: EntryWrite
    label: str
    stands: str
    words: str
    is_text: bool


@dataclass(frozen=True)
class Panel:
    """One child at one place on one day."""

    seat: Seat
    tile: Tile
    day: date
    items: tuple[Item, ...]
    rows: list[Row]
    was: dict[str, Was]
    typed: Typed
    entry: Entry | None
    report: Spoken | None
    filled_from: date | None
    kept: Sequence[Kept]
    late_since: str
    here: str

    @property
    def key(self) -> str:
        return f"{self.seat.child.pk}.{self.seat.facility.pk}"

    @property
    def is_sent(self) -> bool:
        return bool(self.entry and self.entry.state == State.SENT)

    @property
    def was_text(self) -> str:
        return was_text(self.was)

    @property
    def cells_url(self) -> str:
        """Where single cells go; a script puts the day behind it."""
        args = [Side.HOME, self.seat.facility.pk, self.seat.child.pk, "0"]
        return reverse("book_write", args=args).removesuffix("0/")

    @property
    def photos(self) -> list[Shown]:
        return [photo_of(one) for one in photos_in(self.entry)] if self.entry else []

    @property
    def photos_label(self) -> str:
        """Empty where this form has no place for photos."""
        return next((row.label for row in self.rows if row.item.kind == "photos"), "")

    @property
    def photos_url(self) -> str:
        """Where photos go, each in a request of its own."""
        return reverse(
            "entry_photo_add", args=[Side.HOME, self.seat.facility.pk, self.seat.child.pk, self.day]
        )

    @property
    def photos_id(self) -> UUID:
        """Of the first photo a form without scripts brings."""
        return uuid4()

    @property
    def is_absent(self) -> bool:
        return self.report is not None or self.typed.coming not in ("", "here")


def panels_of(request: FamilyRequest, day: date | None, typed: Mapping[str, Typed]) -> list[Panel]:
    """Every child she writes for; `typed` by panel for a form that comes back."""
    family = request.family
    seats = asked_of(family).seats
    on = day or today_at(seats[0].facility)
    children = [seat.child.pk for seat in seats]
    pages, last = home_pages(request.user, children, on), last_pages(request.user, children, on)
    reports = _absences(family, on)
    people = _people(fetchers_of(family))
    fallback = _agreed(children, on, people)
    found = []
    for seat in seats:
        key = (seat.child.pk, seat.facility.pk)
        known = typed.get(f"{key[0]}.{key[1]}", Typed())
        found.append(
            _panel(family, seat, on, known, pages.get(key), last.get(key), reports.get(key), people, fallback)
        )
    return found


def _panel(
    family: Family,
    seat: Seat,
    day: date,
    typed: Typed,
    entry: Entry | None,
    last: Entry | None,
    report: Report | None,
    people: Mapping[UUID, str],
    fallback: Mapping[UUID, dict[str, str]],
) -> Panel:
    row = next(one for one in family.children if (one.child, one.facility) == (seat.child, seat.facility))
    items = _items(row, day, entry)
    was = (
        typed.was if typed.was is not None else _was(items, entry, last, report, fallback.get(seat.child.pk))
    )
    hint = last_temperature(last) if last else None
    return Panel(
        seat=seat,
        tile=tile_of(row),
        day=day,
        items=items,
        rows=rows_of(
            items, was, typed.said, typed.refused, hint=f"{hint:.1f}" if hint else "", people=people.values()
        ),
        was=was,
        typed=typed,
        entry=entry,
        report=spoken(report) if report else None,
        filled_from=last.day if last and entry is None else None,
        kept=_kept(items, entry),
        late_since=_late(seat.facility, day, entry),
        here=address_of(family, seat.child.pk, day),
    )


def _items(row: ChildToday, day: date, entry: Entry | None) -> tuple[Item, ...]:
    if entry is not None:
        return items_of(entry.template.items)
    return items_of(template_for(row.classroom, Side.HOME, day).items) if row.classroom else ()


def _was(
    items: Sequence[Item],
    entry: Entry | None,
    last: Entry | None,
    report: Report | None,
    pick_up: dict[str, str] | None,
) -> dict[str, Was]:
    """What stands in the entry; beside it, until the first sending, what is suggested."""
    cells = entry.cells if entry else {}
    was = {path: Was(cell["v"], cell["r"]) for path, cell in cells.items() if cell["v"] is not None}
    if entry and entry.state == State.SENT:
        return was
    hints: dict[str, Any] = suggestions(items, last) if last else {}
    for item in items:
        if item.kind == "pick_up" and pick_up:
            hints.setdefault(item.key, pick_up)
        if report and item.kind == "temperature" and report.temperature:
            hints[f"{item.key}/report"] = {"at": "", "c": float(report.temperature)}
        if report and item.key == "symptoms" and report.symptoms:
            hints[item.key] = [one for one in item.options if one in report.symptoms]
    filled = {path.partition("/")[0] for path in cells}
    return was | {
        path: Was(value, 0, True) for path, value in hints.items() if path.partition("/")[0] not in filled
    }


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


def address_of(family: Family, child: UUID, day: date) -> str:
    """Today's address names no day: a copy that a telephone kept is not yesterday's for ever."""
    named = "" if day == family.day else f"&day={day}"
    return f"{reverse('guardian_book_write')}?child={child}{named}"


def is_writable(day: date, today: date) -> bool:
    """Tomorrow's the evening before, and what a telephone brings late."""
    return today - timedelta(days=7) <= day <= today + timedelta(days=1)
