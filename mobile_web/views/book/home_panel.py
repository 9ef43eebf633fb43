"""One child's part of a home's page: what stands in it, where its parts go, and what comes back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

from attendance.services import Seat
from backend.errors import DomainError
from contactbook.items import Item
from contactbook.models import Entry, EntryWrite, Side, State
from facilities.selectors.family import Family
from mobile_web.book_cards import Shown, photo_of, photos_in
from mobile_web.views.book.home_fields import Was, was_text
from mobile_web.views.book.home_rows import Row
from mobile_web.views.guardian.children import Tile
from mobile_web.views.guardian.report_words import Spoken


@dataclass
class Typed:
    """A form that comes back: what was typed, refused, pasted."""

    said: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Was] | None = None
    refused: Mapping[str, DomainError] = field(default_factory=dict)
    error: str = ""
    coming: str = ""
    session: UUID = field(default_factory=uuid4)
    sequence: int = 1
    left: list[str] = field(default_factory=list)
    whose: str = ""


@dataclass(frozen=True)
class Kept:
    """A text of this home's other telephone, which waits for somebody to choose."""

    write: EntryWrite
    label: str
    stands: str
    words: str
    is_text: bool


@dataclass(frozen=True)
class Filled:
    """Its fields as far as they are filled in; `since` is the day they come from, where it is another one."""

    items: tuple[Item, ...]
    rows: list[Row]
    was: dict[str, Was]
    kept: Sequence[Kept]
    since: date | None


@dataclass(frozen=True)
class Panel:
    """One child at one place on one day."""

    seat: Seat
    tile: Tile
    day: date
    typed: Typed
    filled: Filled
    entry: Entry | None
    report: Spoken | None
    late_since: str
    here: str

    @property
    def key(self) -> str:
        return f"{self.seat.child.pk}.{self.seat.facility.pk}"

    @property
    def is_sent(self) -> bool:
        return bool(self.entry and self.entry.state == State.SENT)

    @property
    def was_text(self) -> str:
        return was_text(self.filled.was)

    @property
    def cells_url(self) -> str:
        """Where single cells go; a script puts the day behind it."""
        args = [Side.HOME, self.seat.facility.pk, self.seat.child.pk, "0"]
        return reverse("book_write", args=args).removesuffix("0/")

    @property
    def photos(self) -> list[Shown]:
        return [photo_of(one) for one in photos_in(self.entry)] if self.entry else []

    @property
    def photos_label(self) -> str:
        """Empty where this form has no place for photos."""
        return next((row.label for row in self.filled.rows if row.item.kind == "photos"), "")

    @property
    def photos_url(self) -> str:
        """Where photos go, each in a request of its own."""
        return reverse(
            "entry_photo_add", args=[Side.HOME, self.seat.facility.pk, self.seat.child.pk, self.day]
        )

    @property
    def photos_id(self) -> UUID:
        """Of the first photo a form without scripts brings."""
        return uuid4()

    @property
    def is_absent(self) -> bool:
        return self.report is not None or self.typed.coming not in ("", "here")


def address_of(family: Family, child: UUID | None, day: date) -> str:
    """Today's address names no day: a copy that a telephone kept is not yesterday's for ever."""
    named = "" if day == family.day else f"&day={day}"
    return f"{reverse('guardian_book_write')}?child={child}{named}"
