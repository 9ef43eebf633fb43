"""A published entry as a plain form: every cell as it stands, to be corrected by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contactbook.items import LINE, LONGEST, Item
from contactbook.merge import CellWrite
from contactbook.words import answer_words, label_of

# What a kind is typed into: (name of the part, kind of the box). A part named "" is the whole value.
PARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "temperature": (("at", "clock"), ("c", "number")),
    "sleep": (("from", "clock"), ("to", "clock")),
    "milk": (("at", "clock"), ("ml", "number")),
    "meal": (("amount", "one"), ("text", "line")),
    "stool": (("state", "one"), ("count", "number")),
    "pick_up": (("at", "clock"), ("person", "line")),
    "choice": (("", "one"),),
    "choices": (("", "many"),),
    "yes_no": (("", "yes_no"),),
    "line": (("", "line"),),
    "text": (("", "text"),),
}
NEW = "new1"


@dataclass(frozen=True)
class Box:
    """One control."""

    name: str
    kind: str
    value: Any
    label: str
    options: tuple[tuple[str, str], ...] = ()
    most: int = LINE


@dataclass(frozen=True)
class CellForm:
    """One cell with its controls."""

    path: str
    label: str
    boxes: tuple[Box, ...]


def cell_forms(
    items: tuple[Item, ...], cells: Mapping[str, Mapping[str, Any]], posted: QueryDict | None = None
) -> list[CellForm]:
    """Every cell of these items; of those with several also an empty one. `posted` is what she typed."""
    found = []
    for item in items:
        for path in paths_of(item, cells):
            value = cells.get(path, {}).get("v")
            if posted is not None:
                value = _typed(item, path, posted)
            found.append(CellForm(path, label_of(item), _boxes(item, path, value)))
    return found


def paths_of(item: Item, cells: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The cells of an item that can be typed into."""
    if item.kind not in PARTS:
        return []
    if not item.has_several:
        return [item.key]
    there = [path for path, cell in cells.items() if path.startswith(f"{item.key}/") and cell.get("v")]
    fresh = f"{item.key}/{NEW}"
    return [*sorted(there), *([] if fresh in there else [fresh])]


def writes_of(
    items: tuple[Item, ...], cells: Mapping[str, Mapping[str, Any]], posted: QueryDict
) -> list[CellWrite]:
    """What the form says of each cell, made on the version that was shown."""
    text = posted.get("seen", "")
    base = int(text) if text.isdecimal() and len(text) < 9 else 0
    return [
        CellWrite(path, _typed(item, path, posted), base=base)
        for item in items
        for path in paths_of(item, cells)
        if any(_name(path, part) in posted or kind == "many" for part, kind in PARTS[item.kind])
    ]


def _typed(item: Item, path: str, posted: QueryDict) -> Any:
    parts = PARTS[item.kind]
    if parts[0][1] == "many":
        return posted.getlist(_name(path, ""))
    if parts[0][0] == "":
        return posted.get(_name(path, ""), "")
    return {part: posted.get(_name(path, part), "") for part, _kind in parts}


def _boxes(item: Item, path: str, value: Any) -> tuple[Box, ...]:
    options = tuple((one, answer_words(one)) for one in item.options)
    label, labels = label_of(item), _labels()
    boxes = []
    for part, kind in PARTS[item.kind]:
        stands = value if part == "" else (value or {}).get(part, "")
        said = label if part == "" else f"{label}: {labels[part]}"
        most = LONGEST if kind == "text" else LINE
        if kind == "yes_no":
            options = (("yes", _("Yes")), ("no", _("No")))
            stands = {True: "yes", False: "no"}.get(stands, stands)
        boxes.append(Box(_name(path, part), kind, "" if stands is None else stands, said, options, most))
    return tuple(boxes)


def _labels() -> dict[str, str]:
    return {
        "at": pgettext("of an answer", "time"),
        "c": "℃",
        "from": pgettext("of an answer", "from"),
        "to": pgettext("of an answer", "to"),
        "ml": "ml",
        "amount": pgettext("of an answer", "how much"),
        "text": pgettext("of an answer", "what"),
        "state": pgettext("of an answer", "how"),
        "count": pgettext("of an answer", "times"),
        "person": pgettext("of an answer", "who"),
    }


def _name(path: str, part: str) -> str:
    return f"cell-{path}-{part}" if part else f"cell-{path}"
