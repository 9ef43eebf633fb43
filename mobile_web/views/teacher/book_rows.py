"""The contact book of a class as its grid shows it: attendance, naps and entries put together, in the page's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from attendance.selectors.board import BoardRow, day_board
from attendance.selectors.child_day import own_children
from attendance.selectors.naps import naps_of
from attendance.states import State as Presence
from contactbook.defaults import AMOUNTS
from contactbook.items import Item, items_of, missing_in
from contactbook.lines import told, words_of
from contactbook.models import Entry, EntryTemplate, Side, State
from contactbook.selectors.grid import GridRow, grid_of
from contactbook.selectors.templates import template_for
from contactbook.words import answer_words, label_of
from facilities.clock import zone_of
from facilities.models import Classroom
from mobile_web.moments import clock_words, day_words
from mobile_web.views.book.write import kept_words

WAS_HERE = frozenset({Presence.HERE, Presence.LEFT})
FEVER = 37.5


@dataclass(frozen=True)
class Line:
    """A child's line: `is_own` is a child of who looks, about whom colleagues write."""

    child: Any
    is_here: bool
    is_own: bool
    page: GridRow
    items: tuple[Item, ...]
    naps: tuple[tuple[str, str], ...]
    columns: tuple[Item, ...]

    @property
    def is_done(self) -> bool:
        """Something stands in every item of the form but photos."""
        return not self.lacking and self.page.entry is not None

    @property
    def lacking(self) -> list[Item]:
        entry = self.page.entry
        wanted = [replace(item, is_required=True) for item in self.items if item.kind != "photos"]
        return missing_in(wanted, entry.cells if entry else {})

    @property
    def shown(self) -> list[tuple[Item, str]]:
        """Each item's words, for who looks without a script."""
        cells = self.page.entry.cells if self.page.entry and not self.is_own else {}
        return [(item, _words(item, cells)) for item in self.columns]


@dataclass(frozen=True)
class Grid:
    """A class on a day."""

    classroom: Classroom
    day: date
    template: EntryTemplate
    lines: tuple[Line, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return _columns(self.template)

    @property
    def here(self) -> int:
        return sum(line.is_here for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)


def grid(user: User, classroom: Classroom, day: date, only: Iterable[UUID] = ()) -> Grid:
    """All children of a class who have a place on that day, or those whose entries are named."""
    board = day_board(classroom.facility, day=day, classroom_id=classroom.pk)
    rows = list(board.rows)
    if ids := list(only):
        named = set(Entry.objects.filter(pk__in=ids, day=day).values_list("child", flat=True))
        rows = [row for row in rows if row.child.pk in named]
    children = [row.child.pk for row in rows]
    template = template_for(classroom, Side.NURSERY, day)
    pages = grid_of(user, classroom, day, children)
    naps = naps_of(classroom.facility, day, children)
    own, zone = own_children(user), zone_of(classroom.facility)
    lines = (_line(row, pages[row.child.pk], own, template, _naps(naps, row, zone)) for row in rows)
    return Grid(classroom, day, template, tuple(lines))


def _line(
    row: BoardRow,
    page: GridRow,
    own: frozenset[UUID],
    template: EntryTemplate,
    naps: tuple[tuple[str, str], ...],
) -> Line:
    form = page.entry.template if page.entry else template
    is_here = row.state in WAS_HERE
    columns = _columns(template)
    return Line(row.child, is_here, row.child.pk in own, page, items_of(form.items), naps, columns)


def _columns(template: EntryTemplate) -> tuple[Item, ...]:
    return tuple(one for one in items_of(template.items) if one.kind != "photos")


def _naps(
    naps: Mapping[UUID, list[tuple[datetime, datetime | None]]], row: BoardRow, zone: ZoneInfo
) -> tuple[tuple[str, str], ...]:
    found = naps.get(row.child.pk, ())
    return tuple((_clock(slept, zone), _clock(woke, zone) if woke else "") for slept, woke in found)


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _words(item: Item, cells: Mapping[str, Any]) -> str:
    values = [cell["v"] for path, cell in cells.items() if path.partition("/")[0] == item.key]
    if item.kind == "text":
        return "\n".join(value for value in values if value)
    return "、".join(words_of(item, value) for value in values if value is not None)


def line_data(line: Line) -> dict[str, Any]:
    """What the page's script knows of a child."""
    entry, child = line.page.entry, line.child
    said: dict[str, Any] = {
        "child": child.pk,
        "name": f"{child.family_name} {child.given_name}",
        "given": child.given_name,
        "here": line.is_here,
        "own": line.is_own,
        "items": [item_data(item) for item in line.items],
        "naps": line.naps,
    }
    if line.is_own:
        return said | {"cells": {}, "kept": [], "home": [], "before": None, "notes": 0, "state": State.DRAFT}
    cells = entry.cells if entry else {}
    return said | {
        "entry": entry.pk if entry else None,
        "version": entry.version if entry else 0,
        "state": entry.state if entry else State.DRAFT,
        "when": _when(entry),
        "answer": entry.answer if entry else "",
        "cells": {path: {"r": cell["r"], "v": cell["v"]} for path, cell in cells.items()},
        "kept": [kept_words(row) for row in line.page.kept],
        "home": [_home(row) for row in line.page.homes],
        "before": _before(line.page.before),
        "notes": line.page.notes,
    }


def item_data(item: Item) -> dict[str, Any]:
    """An item with its words in the language of the page."""
    return {
        "key": item.key,
        "kind": item.kind,
        "label": label_of(item),
        "required": item.is_required,
        "options": [(one, answer_words(one)) for one in item.options],
        "first": item.kind == "meal" and AMOUNTS[0] in item.options,
    }


def _when(entry: Entry | None) -> str:
    if entry is None:
        return ""
    at = entry.published_at if entry.state == State.PUBLISHED else entry.publish_at
    return clock_words(at) if at else ""


def _home(entry: Entry) -> dict[str, Any]:
    changed = clock_words(entry.changed_at) if entry.changed_at else ""
    return {
        "id": entry.pk,
        "lines": _lines(items_of(entry.template.items), entry.cells),
        "text": entry.cells.get("note", {}).get("v") or "",
        "at": clock_words(entry.sent_at) if entry.sent_at else "",
        "changed": changed,
        "opened": entry.opened_at is not None,
        "household": entry.household.name if entry.household else "",
    }


def _before(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    lines = _lines(items_of(entry.template.items), entry.cells)
    return {"day": day_words(entry.day), "lines": lines, "text": entry.cells.get("note", {}).get("v") or ""}


def _lines(items: Sequence[Item], cells: Mapping[str, Any]) -> list[str]:
    found = told(items, cells).lines
    return [" ".join(part for part in (line.label, line.at, line.words) if part) for line in found]
