"""An entry as a card: the very words its family reads, and who wrote them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from contactbook.items import items_of
from contactbook.lines import Told, told
from contactbook.models import Entry, EntryPhoto
from mobile_web.moments import day_words
from mobile_web.photo_marks import Shown


@dataclass(frozen=True)
class Photo:
    """One photo of it, in its small size."""

    url: str
    caption: str
    width: int
    height: int
    remove: str


@dataclass(frozen=True)
class Card:
    """One entry with what stands in it."""

    entry: Entry
    told: Told
    title: str
    photos: tuple[Photo, ...] = ()
    placed: tuple[Shown, ...] = ()

    @property
    def key(self) -> str:
        """For ids on a page."""
        return str(self.entry.pk)

    @property
    def mark(self) -> str:
        """What an approver has read: this entry in this version."""
        return f"{self.entry.pk}:{self.entry.version}"


def card_of(entry: Entry, placed: Sequence[Shown] = ()) -> Card:
    """Title, lines, texts and photos of an entry; `placed` are those of albums."""
    rows = entry.photos.filter(removed_at__isnull=True).order_by("added_at", "pk")
    photos = tuple(map(_photo, rows))
    said = told(items_of(entry.template.items), entry.cells)
    return Card(entry, said, day_words(entry.day), photos, tuple(placed))


def _photo(row: EntryPhoto) -> Photo:
    shown, remove = (
        reverse("entry_photo", args=[row.pk, "small"]),
        reverse("entry_photo_remove", args=[row.pk]),
    )
    return Photo(shown, row.caption, row.width, row.height, remove)
