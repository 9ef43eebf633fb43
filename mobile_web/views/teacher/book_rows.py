"""The contact book of a class as its grid shows it: attendance, naps and entries put together, in the page's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from attendance.selectors.board import BoardRow, day_board
from attendance.selectors.child_day import own_children
from attendance.selectors.naps import naps_of
from attendance.states import State as Presence
from contactbook.items import Item, items_of, missing_in
from contactbook.lines import words_of
from contactbook.models import Entry, EntryTemplate, Side
from contactbook.selectors.grid import GridRow, grid_of
from contactbook.selectors.templates import template_for
from facilities.clock import zone_of
from facilities.models import Classroom
from mobile_web.placed import Kind
from mobile_web.views.book.photos import shown as photo_data
from photos.selectors.placed import counts_at

WAS_HERE = frozenset({Presence.HERE, Presence.LEFT})
FEVER = 37.5


@dataclass(frozen=True)
class Line:
    """A child's line: `is_own` is a child of who looks, about whom colleagues write."""

    child: Any
    is_here: bool
    is_own: bool
    page: GridRow
    items: tuple[Item, ...]
    naps: tuple[tuple[str, str], ...]
    columns: tuple[Item, ...]
    photos: tuple[dict[str, Any], ...] = ()
    placed: int = 0

    @property
    def is_done(self) -> bool:
        """Something stands in every item of the form but photos."""
        return not self.lacking and self.page.entry is not None

    @property
    def lacking(self) -> list[Item]:
        entry = self.page.entry
        wanted = [replace(item, is_required=True) for item in self.items if item.kind != "photos"]
        return missing_in(wanted, entry.cells if entry else {})

    @property
    def shown(self) -> list[tuple[Item, str]]:
        """Each item's words, for who looks without a script."""
        cells = self.page.entry.cells if self.page.entry and not self.is_own else {}
        return [(item, _words(item, cells)) for item in self.columns]


@dataclass(frozen=True)
class Grid:
    """A class on a day."""

    classroom: Classroom
    day: date
    template: EntryTemplate
    lines: tuple[Line, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return _columns(self.template)

    @property
    def here(self) -> int:
        return sum(line.is_here for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)


def grid(user: User, classroom: Classroom, day: date, only: Iterable[UUID] = ()) -> Grid:
    """All children of a class who have a place on that day, or those whose entries are named."""
    board = day_board(classroom.facility, day=day, classroom_id=classroom.pk)
    rows = list(board.rows)
    if ids := list(only):
        named = set(Entry.objects.filter(pk__in=ids, day=day).values_list("child", flat=True))
        rows = [row for row in rows if row.child.pk in named]
    children = [row.child.pk for row in rows]
    template = template_for(classroom, Side.NURSERY, day)
    pages = grid_of(user, classroom, day, children)
    naps = naps_of(classroom.facility, day, children)
    own, zone = own_children(user), zone_of(classroom.facility)
    lines = (_line(row, pages[row.child.pk], own, template, _naps(naps, row, zone)) for row in rows)
    return Grid(classroom, day, template, tuple(_with_photos(list(lines), user)))


def _line(
    row: BoardRow,
    page: GridRow,
    own: frozenset[UUID],
    template: EntryTemplate,
    naps: tuple[tuple[str, str], ...],
) -> Line:
    form = page.entry.template if page.entry else template
    is_here = row.state in WAS_HERE
    columns = _columns(template)
    return Line(row.child, is_here, row.child.pk in own, page, items_of(form.items), naps, columns)


def _with_photos(lines: list[Line], user: User) -> list[Line]:
    """Her own and her colleagues', and how many of albums."""
    placed = counts_at(Kind.ENTRY, [line.page.entry.pk for line in lines if line.page.entry])
    return [
        replace(
            line,
            photos=_photos(line.page, user),
            placed=placed.get(line.page.entry.pk, 0) if line.page.entry else 0,
        )
        for line in lines
    ]


def _photos(page: GridRow, user: User) -> tuple[dict[str, Any], ...]:
    """With whose they are: each takes out her own."""
    return tuple({**photo_data(row), "mine": row.added_by_id == user.pk} for row in page.photos)


def _columns(template: EntryTemplate) -> tuple[Item, ...]:
    return tuple(one for one in items_of(template.items) if one.kind != "photos")


def _naps(
    naps: Mapping[UUID, list[tuple[datetime, datetime | None]]], row: BoardRow, zone: ZoneInfo
) -> tuple[tuple[str, str], ...]:
    found = naps.get(row.child.pk, ())
    return tuple((_clock(slept, zone), _clock(woke, zone) if woke else "") for slept, woke in found)


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


def _words(item: Item, cells: Mapping[str, Any]) -> str:
    values = [cell["v"] for path, cell in cells.items() if path.partition("/")[0] == item.key]
    if item.kind == "text":
        return "\n".join(value for value in values if value)
    return "、".join(words_of(item, value) for value in values if value is not None)
