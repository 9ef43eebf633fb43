"""An entry as a card of the contact book: who wrote it and when, what it says, photos, what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from contactbook.finding import Part, excerpt
from contactbook.items import items_of
from contactbook.lines import Told, told
from contactbook.models import Entry, EntryPhoto, EntryRevision, Side, State
from contactbook.selectors.revisions import revisions_shown
from mobile_web.moments import clock_words, head_words, moment_words


@dataclass(frozen=True)
class Shown:
    """A photo as pages show it."""

    url: str
    large: str
    width: int
    height: int
    caption: str
    remove: str


@dataclass(frozen=True)
class Older:
    """What stood there before a correction."""

    when: str
    reason: str
    told: Told


@dataclass(frozen=True)
class Card:
    """What book/day.html shows."""

    entry: Entry
    id: str
    title: str
    weekday: str
    meta: str
    told: Told
    photos: tuple[Shown, ...]
    corrected: str = ""
    older: tuple[Older, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Past:
    """A day as one row of a list."""

    href: str
    day: date
    number: str
    weekday: str
    month: str
    text: tuple[Part, ...]
    photos: int
    is_new: bool


def card_of(entry: Entry, *, is_first: bool = True) -> Card:
    """`entry` has its parts (selectors.reading.with_parts); a later card of the same day has no date of its own."""
    day, weekday = head_words(entry.day) if is_first else (side_words(entry), "")
    revisions = _revisions(entry)
    return Card(
        entry=entry,
        id=f"entry-{entry.pk}",
        title=day,
        weekday=weekday,
        meta=meta_of(entry),
        told=told(items_of(entry.template.items), entry.cells),
        photos=tuple(photo_of(photo) for photo in photos_in(entry)),
        corrected=_corrected(revisions[0]) if len(revisions) > 1 else "",
        older=tuple(_older(entry, row, by) for by, row in pairwise(revisions)),
    )


def photos_in(entry: Entry) -> Sequence[EntryPhoto]:
    """Those that are shown, as the selector read them."""
    found: Any = getattr(entry, "shown_photos", ())
    return list(found)


def photo_of(photo: EntryPhoto) -> Shown:
    """Where its two sizes are."""
    small, large = (reverse("entry_photo", args=[photo.pk, size]) for size in ("small", "large"))
    remove = reverse("entry_photo_remove", args=[photo.pk])
    return Shown(small, large, photo.width, photo.height, photo.caption, remove)


def side_words(entry: Entry) -> str:
    """What this page of the day is."""
    words = {Side.CLASS: _("From the class"), Side.HOME: _("From home"), Side.NURSERY: _("From the nursery")}
    return words[Side(entry.side)]


def meta_of(entry: Entry) -> str:
    """Who wrote it and when: うさぎ組 小林先生・16:05."""
    writer = entry.sent_by or entry.written_by
    at = entry.published_at or entry.sent_at or entry.written_at
    when = clock_words(at)
    if entry.side == Side.HOME:
        return f"{writer.name}・{when}" if writer else when
    names = {"class": entry.classroom.name, "name": writer.name.split()[0] if writer else ""}
    who = _("%(class)s, teacher %(name)s") % names if writer else entry.classroom.name
    return f"{who}・{when}"


def past_of(day: date, entries: Sequence[Entry], href: str, unread: frozenset[Any]) -> Past:
    """A day in a list: the nursery's words first."""
    ordered = sorted(entries, key=lambda row: (row.side == Side.HOME, row.side == Side.CLASS))
    said = next((text for row in ordered if (text := text_in(row))), "")
    return Past(
        href=href,
        day=day,
        number=str(day.day),
        weekday=head_words(day)[1].strip("()"),
        month="",
        text=tuple(excerpt(said, ())) if said else (),
        photos=sum(len(photos_in(row)) for row in entries),
        is_new=any(row.pk in unread for row in entries),
    )


def text_in(entry: Entry) -> str:
    """Its text on one line; where it has none, its answers."""
    found = told(items_of(entry.template.items), entry.cells)
    said = " ".join(line for text in found.texts for line in text.paragraphs)
    return said or _(", ").join(f"{line.label} {line.words}" for line in found.lines)


def _revisions(entry: Entry) -> list[EntryRevision]:
    if entry.side == Side.HOME or entry.state != State.PUBLISHED or entry.revision < 2:
        return []
    return revisions_shown(entry)


def _corrected(row: EntryRevision) -> str:
    words = {"when": moment_words(row.at), "reason": row.reason}
    return _("Corrected %(when)s: %(reason)s") % words


def _older(entry: Entry, row: EntryRevision, by: EntryRevision) -> Older:
    return Older(moment_words(by.at), by.reason, told(items_of(entry.template.items), row.cells))
