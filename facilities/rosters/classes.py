"""Class names, also those Excel has taken for days: 1-1 came as 2025-01-01, 1月1日, 1/1 or 46023."""

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from facilities.rosters.dates import EXCEL_DAY_0, EXCEL_SERIALS, parts_of
from facilities.rosters.values import bare, kana, narrow

_MONTH_DAY = re.compile(r"(\d{1,2})(?:月|/|-)(\d{1,2})日?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(?:(\d{1,2})-([a-z]{3})|([a-z]{3})-(\d{1,2}))", re.I)
_PAIR = re.compile(r"(\d{1,2})\D(\d{1,2})")


class ClassNames:
    """The classes of one facility and year, by every way to write them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_plain: dict[str, str] = {}
        self._by_pair: dict[tuple[int, int], str] = {}
        for name in names:
            for way in (plain(name), plain(name).removesuffix("組").removesuffix("ぐみ")):
                self._by_plain.setdefault(way, name)
            if pair := _PAIR.fullmatch(plain(name).removesuffix("組")):
                self._by_pair[int(pair[1]), int(pair[2])] = name

    def find(self, text: str) -> str | None:
        """The class a cell means; a day means the class whose name Excel made it from."""
        wanted = plain(text)
        for way in (wanted, wanted.removesuffix("組").removesuffix("ぐみ").removesuffix("クラス")):
            if way in self._by_plain:
                return self._by_plain[way]
        return next((self._by_pair[pair] for pair in _pairs(text) if pair in self._by_pair), None)


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """For comparing: width, case, kana and spaces do not matter."""
    return bare(kana(narrow(name))).lower()


def _pairs(text: str) -> Iterable[tuple[int, int]]:
    """(1, 1) from what Excel makes of 1-1."""
    short = narrow(text)
    if found := _MONTH_DAY.fullmatch(short):
        yield int(found[1]), int(found[2])
    if found := _ENGLISH.fullmatch(short):
        day, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        if month.lower() in _MONTHS:
            yield _MONTHS.index(month.lower()) + 1, int(day)
    if short.isdecimal() and int(short) in EXCEL_SERIALS:
        at = EXCEL_DAY_0 + timedelta(days=int(short))
        yield at.month, at.day
    elif parts := parts_of(short):
        yield parts[1], parts[2]
        yield parts[0] % 100, parts[1]
