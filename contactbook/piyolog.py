"""What a family noted in the app ぴよログ, from a day's text as it exports it. Pure: text in, facts and leftovers out.

Lines look like `06:50   体温 36.6°C`, `21:00   寝る`, `06:45   起きる (9時間45分)`, `07:10   ミルク 160ml`, under
`【ぴよログ】2026/11/21(土)`. Of the day before only the night counts: sleep that ended today, and what was after five.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from contactbook.items import Item

LONGEST = 20_000
EVENING, NOON, DINNER = time(17), time(12), time(16)
_HEAD = re.compile(r"【ぴよログ】\s*(\d{4})[/年](\d{1,2})[/月](\d{1,2})")
_DAY = re.compile(r"(\d{4})[/年](\d{1,2})[/月](\d{1,2})日?\s*\(.\)")
_NAME = re.compile(r"(.{1,40}?)\s*\(\d+歳.*\)")
_LINE = re.compile(r"(\d{1,2}):(\d{2})\s+([^\s(]+)\s*(.*)")
_SLEPT = re.compile(r"(?:(\d+)時間)?(?:(\d+)分)?")
_TOTAL = re.compile(r"(母乳|ミルク|搾母乳|睡眠|おしっこ|うんち|離乳食|食事)合計")
_STOOLS = (("loose", "下痢|水様|水っぽ"), ("soft", "ゆる|やわ|軟"), ("hard", "かた|硬|コロコロ"))
_EATEN = frozenset({"離乳食", "ごはん", "食事", "おやつ"})
_MEDICINE = frozenset({"くすり", "薬", "お薬"})


@dataclass
class Noted:
    """What was understood, in the words of contactbook.items; `left` are the lines that were not, as they stood."""

    name: str = ""
    temperatures: list[dict[str, Any]] = field(default_factory=list)
    sleeps: list[dict[str, str]] = field(default_factory=list)
    milks: list[dict[str, Any]] = field(default_factory=list)
    stools: list[str] = field(default_factory=list)
    dinner: list[str] = field(default_factory=list)
    breakfast: list[str] = field(default_factory=list)
    medicine: list[str] = field(default_factory=list)
    had_bath: bool = False
    left: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        found = (self.temperatures, self.sleeps, self.milks, self.stools, self.dinner, self.breakfast)
        return not (any(found) or self.medicine or self.had_bath)


@dataclass(frozen=True)
class _Line:
    day: date
    at: time
    what: str
    more: str
    text: str

    @property
    def clock(self) -> str:
        return f"{self.at:%H:%M}"


def decoded(raw: bytes) -> str:
    """An exported file: UTF-8, or what older telephones write."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")


def read(text: str, day: date) -> Noted:
    """The facts for a home's page of `day`; without a heading the lines are of that day."""
    noted = Noted()
    asleep: _Line | None = None
    for line in _lines(text[:LONGEST], day, noted):
        if line.what in ("寝る", "起きる"):
            asleep = _sleep(noted, line, asleep, day)
        elif not _take(noted, line, day):
            noted.left.append(line.text)
    if asleep is not None:
        _slept(noted, asleep, "", day)
    if len(text) > LONGEST:
        noted.left.append(text[LONGEST:])
    return noted


def cells_of(items: Sequence[Item], noted: Noted) -> dict[str, Any]:
    """By path, for the items this page has; what it has no item for joins the leftovers."""
    cells: dict[str, Any] = {}
    for item in items:
        for number, value in enumerate(_values(item, noted)):
            path = f"{item.key}/{_part(item, number)}" if item.has_several else item.key
            cells[path] = value
    kinds, keys = {item.kind for item in items}, {item.key for item in items}
    noted.left += [f"{row['at']} 体温 {row['c']}" for row in noted.temperatures if "temperature" not in kinds]
    noted.left += [f"{row['from']}–{row['to']} 寝る" for row in noted.sleeps if "sleep" not in kinds]
    noted.left += [f"{row['at']} ミルク {row['ml']}ml" for row in noted.milks if "milk" not in kinds]
    noted.left += [f"うんち {state}" for state in noted.stools if "stool" not in kinds]
    for key, said in (("dinner", noted.dinner), ("breakfast", noted.breakfast), ("medicine", noted.medicine)):
        noted.left += said if key not in keys else []
    noted.left += ["お風呂"] if noted.had_bath and "bath" not in keys else []
    return cells


def _part(item: Item, number: int) -> str:
    """The night has one name on every telephone of a home, so that two do not make it two."""
    return "night" if item.kind == "sleep" and number == 0 else f"piyo{number}"


