"""What the script of a class's journal knows: one row of the grid's kind, whose child is the class."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contactbook.items import Item, items_of
from contactbook.models import Entry, EntryWrite, Side, State
from contactbook.selectors.grid import phrases_of
from contactbook.selectors.templates import template_for
from facilities.clock import today_at
from facilities.models import Classroom
from mobile_web.book_words import grid_words
from mobile_web.http import PageRequest
from mobile_web.tablets import device_in
from mobile_web.templatetags.tiles import SOMEBODY
from mobile_web.views.book.write import kept_words
from mobile_web.views.teacher.book_data import item_data


def journal_data(
    request: PageRequest, room: Classroom, entry: Entry | None, kept: Sequence[EntryWrite]
) -> dict[str, Any]:
    """The class as the one row of a table with the one column of its text."""
    day = today_at(room.facility).isoformat()
    return {
        "day": day,
        "classroom": room.pk,
        "is_shared": device_in(request) is not None,
        "words": grid_words() | {"label": _("{name}: class journal")},
        "urls": {
            "write": reverse("book_write", args=[Side.CLASS.value, room.facility_id, SOMEBODY, day]),
            "settle": reverse("book_settle", args=[SOMEBODY]),
        },
        "columns": [],
        "phrases": phrases_of(room.facility),
        "rows": [_row(room, entry, kept)],
    }


def _row(room: Classroom, entry: Entry | None, kept: Sequence[EntryWrite]) -> dict[str, Any]:
    today = today_at(room.facility)
    form = entry.template if entry else template_for(room, Side.CLASS, today)
    cells = entry.cells if entry else {}
    return {
        "child": room.pk,
        "name": room.name,
        "items": [_item(item) for item in items_of(form.items) if item.kind == "text"],
        "entry": entry.pk if entry else None,
        "version": entry.version if entry else 0,
        "state": entry.state if entry else State.DRAFT,
        "cells": {path: {"r": cell["r"], "v": cell["v"]} for path, cell in cells.items()},
        "kept": [kept_words(row) for row in kept],
    }


def _item(item: Item) -> dict[str, Any]:
    """Its text is asked for in a sentence of its own."""
    said = item_data(item)
    return said | {"label": _("What the class did today")} if item.key == "note" and not item.label else said
