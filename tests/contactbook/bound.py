"""Entries of a school year and the books made of them, as the tests of bound books need them."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from accounts.models import User
from contactbook.book import store
from contactbook.models import BookOrder, Entry, EntryTemplate, Side, State
from contactbook.selectors.templates import template_for
from contactbook.services import books
from facilities.models import Child, Classroom, Guardian, Household
from tests import factories

APRIL, MAY = date(2026, 4, 7), date(2026, 5, 11)


def enrolled_in_april(classroom: Classroom, **fields: Any) -> Child:
    """A child who goes there from the first day of the school year."""
    child = factories.make_child(classroom, **fields)
    child.enrolments.update(starts_on=date(2026, 4, 1))
    return child


def told(
    child: Child,
    day: date,
    note: str,
    *,
    home: Household | None = None,
    state: str | None = None,
    **cells: Any,
) -> Entry:
    """What the nursery published, or a home sent, on a day."""
    side = Side.HOME if home else Side.NURSERY
    return _entry(
        child.enrolments.get().classroom, day, side, note, cells, state, child=child, household=home
    )


def journal(classroom: Classroom, day: date, note: str, state: str | None = None) -> Entry:
    """What a class's journal said."""
    return _entry(classroom, day, Side.CLASS, note, {}, state)


def made(order: BookOrder) -> BookOrder:
    """The book when no step is left."""
    while books.make_step(order.pk):
        pass
    order.refresh_from_db()
    return order


def pages_of(order: BookOrder) -> list[str]:
    """The text of each page, without spaces and line ends, which setting adds."""
    reader = PdfReader(BytesIO(store.book_file(order.pk).read_bytes()))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def text_of(order: BookOrder) -> str:
    return "".join(pages_of(order))


def book_for(guardian: Guardian, child: Child, year: int = 2026, **fields: Any) -> BookOrder:
    """Ordered by this guardian, not made yet."""
    place = child.enrolments.select_related("facility").get().facility
    return books.order_book(actor=user_of(guardian), child=child, facility=place, school_year=year, **fields)


def user_of(guardian: Guardian) -> User:
    assert guardian.user is not None
    return guardian.user


def days_in(month: date, most: int) -> Iterator[date]:
    """The first days of a month."""
    return (month.replace(day=number) for number in range(1, most + 1))


def _entry(
    classroom: Classroom,
    day: date,
    side: str,
    note: str,
    cells: dict[str, Any],
    state: str | None,
    **whose: Any,
) -> Entry:
    template = template_for(classroom, side, day)
    if template._state.adding:
        template = EntryTemplate.objects.get_or_create(
            facility=classroom.facility, band=template.band, side=side, starts_on=template.starts_on,
            defaults={"items": template.items},
        )[0]  # fmt: skip
    usual = State.SENT if side == Side.HOME else State.PUBLISHED
    at = None if side == Side.HOME else "2026-04-01T00:00Z"
    values = {"note": note, **{path.replace("__", "/"): value for path, value in cells.items()}}
    return Entry.objects.create(
        facility=classroom.facility, classroom=classroom, day=day, side=side, template=template,
        state=state or usual, published_at=at, words=note, **whose,
        cells={path: {"v": value, "r": 1, "s": ""} for path, value in values.items()},
    )  # fmt: skip
