"""What a search in a contact book found, as rows; the same for families and staff."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from contactbook.finding import Part, excerpt
from contactbook.models import Entry
from mobile_web.book_cards import side_words, text_in
from mobile_web.moments import head_words

MOST_LETTERS = 100


@dataclass(frozen=True)
class Found:
    """One entry that was found."""

    href: str
    number: str
    weekday: str
    month: str
    side: str
    text: tuple[Part, ...]


def rows_of(entries: Sequence[Entry], words: tuple[str, ...], address: Callable[[date], str]) -> list[Found]:
    """Rows in the order of the entries."""
    return [
        Found(
            href=address(row.day),
            number=str(row.day.day),
            weekday=head_words(row.day)[1].strip("()"),
            month=f"{row.day.year}.{row.day.month}",
            side=side_words(row),
            text=tuple(excerpt(text_in(row), words)),
        )
        for row in entries
    ]


def day_or_none(text: str) -> date | None:
    """A day from an address; nonsense is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
