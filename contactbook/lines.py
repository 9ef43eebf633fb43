"""An entry in words, a line an item, as families read it: on a page, in the preview before it, in the bound book."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contactbook.items import Item
from contactbook.words import answer_words, label_of

Cells = Mapping[str, Mapping[str, Any]]
_NO_LINES = frozenset({"text", "photos"})


@dataclass(frozen=True)
class Line:
    """One answer: 12:25 · Nap · until 14:40, 2 hours 15 minutes. `at` may be empty."""

    key: str
    kind: str
    at: str
    label: str
    words: str


@dataclass(frozen=True)
class Text:
    """A text in its paragraphs, with its label where an entry has several."""

    key: str
    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """All of an entry but its photos."""

    lines: tuple[Line, ...]
    texts: tuple[Text, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.texts)


def told(items: Sequence[Item], cells: Cells) -> Told:
    """What stands in an entry, in the order of its template; several of one item by their time."""
    lines = [line for item in items if item.kind not in _NO_LINES for line in _lines(item, cells)]
    texts = [(item, cells.get(item.key, {}).get("v")) for item in items if item.kind == "text"]
    written = [(item, value) for item, value in texts if value]
    return Told(
        tuple(lines),
        tuple(
            Text(item.key, label_of(item) if len(texts) > 1 else "", _paragraphs(value))
            for item, value in written
        ),
    )


def words_of(item: Item, value: Any) -> str:
    """One answer in words, without its time: "36.8 ℃", "All, seconds of soup"."""
    return _WORDS[item.kind](value)


def _lines(item: Item, cells: Cells) -> list[Line]:
    values = [value for value in _values(item, cells) if value is not None]
    label = label_of(item)
    return [Line(item.key, item.kind, _at(item, value), label, words_of(item, value)) for value in values]


def _values(item: Item, cells: Cells) -> list[Any]:
    if not item.has_several:
        return [cells.get(item.key, {}).get("v")]
    found = [(path, cell.get("v")) for path, cell in cells.items() if path.partition("/")[0] == item.key]
    return [value for _path, value in sorted(found, key=lambda one: (_at(item, one[1]).zfill(5), one[0]))]


def _at(item: Item, value: Any) -> str:
    """When it was, as the clock says it: 9:05."""
    if not isinstance(value, Mapping) or item.kind == "pick_up":
        return ""
    clock = str(value.get("at") or value.get("from") or "")
    return clock.removeprefix("0")


def _sleep(value: Any) -> str:
    start, end = value["from"], value["to"]
    if not end:
        return _("fell asleep")
    minutes = int((_time(end) - _time(start)).total_seconds() // 60) % (24 * 60)
    return _("until %(time)s, %(long)s") % {"time": end.removeprefix("0"), "long": _long(minutes)}


def _time(clock: str) -> timedelta:
    hour, minute = clock.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}
    if not rest:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _meal(value: Any) -> str:
    amount = answer_words(value["amount"]) if value["amount"] else ""
    return _joined(amount, value["text"])


def _stool(value: Any) -> str:
    state, count = answer_words(value["state"]), value["count"]
    if count < 2:
        return state
    times = ngettext("%(n)s time", "%(n)s times", count) % {"n": count}
    return _joined(state, times)


def _pick_up(value: Any) -> str:
    return _joined(value["at"].removeprefix("0"), value["person"])


def _joined(*parts: str) -> str:
    return _(", ").join(part for part in parts if part)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


_WORDS: dict[str, Callable[[Any], str]] = {
    "temperature": lambda value: f"{value['c']:.1f} ℃",
    "sleep": _sleep,
    "meal": _meal,
    "milk": lambda value: f"{value['ml']} ml",
    "stool": _stool,
    "choice": answer_words,
    "choices": lambda value: _joined(*(answer_words(one) for one in value)),
    "yes_no": lambda value: _("Yes") if value else _("No"),
    "pick_up": _pick_up,
    "line": str,
}