def _values(item: Item, noted: Noted) -> list[Any]:
    if item.kind == "temperature":
        return noted.temperatures
    if item.kind == "sleep":
        return noted.sleeps
    if item.kind == "milk":
        return noted.milks
    if item.kind == "stool" and noted.stools:
        state = noted.stools[-1] if noted.stools[-1] in item.options else "normal"
        return [{"state": state, "count": min(9, len(noted.stools))}] if state in item.options else []
    words = {"dinner": noted.dinner, "breakfast": noted.breakfast}.get(item.key)
    if item.kind == "meal" and words:
        return [{"amount": "", "text": "、".join(words)[:200]}]
    if item.key == "medicine" and noted.medicine:
        return ["、".join(noted.medicine)[:200]]
    return [True] if item.key == "bath" and noted.had_bath else []


def _lines(text: str, day: date, noted: Noted) -> Iterator[_Line]:
    """Lines with a time; names, totals and rules are known, everything else is left over."""
    on = day
    for raw in text.splitlines():
        plain = unicodedata.normalize("NFKC", raw).replace("\u200b", "").strip()
        if found := _HEAD.search(plain) or _DAY.match(plain):
            on = _date(found) or on
        elif found := _LINE.fullmatch(plain):
            hour, minute = int(found[1]), int(found[2])
            if hour > 23 or minute > 59:
                noted.left.append(raw.strip())
                continue
            yield _Line(on, time(hour, minute), found[3], found[4], raw.strip())
        elif (found := _NAME.fullmatch(plain)) and noted.name in ("", found[1]):
            noted.name = found[1]
        elif plain and not _TOTAL.match(plain) and set(plain) - set("-=ー―_ "):
            noted.left.append(raw.strip())


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _sleep(noted: Noted, line: _Line, asleep: _Line | None, day: date) -> _Line | None:
    """Falling asleep is remembered until she wakes; a second one before that was not followed by a waking."""
    if line.what == "寝る":
        if asleep is not None:
            noted.left.append(asleep.text)
        return line
    began = asleep.clock if asleep is not None else _began(line)
    if line.day != day or not began or began == line.clock:
        noted.left += [asleep.text, line.text] if asleep is not None else [line.text]
    else:
        noted.sleeps.append({"from": began, "to": line.clock})
    return None


def _slept(noted: Noted, asleep: _Line, until: str, day: date) -> None:
    if asleep.day in (day, day - timedelta(days=1)) and (asleep.day == day or asleep.at >= EVENING):
        noted.sleeps.append({"from": asleep.clock, "to": until})
    else:
        noted.left.append(asleep.text)


def _began(line: _Line) -> str:
    """From `起きる (9時間45分)`."""
    found = _SLEPT.fullmatch(line.more.strip("() "))
    if found is None or not (found[1] or found[2]):
        return ""
    slept = int(found[1] or 0) * 60 + int(found[2] or 0)
    began = (line.at.hour * 60 + line.at.minute - slept) % (24 * 60)
    return f"{began // 60:02d}:{began % 60:02d}" if slept < 24 * 60 else ""


def _take(noted: Noted, line: _Line, day: date) -> bool:
    """Is it of today, or of last evening, and something this book knows?"""
    is_today, is_evening = line.day == day, line.day == day - timedelta(days=1) and line.at >= EVENING
    if line.what == "体温":
        return is_today and _temperature(noted, line)
    if line.what in _EATEN:
        return _meal(noted, line, day)
    if not (is_today or is_evening):
        return False
    if line.what == "ミルク":
        return _milk(noted, line)
    if line.what == "うんち":
        noted.stools.append(next((key for key, words in _STOOLS if re.search(words, line.more)), "normal"))
        return True
    if line.what in _MEDICINE:
        noted.medicine.append(" ".join(filter(None, (line.clock, line.more or line.what))))
        return True
    if line.what in ("お風呂", "沐浴") and not line.more:
        noted.had_bath = True
        return True
    return False


def _temperature(noted: Noted, line: _Line) -> bool:
    found = re.match(r"(\d{2}(?:\.\d{1,2})?)\s*(?:°?C|度)?$", line.more)
    if found is None or not 34 <= float(found[1]) <= 42:
        return False
    noted.temperatures.append({"at": line.clock, "c": round(float(found[1]), 1)})
    return True


def _milk(noted: Noted, line: _Line) -> bool:
    found = re.match(r"(\d{1,4})\s*ml", line.more, re.IGNORECASE)
    if found is None or not 1 <= int(found[1]) <= 1_000:
        return False
    noted.milks.append({"at": line.clock, "ml": int(found[1])})
    return True


def _meal(noted: Noted, line: _Line, day: date) -> bool:
    """Last evening's is the dinner, this morning's the breakfast; without words there is nothing to take over."""
    words = line.more.strip("() ")
    is_dinner = line.day == day - timedelta(days=1) and line.at >= DINNER
    if not words or not (is_dinner or (line.day == day and line.at < NOON)):
        return False
    (noted.dinner if is_dinner else noted.breakfast).append(words)
    return True
