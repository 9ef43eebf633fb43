"""A family's contact book to take home: what the nursery published, what the own home sent, with its photos."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from contactbook.items import items_of
from contactbook.lines import Told, told
from contactbook.models import Entry, EntryPhoto, State
from contactbook.photo_files import name_of
from facilities.clock import zone_of

CHUNK = 200


@dataclass(frozen=True)
class TakenPhoto:
    """A photo: its name in the archive, in our storage, and when it was taken by the facility's clock."""

    file: str
    stored: str
    at: datetime
    caption: str


@dataclass(frozen=True)
class TakenEntry:
    """One side of a day, in words for people, with the values for programs."""

    day: date
    child: str
    place: str
    side: str
    by: str
    told: Told
    photos: tuple[TakenPhoto, ...]
    cells: dict[str, Any]


def book_months(user: User) -> Iterator[tuple[date, list[TakenEntry]]]:
    """(first of the month, its entries), oldest first; a month at a time is in memory."""
    shown = EntryPhoto.objects.filter(removed_at__isnull=True).order_by("added_at", "pk")
    rows = (
        Entry.objects.read_by_family(user)
        .filter(state__in=(State.PUBLISHED, State.SENT))
        .select_related("facility", "classroom", "child", "template", "sent_by")
        .prefetch_related(Prefetch("photos", shown, to_attr="shown"))
        .order_by("day", "child__born_on", "child", "side", "pk")
    )
    taken = (_taken(row) for row in rows.iterator(chunk_size=CHUNK))
    for month, entries in groupby(taken, key=lambda one: one.day.replace(day=1)):
        yield month, list(entries)


def entry_data(entry: TakenEntry) -> dict[str, Any]:
    """The same for programs."""
    return {
        "day": entry.day,
        "child": entry.child,
        "place": entry.place,
        "side": entry.side,
        "by": entry.by,
        "lines": [{"at": line.at, "label": line.label, "words": line.words} for line in entry.told.lines],
        "texts": [{"label": text.label, "paragraphs": text.paragraphs} for text in entry.told.texts],
        "values": entry.cells,
        "photos": [{"file": one.file, "at": one.at, "caption": one.caption} for one in entry.photos],
    }


def _taken(row: Entry) -> TakenEntry:
    """A class's journal belongs to no child: it says the class."""
    photos: list[EntryPhoto] = row.shown  # type: ignore[attr-defined] # prefetched above
    return TakenEntry(
        row.day, str(row.child or row.classroom.name), row.facility.name, row.side,
        row.sent_by.name if row.sent_by else "", told(items_of(row.template.items), row.cells),
        tuple(_photo(row, photo) for photo in photos),
        {path: cell["v"] for path, cell in row.cells.items() if cell.get("v") is not None},
    )  # fmt: skip


def _photo(row: Entry, photo: EntryPhoto) -> TakenPhoto:
    """What the camera did not say was taken at noon of the entry's day."""
    zone = zone_of(row.facility)
    at = (
        timezone.localtime(photo.taken_at, zone)
        if photo.taken_at
        else datetime.combine(row.day, time(12), zone)
    )
    name = f"photos/{row.day:%Y-%m}/{row.day:%Y-%m-%d}-{photo.pk.hex[-12:]}.jpg"
    return TakenPhoto(name, name_of(row.facility_id, photo.sha256, "large"), at, photo.caption)
