"""What the script of a class's grid knows: addresses, words, columns and a line a child."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from contactbook.defaults import AMOUNTS
from contactbook.items import Item, items_of
from contactbook.lines import told
from contactbook.models import Entry, Side, State
from contactbook.selectors.grid import phrases_of
from contactbook.words import answer_words, label_of
from facilities.clock import today_at
from facilities.models import Classroom
from mobile_web.book_words import grid_words
from mobile_web.moments import clock_words, day_words
from mobile_web.templatetags.tiles import SOMEBODY
from mobile_web.views.book.write import kept_words
from mobile_web.views.teacher.book_rows import Grid, Line

BLANK: dict[str, Any] = {
    "cells": {},
    "kept": [],
    "home": [],
    "before": None,
    "notes": 0,
    "photos": [],
    "placed": 0,
}


def grid_data(room: Classroom, found: Grid) -> dict[str, Any]:
    """All of it, for a page that is opened."""
    return {
        "day": found.day.isoformat(),
        "classroom": room.pk,
        "is_today": found.day == today_at(room.facility),
        "urls": _places(room, found.day.isoformat()),
        "columns": [item_data(item) for item in found.items],
        "phrases": phrases_of(room.facility),
        "rows": [line_data(line) for line in found.lines],
        "words": grid_words(),
    }


def _places(room: Classroom, day: str) -> dict[str, str]:
    page = [Side.NURSERY.value, room.facility_id, SOMEBODY, day]
    return {
        "write": reverse("book_write", args=page),
        "photos": reverse("entry_photo_add", args=page),
        "albums": reverse("entry_album_photos", args=page[1:]),
        "rows": reverse("teacher_book_rows", args=[room.pk]),
        "settle": reverse("book_settle", args=[SOMEBODY]),
        "publish": reverse("book_publish", args=[room.pk]),
        "seen": reverse("book_seen"),
        "correct": reverse("book_correct", args=[SOMEBODY]),
        "child": reverse("teacher_book_child", args=[SOMEBODY]),
        "notes": reverse("book_notes", args=[room.pk, SOMEBODY]),
    }


def line_data(line: Line) -> dict[str, Any]:
    """A child's line; of her own child she is told no more than the name."""
    child = line.child
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
        return said | BLANK | {"state": State.DRAFT}
    return said | _entry(line.page.entry) | _beside(line)


def _entry(entry: Entry | None) -> dict[str, Any]:
    cells = entry.cells if entry else {}
    return {
        "entry": entry.pk if entry else None,
        "version": entry.version if entry else 0,
        "state": entry.state if entry else State.DRAFT,
        "when": _when(entry),
        "answer": entry.answer if entry else "",
        "cells": {path: {"r": cell["r"], "v": cell["v"]} for path, cell in cells.items()},
    }


def _beside(line: Line) -> dict[str, Any]:
    page = line.page
    return {
        "kept": [kept_words(row) for row in page.kept],
        "home": [_home(row) for row in page.homes],
        "before": _before(page.before),
        "notes": page.notes,
        "photos": line.photos,
        "placed": line.placed,
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
