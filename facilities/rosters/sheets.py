"""A file as a sheet: headings, and rows of text with their numbers in the file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from facilities.rosters.decoding import NOT_TEXT, decode
from facilities.rosters.fields import guess
from facilities.rosters.problems import Unreadable
from facilities.rosters.workbook import TOO_MANY_ROWS, is_workbook, read_workbook

MOST_ROWS = 100_000
MOST_COLUMNS = 100
MOST_BYTES = 20 * 1024 * 1024
CELL = 4_000
HEAD_WITHIN = 10
EMPTY = _("There are no rows in this file.")
TOO_MANY_BYTES = _("The file is larger than %(most)s MB. Divide it and bring the parts one after another.")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sheet:
    """`rows` are (number in the file, cells); every row has as many cells as there are headings."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    heading_row: int


def read_sheet(content: bytes) -> Sheet:
    """The sheet of an xlsx, xls, CSV or TSV file; Unreadable with a sentence where there is none."""
    if len(content) > MOST_BYTES:
        raise Unreadable(TOO_MANY_BYTES % {"most": MOST_BYTES // (1024 * 1024)})
    if not content.strip(b"\x00\r\n\t ,\xef\xbb\xbf"):
        raise Unreadable(EMPTY)
    if is_workbook(content):
        lines = read_workbook(content, most_rows=MOST_ROWS + HEAD_WITHIN, most_columns=MOST_COLUMNS)
        encoding = "Excel"
    else:
        text, encoding = decode(content)
        lines = _lines_of(text)
    return _sheet(lines, encoding)


def _sheet(lines: Sequence[Sequence[str]], encoding: str) -> Sheet:
    numbered = [(n, [cell.strip() for cell in line]) for n, line in enumerate(lines, 1)]
    filled = [(n, line) for n, line in numbered if any(line)]
    at = _heading_at([line for _n, line in filled[:HEAD_WITHIN]])
    rows = filled[at + 1 :]
    if not rows:
        raise Unreadable(EMPTY)
    if len(rows) > MOST_ROWS:
        raise Unreadable(TOO_MANY_ROWS % {"most": f"{MOST_ROWS:,}"})
    number, headings = filled[at]
    while headings and not headings[-1]:
        headings.pop()
    wide = len(headings)
    return Sheet(headings, [(n, _fit(line, wide)) for n, line in rows], encoding, number)


def _heading_at(lines: Sequence[Sequence[str]]) -> int:
    """The line in which most headings are understood; a title above it is no heading."""
    known = [sum(bool(guess(cell)) for cell in line) for line in lines]
    return known.index(max(known)) if known and max(known) >= 2 else 0


def _fit(line: list[str], wide: int) -> list[str]:
    return [_bare(cell) for cell in (line + [""] * wide)[:wide]]


def _bare(cell: str) -> str:
    """Without the apostrophe by which an export keeps a text from being a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULAS) else cell


def _lines_of(text: str) -> list[list[str]]:
    if "\0" in text:
        raise Unreadable(NOT_TEXT)
    csv.field_size_limit(1_000_000)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            lines.append([cell[:CELL] for cell in line[:MOST_COLUMNS]])
            if len(lines) > MOST_ROWS + HEAD_WITHIN:
                raise Unreadable(TOO_MANY_ROWS % {"most": f"{MOST_ROWS:,}"})
    except csv.Error:
        raise Unreadable(NOT_TEXT) from None
    return lines


def _delimiter(text: str) -> str:
    head = "\n".join(text.splitlines()[:HEAD_WITHIN])
    return max(",\t;", key=head.count)
