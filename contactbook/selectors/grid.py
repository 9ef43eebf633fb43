"""A class's day in the contact book: the nursery's pages, what homes sent, the page before, texts kept beside."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.models import User
from contactbook.models import Entry, EntryPhoto, EntryWrite, Phrase, Side, StaffNote
from facilities.models import Classroom, Facility

BACK = timedelta(days=14)


@dataclass(frozen=True)
class GridRow:
    """What is written about one child. `before` is the nursery's page before this day, `notes` those of staff."""

    entry: Entry | None
    homes: tuple[Entry, ...]
    before: Entry | None
    kept: tuple[EntryWrite, ...]
    notes: int
    photos: tuple[EntryPhoto, ...] = ()


def grid_of(user: User, classroom: Classroom, day: date, children: Collection[UUID]) -> dict[UUID, GridRow]:
    """By child, only what she may read as staff. Five queries, however many they are."""
    rows = Entry.objects.read_by_staff(user).filter(facility=classroom.facility_id, child__in=children)
    pages = list(
        rows.filter(day=day).exclude(side=Side.CLASS).select_related("template", "household").order_by("pk")
    )
    before = rows.filter(side=Side.NURSERY, day__lt=day, day__gte=day - BACK).select_related("template")
    newest = {row.child_id: row for row in before.order_by("child", "-day").distinct("child")}
    own = {row.child_id: row for row in pages if row.side == Side.NURSERY}
    waiting = EntryWrite.objects.filter(entry__in=own.values(), outcome=EntryWrite.Outcome.KEPT)
    kept = list(waiting.select_related("actor").order_by("received_at", "pk"))
    shown = list(
        EntryPhoto.objects.filter(entry__in=own.values(), removed_at=None).order_by("added_at", "pk")
    )
    notes = _notes(user, classroom.facility, day, children)
    return {
        child: GridRow(
            own.get(child),
            tuple(row for row in pages if row.child_id == child and row.side == Side.HOME),
            newest.get(child),
            tuple(row for row in kept if child in own and row.entry_id == own[child].pk),
            notes[child],
            tuple(row for row in shown if child in own and row.entry_id == own[child].pk),
        )
        for child in children
    }


def _notes(user: User, facility: Facility, day: date, children: Collection[UUID]) -> Counter[UUID]:
    rows = StaffNote.objects.visible_to(user).filter(facility=facility, child__in=children, day=day)
    rows = rows.filter(struck_at__isnull=True)
    return Counter(rows.values_list("child", flat=True))


def phrases_of(facility: Facility) -> dict[str, list[str]]:
    """Its sentences by item, in order. One query."""
    found: dict[str, list[str]] = {}
    rows = Phrase.objects.filter(facility=facility).order_by("item", "position", "pk")
    for item, text in rows.values_list("item", "text"):
        found.setdefault(item, []).append(text)
    return found
