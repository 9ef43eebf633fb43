"""An invented day, by which a manager sees what a form will look like. It is nobody's."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from contactbook.items import Item

Cells = dict[str, dict[str, Any]]


def sample_cells(items: Sequence[Item]) -> Cells:
    """Something in every cell of these items."""
    cells: Cells = {}
    for item in items:
        if item.kind in ("text", "line"):
            value: Any = _("We went for a walk and collected leaves.") if item.key == "note" else "…"
        elif item.kind in _VALUES:
            value = _VALUES[item.kind]
        else:
            value = _chosen(item)
        if value is not None:
            cells[f"{item.key}/a" if item.has_several else item.key] = {"v": value, "r": 1}
    return cells


def _chosen(item: Item) -> Any:
    """The first answer; of those that tell how often, the second, which is an ordinary one."""
    if not item.options:
        return None
    first, second = item.options[0], item.options[min(1, len(item.options) - 1)]
    return {
        "meal": {"amount": first, "text": ""},
        "stool": {"state": second, "count": 1},
        "choice": first,
        "choices": [first],
    }.get(item.kind)


_VALUES: dict[str, Any] = {
    "temperature": {"at": "09:40", "c": 36.7},
    "sleep": {"from": "12:25", "to": "14:40"},
    "milk": {"at": "10:00", "ml": 160},
    "yes_no": True,
    "pick_up": {"at": "17:30", "person": ""},
}
