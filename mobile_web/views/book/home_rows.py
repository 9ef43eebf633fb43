"""The rows of a home's page: each item with what stands in it, what is suggested, and what was wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from backend.errors import DomainError
from contactbook.items import Item
from contactbook.words import answer_words, label_of
from mobile_web.views.book.home_fields import OTHER, Was

_CLOCKS, _EARLY = ("at", "from", "to"), re.compile(r"^0(?=\d:\d)")
STAYS = frozenset({"sleep", "meal", "pick_up"})
WHEN_ABSENT = frozenset({"temperature", "text", "photos"})


@dataclass(frozen=True)
class Part:
    """One cell. `v` is its value, or what she typed where that was refused; `hint` is where a stepper begins."""

    path: str
    v: Any = None
    hint: str = ""
    error: str = ""
    is_suggestion: bool = False

    @property
    def shown(self) -> Any:
        """Times as people write them: 6:45."""
        if not isinstance(self.v, dict):
            return self.v
        return {
            part: _EARLY.sub("", one) if part in _CLOCKS and isinstance(one, str) else one
            for part, one in self.v.items()
        }


@dataclass(frozen=True)
class Row:
    """One line of the form; `options` are (key, words)."""

    item: Item
    label: str
    parts: tuple[Part, ...]
    options: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        return f"guardian/book/kinds/{self.item.kind}.html"

    @property
    def stays(self) -> bool:
        """Is it true tomorrow too? What is not is emptied when a page is a day old."""
        return self.item.kind in STAYS

    @property
    def when_absent(self) -> bool:
        """Is it asked of a child who stays at home?"""
        return self.item.kind in WHEN_ABSENT or self.item.key in ("symptoms", "medicine")

    @property
    def blank(self) -> Part:
        """One more of its kind; a script gives it a name."""
        return Part(f"{self.item.key}/__part__", hint=self.parts[0].hint)

    @property
    def error(self) -> str:
        return next((part.error for part in self.parts if part.error), "")

    @property
    def other(self) -> str:
        """Who comes, where it is none of the family."""
        person = self.parts[0].v.get("person", "") if self.parts[0].v else ""
        return "" if person in dict(self.options) else person


def rows_of(
    items: Sequence[Item],
    was: Mapping[str, Was],
    said: Mapping[str, Any],
    refused: Mapping[str, DomainError],
    *,
    hint: str,
    people: Iterable[str],
) -> list[Row]:
    """`said` is what she has typed over `was`; several of one kind by their time, or one empty one to begin with."""
    return [
        Row(item, label_of(item), tuple(_parts(item, was, said, refused, hint)), _options(item, people))
        for item in items
    ]


def _parts(
    item: Item,
    was: Mapping[str, Was],
    said: Mapping[str, Any],
    refused: Mapping[str, DomainError],
    hint: str,
) -> list[Part]:
    paths = {path: None for path in (*was, *said) if path.partition("/")[0] == item.key}
    if item.has_several:
        gone = {path for path in paths if said and path not in said}
        found = [path for path in paths if path not in gone] or [f"{item.key}/{token_hex(4)}"]
    else:
        found = [item.key]
    parts = []
    for path in found:
        known = was.get(path, Was(None))
        error = str(refused[path].message) if path in refused else ""
        value = said.get(path, known.value)
        parts.append(Part(path, value, hint, error, known.is_suggestion and value == known.value))
    return sorted(parts, key=_time) if item.has_several else parts


def _time(part: Part) -> tuple[bool, str]:
    """An evening comes before the morning."""
    at = (part.v.get("from") or part.v.get("at") or "") if isinstance(part.v, dict) else ""
    return str(at) < "12:00", str(at)


def _options(item: Item, people: Iterable[str]) -> tuple[tuple[str, str], ...]:
    if item.kind == "pick_up":
        return tuple((name, name) for name in people)
    return tuple((one, answer_words(one)) for one in item.options if one != OTHER)
