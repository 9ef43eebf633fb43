"""How many of a class are feverish or show something, day by day, from what homes sent and staff noted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from contactbook.defaults import SYMPTOMS
from contactbook.models import Entry, Side, State
from facilities.models import Child, Classroom

FEVER_FROM = 37.5
FEVER = "fever"
SIGNS = (FEVER, *SYMPTOMS)


@dataclass(frozen=True)
class SignRow:
    """One sign: how many children on each day, the newest last, and who on the newest."""

    sign: str
    counts: tuple[int, ...]
    today: tuple[Child, ...]


@dataclass(frozen=True)
class ClassHealth:
    """The days that are shown, and the signs that occurred on any of them."""

    days: tuple[date, ...]
    rows: tuple[SignRow, ...]


def class_health(classroom: Classroom, day: date, own: Iterable[UUID], days: int = 7) -> ClassHealth:
    """Of children but the reader's own. One query."""
    shown = tuple(day - timedelta(days=back) for back in range(days - 1, -1, -1))
    entries = Entry.objects.filter(
        Q(side=Side.NURSERY) | Q(side=Side.HOME, state=State.SENT),
        facility=classroom.facility_id, classroom=classroom, day__in=shown,
    )  # fmt: skip
    rows = entries.exclude(child__in=list(own)).select_related("child").only("day", "cells", "child")
    found: dict[tuple[str, date], dict[UUID, Child]] = {}
    for row in rows:
        if row.child:
            for sign in signs_in(row):
                found.setdefault((sign, row.day), {})[row.child.pk] = row.child
    return ClassHealth(shown, tuple(_rows(shown, found)))


def signs_in(entry: Entry) -> set[str]:
    """Fever from 37.5 ℃, and the symptoms that were ticked."""
    found = set()
    for path, cell in entry.cells.items():
        value = cell.get("v")
        if isinstance(value, dict) and value.get("c", 0) >= FEVER_FROM:
            found.add(FEVER)
        if path == "symptoms" and value:
            found |= set(value) & set(SYMPTOMS)
    return found


def _rows(days: tuple[date, ...], found: dict[tuple[str, date], dict[UUID, Child]]) -> Iterable[SignRow]:
    for sign in SIGNS:
        counts = tuple(len(found.get((sign, day), ())) for day in days)
        if any(counts):
            today = found.get((sign, days[-1]), {}).values()
            names = sorted(today, key=lambda child: (child.family_kana, child.given_kana, child.pk))
            yield SignRow(sign, counts, tuple(names))
