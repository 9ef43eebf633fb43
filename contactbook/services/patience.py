"""Cells of which one may be wrong: the others are saved all the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from accounts.models import User
from backend.errors import DomainError
from contactbook.merge import CellWrite
from contactbook.models import Entry, EntryWrite
from contactbook.services.writing import Page, kept_in, look_at, write_cells

OF_ALL = frozenset({"too_many", "too_old"})


@dataclass
class WrittenEach:
    """What became of each cell: `entry` as it is now (none while nothing was right), `refused` by path."""

    entry: Entry | None = None
    kept: tuple[EntryWrite, ...] = ()
    refused: dict[str, DomainError] = field(default_factory=dict)


def write_each(
    *, actor: User, page: Page, session: UUID, writes: Sequence[CellWrite], at: datetime | None = None
) -> WrittenEach:
    """As `write_cells`, but a cell with a wrong value holds up only itself. Without any cell nothing is made."""
    if not writes:
        entry = look_at(actor, page)
        return WrittenEach(entry, kept_in(entry) if entry else ())
    found = WrittenEach()
    try:
        return _put(found, actor, page, session, writes, at)
    except DomainError as error:
        _require_of_a_cell(error)
    for one in writes:
        try:
            _put(found, actor, page, session, [one], at)
        except DomainError as error:
            _require_of_a_cell(error)
            found.refused[one.path] = error
    return found


def _require_of_a_cell(error: DomainError) -> None:
    """What is wrong with all of them, or with who asks, is for all of them."""
    if error.status != DomainError.status or error.code in OF_ALL:
        raise error


def _put(
    found: WrittenEach,
    actor: User,
    page: Page,
    session: UUID,
    writes: Sequence[CellWrite],
    at: datetime | None,
) -> WrittenEach:
    written = write_cells(actor=actor, page=page, session=session, writes=writes, at=at)
    found.entry, found.kept = written.entry, written.kept
    return found
