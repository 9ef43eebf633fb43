"""A template as a file, by which facilities give each other theirs. Pure: text in, items or a refusal out."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from backend.errors import DomainError
from contactbook.editing import KNOWN, checked, new_key
from contactbook.items import Item, rows_of

FORMAT = "engawa-contactbook-template"
VERSION = 1
LARGEST = 64 * 1024


def to_file(items: Sequence[Item], band: str, side: str) -> str:
    """The file: readable, and the same for the same template."""
    shared = {"format": FORMAT, "version": VERSION, "band": band, "side": side, "items": rows_of(items)}
    return json.dumps(shared, ensure_ascii=False, indent=2) + "\n"


def from_file(raw: bytes) -> tuple[Item, ...]:
    """Its items, checked as if somebody had typed them; no file can bring more than the editor can."""
    if len(raw) > LARGEST:
        raise _refusal()
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refusal() from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or found.get("version") != VERSION:
        raise _refusal()
    rows = found.get("items")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _refusal()
    return checked([_item(row) for row in rows])


def _item(row: Mapping[str, Any]) -> Item:
    key, kind, label = row.get("key"), row.get("kind"), row.get("label", "")
    options = row.get("options", [])
    is_text = all(isinstance(one, str) for one in (key, kind, label))
    if not is_text or not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        raise _refusal()
    own = str(key) if key in KNOWN else new_key()
    return Item(own, str(kind), str(label), row.get("is_required") is True, tuple(options))


def _refusal() -> DomainError:
    return DomainError(
        _("This is not a form saved by Engawa. Nothing was changed; choose the file that was saved here."),
        code="not_a_template",
    )
