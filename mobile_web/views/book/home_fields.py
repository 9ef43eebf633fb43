"""The fields of a home's page and the cells they stand for: `temperature/a1:c` is a part of cell `temperature/a1`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from backend.errors import DomainError
from contactbook.items import Item, clean
from contactbook.merge import CellWrite

OTHER = "*"


@dataclass(frozen=True)
class Was:
    """What a cell held when the page was made: from the entry at revision `base`, or suggested by the page."""

    value: Any
    base: int = 0
    is_suggestion: bool = False


def cells_in(items: Sequence[Item], data: QueryDict) -> dict[str, Any]:
    """Raw values by path, as they were typed; names of no item are left out."""
    by_key = {item.key: item for item in items}
    found: dict[str, Any] = {}
    for name in data:
        path, colon, part = name.partition(":")
        item = by_key.get(path.partition("/")[0])
        if item is None or item.has_several != ("/" in path):
            continue
        if colon:
            found.setdefault(path, {})[part] = data[name]
        else:
            found[path] = [one for one in data.getlist(name) if one] if item.kind == "choices" else data[name]
    return {path: _with_person(value) for path, value in found.items()}


def _with_person(value: Any) -> Any:
    """Who comes by her name, where it is none of those offered."""
    if not isinstance(value, dict) or "other" not in value:
        return value
    other = value.pop("other")
    return {**value, "person": other if value.get("person", OTHER) == OTHER else value["person"]}


def was_in(text: str) -> dict[str, Was]:
    """From the hidden field; what is damaged is as if nothing had been there."""
    try:
        rows = json.loads(text)
        return {str(path): Was(value, int(base), bool(hint)) for path, (value, base, hint) in rows.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def was_text(was: Mapping[str, Was]) -> str:
    """For the hidden field."""
    rows = {path: [one.value, one.base, one.is_suggestion] for path, one in was.items()}
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def writes_of(
    items: Sequence[Item], said: Mapping[str, Any], was: Mapping[str, Was], sequence: int
) -> list[CellWrite]:
    """What she changed, and what the page suggested and she left as it was. The rest is nobody's word."""
    by_key = {item.key: item for item in items}
    gone = {path: None for path in was if path not in said and "/" in path}
    found = []
    for path, raw in {**said, **gone}.items():
        item, known = by_key.get(path.partition("/")[0]), was.get(path, Was(None))
        if item is None:
            continue
        value = _cleaned(item, raw)
        if value != known.value:
            found.append(CellWrite(path, raw, known.base, sequence))
        elif known.is_suggestion:
            found.append(CellWrite(path, raw, 0, sequence, is_suggestion=True))
    return found


def _cleaned(item: Item, raw: Any) -> Any:
    """As it would be kept; what would be refused is itself, and so has changed."""
    try:
        return clean(item, raw)
    except DomainError:
        return raw
