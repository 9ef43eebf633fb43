"""The days of a month as they are set: sections, tables of fixed columns, rows of photos, two days to a page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from math import ceil

from django.utils.translation import get_language

from contactbook.items import items_of
from contactbook.lines import Line, Told, told
from contactbook.models import Entry, EntryPhoto, Side

# Millimetres of the type area of A5, and what a line of text takes.
WIDTH, HEIGHT, HALF = 118.0, 179.0, 87.0
LETTERS, LEADING = 42.5, 4.52
ROW, ROW_LINE, HEAD, LABEL, TEXT_LABEL, BETWEEN = 4.25, 3.5, 7.6, 6.1, 4.0, 5.0
TALLEST, TALLEST_ALONE, GAP = 34.0, 66.0, 2.0
COLUMNS, NARROW = 3, 0.55  # a Latin letter beside a Japanese one
SIDES = {Side.HOME: 0, Side.NURSERY: 1, Side.CLASS: 2}


@dataclass(frozen=True)
class Table:
    """Letters of full width that fit beside each other in a label, and in an answer over one, two or three columns."""

    label: float
    answers: tuple[float, float, float]


# style.css gives the columns these widths: English labels are longer.
TABLES = {"ja": Table(5.2, (9.5, 25, 40)), "en": Table(7.4, (7.9, 23.5, 39))}


@dataclass(frozen=True)
class Cell:
    """One answer in the table; a long one takes the whole row."""

    label: str
    words: str
    span: int
    lines: int = 1

    @property
    def columns(self) -> int:
        """Of the table, for the words."""
        return 2 * self.span - 1


@dataclass(frozen=True)
class Picture:
    """A photo in its row, in millimetres."""

    sha256: str
    caption: str
    width: float
    height: float


@dataclass(frozen=True)
class Section:
    """What one side wrote on a day."""

    side: str
    by: str
    rows: tuple[tuple[Cell, ...], ...]
    told: Told
    photos: tuple[EntryPhoto, ...]
    tallest: float = TALLEST

    @property
    def pictures(self) -> tuple[tuple[Picture, ...], ...]:
        """Rows of at most three that end at the margin, or stand as high as is good for the page."""
        return tuple(
            _row(self.photos[first : first + self._most], self.tallest)
            for first in range(0, len(self.photos), self._most)
        )

    @property
    def _most(self) -> int:
        """Four stand better as two and two."""
        return 2 if len(self.photos) == 4 else 3

    @property
    def tall(self) -> float:
        """Millimetres it will take, about."""
        rows = sum(ROW + ROW_LINE * (max(cell.lines for cell in row) - 1) for row in self.rows)
        text = sum(_lines(line, LETTERS) for part in self.told.texts for line in part.paragraphs)
        labels = TEXT_LABEL * sum(bool(part.label) for part in self.told.texts)
        photos = sum(row[0].height + GAP + 3 * any(one.caption for one in row) for row in self.pictures)
        return LABEL + rows + labels + LEADING * text + 2 * bool(text) + photos


@dataclass(frozen=True)
class Day:
    """Everything of one day."""

    day: date
    sections: tuple[Section, ...]

    @property
    def tall(self) -> float:
        return HEAD + sum(section.tall for section in self.sections)


@dataclass(frozen=True)
class Spread:
    """What begins a page: one day, or two. `is_even` gives each of two its half."""

    days: tuple[Day, ...]
    is_even: bool = False


def days_of(entries: Iterable[Entry]) -> tuple[Day, ...]:
    """Entries with templates, senders and photos (`shown`), by day; days on which nothing stands are left out."""
    by_day = sorted(entries, key=lambda one: (one.day, SIDES[Side(one.side)], str(one.pk)))
    days = (
        Day(day, tuple(section for entry in rows if (section := _section(entry)) is not None))
        for day, rows in groupby(by_day, key=lambda one: one.day)
    )
    return tuple(day for day in days if day.sections)


def spreads_of(days: Sequence[Day]) -> Iterator[Spread]:
    """Two to a page where both fit; a long one goes on over as many as it needs."""
    waiting = list(days)
    while waiting:
        first = waiting.pop(0)
        if not waiting or first.tall + BETWEEN + waiting[0].tall > HEIGHT:
            yield Spread((_alone(first),))
            continue
        second = waiting.pop(0)
        yield Spread((first, second), is_even=max(first.tall, second.tall) <= HALF)


def _section(entry: Entry) -> Section | None:
    words = told(items_of(entry.template.items), entry.cells)
    photos: Sequence[EntryPhoto] = getattr(entry, "shown", ())
    if words.is_empty and not photos:
        return None
    by = entry.sent_by or entry.written_by
    return Section(entry.side, by.name if by else "", _rows(words.lines), words, tuple(photos))


def _rows(lines: Sequence[Line]) -> tuple[tuple[Cell, ...], ...]:
    """Three short answers to a row, in the order of the template; the last of a row takes what is left."""
    rows: list[list[Cell]] = []
    room = 0
    for line in lines:
        need = _columns(line)
        if need > room:
            rows.append([])
            room = COLUMNS
        rows[-1].append(Cell(line.label, _words(line), need))
        room -= need
    return tuple(_filled(row) for row in rows)


def _columns(line: Line) -> int:
    width = _width(_words(line))
    return next((span for span, most in enumerate(_table().answers, 1) if width <= most), COLUMNS)


def _words(line: Line) -> str:
    return f"{line.at} {line.words}".strip()


def _filled(row: list[Cell]) -> tuple[Cell, ...]:
    last = row[-1]
    left = COLUMNS - sum(cell.span for cell in row)
    return tuple(_counted(cell) for cell in (*row[:-1], replace(last, span=last.span + left)))


def _counted(cell: Cell) -> Cell:
    """With the lines that the longer of its two texts takes."""
    table = _table()
    lines = max(_lines(cell.label, table.label), _lines(cell.words, table.answers[cell.span - 1]))
    return replace(cell, lines=lines)


def _table() -> Table:
    return TABLES["en" if get_language() == "en" else "ja"]


def _lines(words: str, most: float) -> int:
    return max(1, ceil(_width(words) / most))


def _width(words: str) -> float:
    """In letters of full width, about."""
    return sum(NARROW if one.isascii() else 1 for one in words)


def _row(photos: Sequence[EntryPhoto], tallest: float) -> tuple[Picture, ...]:
    shapes = [max(0.3, min(4.0, one.width / max(1, one.height))) for one in photos]
    height = min((WIDTH - GAP * (len(photos) - 1)) / sum(shapes), tallest)
    return tuple(
        Picture(one.sha256, one.caption, round(shape * height, 2), round(height, 2))
        for one, shape in zip(photos, shapes, strict=True)
    )


def _alone(day: Day) -> Day:
    """A day with a page of its own shows its photos larger, where they still fit."""
    for tallest in (TALLEST_ALONE, (TALLEST + TALLEST_ALONE) / 2):
        larger = Day(day.day, tuple(replace(one, tallest=tallest) for one in day.sections))
        if larger.tall <= HEIGHT:
            return larger
    return day
