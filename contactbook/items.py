"""Items of an entry and what may stand in their cells. Pure: text from a form or a tablet in, a value or a refusal out.

| kind | value | several |
|---|---|---|
| temperature | {"at": "12:20", "c": 36.8}, °C in tenths, 34.0 to 42.0 | yes |
| sleep | {"from": "21:00", "to": "06:45" or ""}, may cross midnight | yes |
| meal | {"amount": an option or "", "text": up to 200} | no |
| milk | {"at": "10:00", "ml": 160}, 1 to 1,000 ml | yes |
| stool | {"state": an option, "count": 0 to 9} | no |
| choice | an option | no |
| choices | sorted list of options | no |
| yes_no | true or false | no |
| pick_up | {"at": "17:30" or "", "person": up to 60} | no |
| line | text of one line, up to 200 | no |
| text | text, up to 5,000; two writers' texts are both kept | no |
| photos | true once she has looked; the photos are rows of their own | no |
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backend.errors import DomainError
from contactbook.finding import folded

LONGEST = 5_000
LINE = 200
SEVERAL = frozenset({"temperature", "sleep", "milk"})
KINDS = (
    "temperature", "sleep", "meal", "milk", "stool", "choice", "choices", "yes_no", "pick_up", "line", "text", "photos",
)  # fmt: skip
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PART = re.compile(r"[A-Za-z0-9_-]{1,36}")
_CLOCK = re.compile(r"(\d{1,2})(?::|時)?(\d{2})?分?")


@dataclass(frozen=True)
class Item:
    """One line of a template."""

    key: str
    kind: str
    label: str = ""
    is_required: bool = False
    options: tuple[str, ...] = field(default=())

    @property
    def has_several(self) -> bool:
        return self.kind in SEVERAL


def items_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items a template stores."""
    return tuple(
        Item(
            key=row["key"],
            kind=row["kind"],
            label=row.get("label", ""),
            is_required=bool(row.get("is_required")),
            options=tuple(row.get("options", ())),
        )
        for row in rows
    )


def rows_of(items: Sequence[Item]) -> list[dict[str, Any]]:
    """How a template stores them."""
    return [
        {
            "key": one.key,
            "kind": one.kind,
            "label": one.label,
            "is_required": one.is_required,
            "options": list(one.options),
        }
        for one in items
    ]


def item_at(items: Sequence[Item], path: str) -> Item:
    """The item a cell's path belongs to; a cell that is not in the template is refused."""
    key, slash, part = path.partition("/")
    for item in items:
        if item.key == key and bool(slash) == item.has_several and (not slash or _PART.fullmatch(part)):
            return item
    raise DomainError(
        _("This item is not in the form any more. Nothing was saved; please open the page again."),
        code="unknown_item",
    )


def clean(item: Item, raw: Any) -> Any:
    """The value as it is kept; None erases the cell."""
    if raw is None or raw == "" or raw == [] or raw == {}:
        return None
    return _CLEANERS[item.kind](item, raw)


def temperature_of(raw: object) -> float:
    """36.8 from 36.8, ３６．８, 368, 36,8, 36度8分. Refuses what no child has."""
    text = unicodedata.normalize("NFKC", str(raw)).strip().rstrip("℃°C度").strip()
    text = re.sub(r"\s*[,、，。．・]\s*", ".", text).replace("度", ".").rstrip("分").strip()
    if re.fullmatch(r"\d{3}", text):
        text = f"{text[:2]}.{text[2]}"
    try:
        degrees = round(float(text), 1) if re.fullmatch(r"\d{2}(\.\d{1,2})?", text) else 0.0
    except ValueError:
        degrees = 0.0
    if not 34 <= degrees <= 42:
        raise DomainError(
            _("%(text)s is not a temperature from 34.0 to 42.0. Nothing was saved; write it like 36.8.")
            % {"text": str(raw)[:20]},
            code="temperature",
        )
    return degrees


def clock_of(raw: object) -> str:
    """06:45 from 6:45, 645, ６時４５分, 6時. Empty stays empty."""
    text = unicodedata.normalize("NFKC", str(raw or "")).strip()
    if not text:
        return ""
    digits = text.zfill(4) if re.fullmatch(r"\d{3,4}", text) else ""
    found = _CLOCK.fullmatch(f"{digits[:2]}:{digits[2:]}" if digits else text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 23 or minute > 59:
        raise DomainError(
            _("%(text)s is not a time of the day. Nothing was saved; write it like 12:20.")
            % {"text": text[:20]},
            code="time",
        )
    return f"{hour:02d}:{minute:02d}"


def text_of(raw: object, most: int) -> str:
    """As written, with line ends made one kind and without what no page can show."""
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))
    if len(text) > most:
        raise DomainError(
            _("This text has %(n)s characters; %(most)s fit. Nothing was saved; please shorten it.")
            % {"n": f"{len(text):,}", "most": f"{most:,}"},
            code="too_long",
        )
    return text


