"""A facility's day in its contact books: which pages are written, with families, and read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from contactbook.models import Entry, EntryReading, Side, State
from facilities.models import Facility, Grant

WRITTEN = frozenset({State.WAITING, State.READY, State.PUBLISHED})


@dataclass(frozen=True)
class Page:
    """One side of one child's day, as far as the manager counts it."""

    child: UUID
    side: str
    state: str
    is_begun: bool
    is_read: bool

    @property
    def is_written(self) -> bool:
        return self.state in WRITTEN

    @property
    def is_unread(self) -> bool:
        return self.state == State.PUBLISHED and not self.is_read


def pages_of(facility: Facility, day: date) -> dict[tuple[UUID, str], Page]:
    """By child and side; a child of two homes has a page from home as soon as one of them sent one. One query."""
    family = Grant.objects.filter(guardian__user=OuterRef("user"), child=OuterRef(OuterRef("child")))
    read = EntryReading.objects.filter(Exists(family), entry=OuterRef("pk"))
    rows = Entry.objects.filter(facility=facility, day=day, child__isnull=False)
    found: dict[tuple[UUID, str], Page] = {}
    for child, side, state, version, is_read in rows.annotate(is_read=Exists(read)).values_list(
        "child", "side", "state", "version", "is_read"
    ):
        if side == Side.HOME and (state != State.SENT and (child, side) in found):
            continue
        found[child, side] = Page(child, side, state, version > 0, is_read)
    return found


@dataclass(frozen=True)
class Tally:
    """The children of a class today, in numbers and, where something is open, by name."""

    came: int = 0
    from_home: int = 0
    written: int = 0
    published: int = 0
    read: int = 0
    unwritten: tuple[UUID, ...] = ()
    unread: tuple[UUID, ...] = ()


def tally_of(children: Iterable[UUID], came: Iterable[UUID], pages: dict[tuple[UUID, str], Page]) -> Tally:
    """What is done and what is missing: a page is asked of every child who came, and of nobody else."""
    here, everybody = list(came), list(children)
    own = [pages[one, Side.NURSERY] for one in everybody if (one, Side.NURSERY) in pages]
    sent = sum(1 for one in everybody if (page := pages.get((one, Side.HOME))) and page.state == State.SENT)
    out = [page for page in own if page.state == State.PUBLISHED]
    done = {page.child for page in own if page.is_written}
    return Tally(
        came=len(here),
        from_home=sent,
        written=len(done),
        published=len(out),
        read=sum(page.is_read for page in out),
        unwritten=tuple(one for one in here if one not in done),
        unread=tuple(page.child for page in out if not page.is_read),
    )
