"""Finding words in entries: what counts as the same, where it stands, and which days an address names. Pure.

ＡＢＣ and abc, ｶﾚｰ, カレー and かれー are one; a character's variants (IVS) are the character itself.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

_KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LETTERS = re.compile("(?s:.)[\uff9e\uff9f\u3099\u309a\u0300-\u036f]*")  # with the marks that belong to it
_YEAR = r"(?:(\d{4})\s*[年/.-]\s*)"
_DAY = re.compile(rf"{_YEAR}?(\d{{1,2}})\s*[月/.-]\s*(\d{{1,2}})\s*日?")
_MONTH = re.compile(rf"{_YEAR}(\d{{1,2}})\s*月?|(\d{{4}})\s*年|(\d{{1,2}})\s*月")
_AROUND = 24
MOST_WORDS = 5


@dataclass(frozen=True)
class Part:
    """A piece of a text; `is_hit` where it is what was looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Wanted:
    """All of these words, within these days (both ends included)."""

    words: tuple[str, ...]
    days: tuple[tuple[date, date], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.days)


def folded(text: str) -> str:
    """As it is compared: one width, one case, hiragana, no variants."""
    return "".join(_folded(one) for one in _LETTERS.findall(text))


def wanted(query: str, today: date) -> Wanted:
    """Words and dates of a query. 11月20日 without a year is each year's last one; 2024年, 2024/4, 4月 are spans."""
    words: list[str] = []
    days: list[tuple[date, date]] = []
    for token in unicodedata.normalize("NFKC", query).split():
        span = _span(token, today)
        if span:
            days.append(span)
        elif folded(token):
            words.append(folded(token))
    return Wanted(tuple(words[:MOST_WORDS]), tuple(days))


def excerpt(text: str, words: tuple[str, ...], around: int = _AROUND) -> list[Part]:
    """The text round the first hit, in pieces; its beginning where nothing is hit."""
    hits = _hits(text, words)
    if not hits:
        return [Part(_cut(text, 0, 3 * around), is_hit=False)]
    start, end = max(0, hits[0][0] - around), min(len(text), hits[0][1] + 3 * around)
    parts = [Part("…", is_hit=False)] if start else []
    at = start
    for first, last in hits:
        if first >= end:
            break
        parts += [Part(text[at:first], is_hit=False), Part(text[first:last], is_hit=True)]
        at = last
    parts.append(Part(text[at:end] + ("…" if end < len(text) else ""), is_hit=False))
    return [part for part in parts if part.text]


def _cut(text: str, start: int, end: int) -> str:
    return text[start:end] + ("…" if len(text) > end else "")


def _folded(one: str) -> str:
    plain = unicodedata.normalize("NFKC", _VARIANTS.sub("", one)).casefold()
    return plain.translate(_KATAKANA)


def _hits(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words stand in the text as it was written; overlapping ones once."""
    plain: list[str] = []
    came_from: list[tuple[int, int]] = []
    for letter in _LETTERS.finditer(text):
        for piece in _folded(letter[0]):
            plain.append(piece)
            came_from.append((letter.start(), letter.end()))
    joined = "".join(plain)
    found = sorted(
        (came_from[match.start()][0], came_from[match.end() - 1][1])
        for word in words
        for match in re.finditer(re.escape(word), joined)
    )
    hits: list[tuple[int, int]] = []
    for first, last in found:
        if not hits or first >= hits[-1][1]:
            hits.append((first, last))
    return hits


def _span(token: str, today: date) -> tuple[date, date] | None:
    if match := _DAY.fullmatch(token):
        year, month, day = match.groups()
        return _one_day(int(year) if year else None, int(month), int(day), today)
    if match := _MONTH.fullmatch(token):
        year, month, whole, alone = match.groups()
        if whole:
            return _months(int(whole), 1, 12)
        return _months(int(year) if year else _last(int(alone), 1, today), int(month or alone), 1)
    return None


def _one_day(year: int | None, month: int, day: int, today: date) -> tuple[date, date] | None:
    try:
        found = date(year or _last(month, day, today), month, day)
    except ValueError:
        return None
    return found, found


def _last(month: int, day: int, today: date) -> int:
    """The year of the last such day."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _months(year: int, first: int, n: int) -> tuple[date, date] | None:
    last = first + n - 1
    if not (first >= 1 and last <= 12 and 1900 <= year <= 2200):
        return None
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
