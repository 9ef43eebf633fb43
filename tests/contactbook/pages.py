"""Entries of today as pages make them."""

from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from contactbook.merge import CellWrite
from contactbook.models import Entry, Side
from contactbook.services import Page, Written, write_cells
from facilities.clock import today_at
from facilities.models import Child, Classroom, Guardian


def page_of(child: Child, side: str = Side.NURSERY, **fields: Any) -> Page:
    """Her page of today where she goes."""
    place = child.enrolments.select_related("facility").order_by("pk")[0].facility
    return Page(**{"facility": place, "day": today_at(place), "side": side, "child": child, **fields})


def journal_of(classroom: Classroom) -> Page:
    """The class's journal of today."""
    return Page(classroom.facility, today_at(classroom.facility), Side.CLASS, classroom=classroom)


def write(
    actor: User | Guardian,
    page: Page,
    session: UUID | None = None,
    base: int = 0,
    sequence: int = 0,
    **values: Any,
) -> Written:
    """One or more cells; a path with a slash is written with two underscores."""
    user = actor if isinstance(actor, User) else actor.user
    assert user is not None
    writes = [CellWrite(path.replace("__", "/"), value, base, sequence) for path, value in values.items()]
    return write_cells(actor=user, page=page, session=session or uuid4(), writes=writes)


def note_of(entry: Entry) -> str:
    """The text that stands in it."""
    entry.refresh_from_db()
    return str(entry.cells.get("note", {}).get("v") or "")