def _part(raw: Any, name: str) -> Any:
    return raw.get(name, "") if isinstance(raw, Mapping) else ""


def _temperature(_item: Item, raw: Any) -> Any:
    value = _part(raw, "c") if isinstance(raw, Mapping) else raw
    return None if value in ("", None) else {"at": clock_of(_part(raw, "at")), "c": temperature_of(value)}


def _sleep(_item: Item, raw: Any) -> Any:
    start, end = clock_of(_part(raw, "from")), clock_of(_part(raw, "to"))
    if end and not start:
        raise DomainError(_("When did the sleep begin? Nothing was saved."), code="sleep")
    if start and start == end:
        raise DomainError(_("The sleep ends when it begins. Nothing was saved."), code="sleep")
    return {"from": start, "to": end} if start else None


def _meal(item: Item, raw: Any) -> Any:
    text = text_of(_part(raw, "text"), LINE).strip()
    amount = _part(raw, "amount")
    if amount:
        _choice(item, amount)
    return {"amount": amount, "text": text} if amount or text else None


def _milk(_item: Item, raw: Any) -> Any:
    ml = _number(_part(raw, "ml"), 1_000, _("Milk is 1 to 1,000 ml. Nothing was saved."))
    return {"at": clock_of(_part(raw, "at")), "ml": ml} if ml else None


def _stool(item: Item, raw: Any) -> Any:
    state = _part(raw, "state")
    if not state:
        return None
    _choice(item, state)
    count = _part(raw, "count")
    most = _number(count, 9, _("0 to 9 times. Nothing was saved.")) if count not in ("", None) else 1
    return {"state": state, "count": 0 if state == "none" else most}


def _choice(item: Item, raw: Any) -> Any:
    if raw not in item.options:
        raise DomainError(_("Choose one of the answers. Nothing was saved."), code="choice")
    return raw


def _choices(item: Item, raw: Any) -> Any:
    chosen = [raw] if isinstance(raw, str) else list(raw)
    return sorted({_choice(item, one) for one in chosen}, key=item.options.index)


def _yes_no(_item: Item, raw: Any) -> Any:
    known = {True: True, False: False, "yes": True, "no": False, "true": True, "false": False, "on": True}
    if not isinstance(raw, (bool, str)) or raw not in known:
        raise DomainError(_("Choose one of the answers. Nothing was saved."), code="choice")
    return known[raw]


def _pick_up(_item: Item, raw: Any) -> Any:
    at, person = clock_of(_part(raw, "at")), text_of(_part(raw, "person"), 60).strip()
    return {"at": at, "person": person} if at or person else None


def _line(_item: Item, raw: Any) -> Any:
    return " ".join(text_of(raw, LINE).split()) or None


def _text(_item: Item, raw: Any) -> Any:
    text = text_of(raw, LONGEST)
    return text if text.strip() else None


def _number(raw: object, most: int, refusal: str) -> int:
    text = unicodedata.normalize("NFKC", str(raw or "0")).strip()
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > most:
        raise DomainError(refusal, code="number")
    return int(text)


_CLEANERS: dict[str, Callable[[Item, Any], Any]] = {
    "temperature": _temperature,
    "sleep": _sleep,
    "meal": _meal,
    "milk": _milk,
    "stool": _stool,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "pick_up": _pick_up,
    "line": _line,
    "text": _text,
    "photos": _yes_no,
}


def is_key(text: str) -> bool:
    """May an item be called so?"""
    return bool(_KEY.fullmatch(text))


def words_in(items: Sequence[Item], cells: Mapping[str, Mapping[str, Any]]) -> str:
    """All text of an entry as the search compares it."""
    found: list[str] = []
    for item in items:
        value = cells.get(item.key, {}).get("v")
        if item.kind in ("text", "line") and value:
            found.append(value)
        elif item.kind == "meal" and value and value["text"]:
            found.append(value["text"])
    return folded("\n".join(found))


def missing_in(items: Sequence[Item], cells: Mapping[str, Mapping[str, Any]]) -> list[Item]:
    """Required items in which nothing stands."""
    filled = {path.partition("/")[0] for path, cell in cells.items() if cell.get("v") is not None}
    return [item for item in items if item.is_required and item.key not in filled]
