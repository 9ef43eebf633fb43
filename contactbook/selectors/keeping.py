"""What the manager looks after: forms in force and to come, what waits for approval, what is missing today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from contactbook.defaults import default_items
from contactbook.items import Item, items_of
from contactbook.models import Band, EntryTemplate, Side
from facilities.models import Facility

SIDES = (Side.HOME, Side.NURSERY)


@dataclass(frozen=True)
class Form:
    """The form of an age and side: what holds today, what comes, and all rows ever."""

    band: Band
    side: Side
    items: tuple[Item, ...]
    since: date | None
    coming: tuple[EntryTemplate, ...]
    rows: tuple[EntryTemplate, ...] = field(repr=False)

    @property
    def is_usual(self) -> bool:
        return self.items == default_items(self.band, self.side)


def forms_of(facility: Facility, today: date) -> list[Form]:
    """Every age and side. One query."""
    rows: dict[tuple[str, str], list[EntryTemplate]] = {}
    known = EntryTemplate.objects.filter(facility=facility).order_by("starts_on")
    for row in known:
        rows.setdefault((row.band, row.side), []).append(row)
    return [_form(band, side, rows.get((band, side), []), today) for band in Band for side in SIDES]


def form_of(facility: Facility, band: Band, side: Side, today: date) -> Form:
    """One of them."""
    rows = EntryTemplate.objects.filter(facility=facility, band=band, side=side).order_by("starts_on")
    return _form(band, side, list(rows), today)


def _form(band: Band, side: Side, rows: Sequence[EntryTemplate], today: date) -> Form:
    held = [row for row in rows if row.starts_on <= today]
    now = held[-1] if held else None
    items = items_of(now.items) if now else default_items(band, side)
    coming = tuple(row for row in rows if row.starts_on > today)
    since = now.starts_on if now and now.made_by_id else None
    return Form(band, side, items, since, coming, tuple(rows))
