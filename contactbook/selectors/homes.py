"""A home's own pages: of a day, and the one before from which the next is filled in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from contactbook.items import Item
from contactbook.models import Entry, Side, State
from contactbook.selectors.reading import photos_shown

LOOKED_BACK = timedelta(days=14)
NIGHT = "night"
Key = tuple[UUID, UUID]


def home_pages(user: User, children: Iterable[UUID], day: date) -> dict[Key, Entry]:
    """By (child, facility), of her own home, drafts too, with their photos. Two queries."""
    return _by_place(_pages(user, children).filter(day=day).prefetch_related(photos_shown()))


def last_pages(user: User, children: Iterable[UUID], day: date) -> dict[Key, Entry]:
    """The newest her home sent before that day, two weeks at most. One query."""
    rows = _pages(user, children).filter(state=State.SENT, day__lt=day, day__gte=day - LOOKED_BACK)
    return _by_place(rows.order_by("child", "facility", "-day").distinct("child", "facility"))


def suggestions(items: Iterable[Item], last: Entry) -> dict[str, Any]:
    """What stays true from one morning to the next, by path: when she sleeps, what there was to eat, who comes.

    Never what was measured or seen: no temperature, no symptom, no medicine, no mood.
    """
    found: dict[str, Any] = {}
    for item in items:
        values = [
            cell["v"] for path, cell in last.cells.items() if path.partition("/")[0] == item.key and cell["v"]
        ]
        if not values:
            continue
        if item.kind == "sleep":
            found[f"{item.key}/{NIGHT}"] = min(values, key=_from_noon)
        elif item.kind == "meal" and values[0]["text"]:
            found[item.key] = {"amount": "", "text": values[0]["text"]}
        elif item.kind == "pick_up":
            found[item.key] = values[0]
    return found


def last_temperature(last: Entry) -> float | None:
    """The newest of that page: where a stepper begins, not what was measured today."""
    found = [cell["v"] for path, cell in last.cells.items() if path.startswith("temperature/") and cell["v"]]
    return max(found, key=lambda value: str(value["at"]))["c"] if found else None


def _from_noon(sleep: dict[str, str]) -> tuple[bool, str]:
    """The night begins in the evening, or soon after midnight."""
    return sleep["from"] < "12:00", sleep["from"]


def _pages(user: User, children: Iterable[UUID]) -> QuerySet[Entry]:
    rows = Entry.objects.read_by_family(user).filter(side=Side.HOME, child__in=list(children))
    return rows.select_related("template")


def _by_place(rows: Iterable[Entry]) -> dict[Key, Entry]:
    return {(row.child_id, row.facility_id): row for row in rows if row.child_id}
