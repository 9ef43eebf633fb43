"""What was typed becomes answers: one question after the other, past those a branch leaves out. Nothing is stored here.

What arrives is keyed by code: text, or a list of choice codes. Room beside a choice is `{code}_{choice}`.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from surveys.models import CHOOSING, Kind

LONGEST = {Kind.SHORT: 200, Kind.LONG: 4_000}
BESIDE_CHOICE = 200
NUMBER_DIGITS = 10
FIRST_YEAR, LAST_YEAR = 1900, 2200
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?|[+-]?\.\d+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MINUS = str.maketrans("−‐‑–—ー", "------")


class Unreadable(Exception):
    """The answer to one question cannot be taken; `sentence` says how to write it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Asking:
    """A question as far as its answers care. `choices`: code to whether it has room to write."""

    code: str
    kind: str
    is_required: bool = False
    choices: Mapping[int, bool] = field(default_factory=dict)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    shown_when: str | None = None
    shown_choices: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Said:
    """The answer to one question; `beside` are the words written next to choices."""

    choices: tuple[int, ...] = ()
    number: Decimal | None = None
    day: date | None = None
    text: str = ""
    beside: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """All answers of one unit: given, led past by a branch, and what is wrong by question."""

    given: Mapping[str, Said]
    skipped: tuple[str, ...]
    wrong: Mapping[str, str]


def read_answers(asked: Iterable[Asking], typed: Mapping[str, object]) -> Sheet:
    """Read what was typed, in the order of the questions; an answer to a question that is not shown is dropped."""
    given: dict[str, Said] = {}
    skipped: list[str] = []
    wrong: dict[str, str] = {}
    for one in asked:
        if not is_shown(one, given):
            skipped.append(one.code)
            continue
        try:
            said = read_one(one, typed)
        except Unreadable as error:
            wrong[one.code] = error.sentence
            continue
        if said is not None:
            given[one.code] = said
        elif one.is_required:
            wrong[one.code] = _("Please answer this question.")
    return Sheet(given, tuple(skipped), wrong)


def is_shown(one: Asking, given: Mapping[str, Said]) -> bool:
    """Does an earlier answer lead here? What was skipped itself leads nowhere."""
    if one.shown_when is None:
        return True
    earlier = given.get(one.shown_when)
    return earlier is not None and not one.shown_choices.isdisjoint(earlier.choices)


def read_one(one: Asking, typed: Mapping[str, object]) -> Said | None:
    """The answer to one question, None where it was left empty; raises Unreadable."""
    if one.kind in CHOOSING:
        return _chosen(one, typed)
    text = plain(typed.get(one.code))
    return _READERS[one.kind](one, text) if text else None


def number_of(text: str) -> Decimal:
    """38.5 from 38.5, 38,5 and ３８．５; 1200 from 1,200. Raises Unreadable."""
    wanted = (
        unicodedata.normalize("NFKC", text).strip().translate(_MINUS).replace("、", ",").replace("。", ".")
    )
    wanted = wanted.replace(",", "" if _THOUSANDS.fullmatch(wanted) else ".").replace(" ", "")
    whole, _point, rest = wanted.lstrip("+-").partition(".")
    if not _NUMBER.fullmatch(wanted):
        raise Unreadable(_("Please write only a number, like 3 or 38.5."))
    if len(whole.lstrip("0")) > NUMBER_DIGITS or len(rest) > 2:
        raise Unreadable(_("Please write a number of at most ten digits, and at most two after the point."))
    return Decimal(wanted)


def day_of(text: str) -> date:
    """A day from 2026-11-22, 2026/11/22 and 2026年11月22日, full-width too. Raises Unreadable."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).translate(_MINUS))
    try:
        day = date(*(int(part) for part in found.groups())) if found else date.min
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(_("Please write a day of the calendar, like 2026-11-22."))
    return day


def typed_of(given: Mapping[str, Said]) -> dict[str, object]:
    """Answers as a form takes them again: what `read_answers` would read them from."""
    typed: dict[str, object] = {}
    for code, said in given.items():
        if said.choices:
            typed[code] = [str(choice) for choice in said.choices]
            typed |= {f"{code}_{choice}": text for choice, text in said.beside.items()}
        else:
            number = "" if said.number is None else shortest(said.number)
            typed[code] = said.text or number or (said.day.isoformat() if said.day else "")
    return typed


def unknown_to(asked: Collection[Asking], typed: Mapping[str, object]) -> list[str]:
    """Answers to questions that are not asked any more."""
    known = {one.code for one in asked} | {f"{one.code}_{code}" for one in asked for code in one.choices}
    return sorted(key for key, value in typed.items() if key not in known and value not in (None, "", []))


def plain(typed: object) -> str:
    """Text without what no keyboard writes; line breaks as one character."""
    text = typed if isinstance(typed, str) else ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def codes_of(typed: object) -> list[int]:
    """Choice codes as they were typed, each once; nonsense is -1, which no choice has."""
    listed = typed if isinstance(typed, (list, tuple)) else [typed]
    texts = [str(one) for one in listed if one not in (None, "")]
    return list(dict.fromkeys(int(text) if re.fullmatch(r"[0-9]{1,5}", text) else -1 for text in texts))


def _chosen(one: Asking, typed: Mapping[str, object]) -> Said | None:
    codes = codes_of(typed.get(one.code))
    if not codes:
        return None
    if len(codes) > 1 and one.kind != Kind.MULTIPLE:
        raise Unreadable(_("Please choose one answer only."))
    if any(code not in one.choices for code in codes):
        raise Unreadable(_("An answer you chose is no longer offered. Please choose again."))
    beside = {code: plain(typed.get(f"{one.code}_{code}")) for code in codes if one.choices[code]}
    for text in beside.values():
        _short_enough(text, BESIDE_CHOICE)
    return Said(choices=tuple(sorted(codes)), beside={code: text for code, text in beside.items() if text})


def _number(one: Asking, text: str) -> Said:
    number = number_of(text)
    if one.lowest is not None and number < one.lowest:
        raise Unreadable(_("Please write a number of %(lowest)s or more.") % {"lowest": shortest(one.lowest)})
    if one.highest is not None and number > one.highest:
        raise Unreadable(
            _("Please write a number of at most %(highest)s.") % {"highest": shortest(one.highest)}
        )
    return Said(number=number)


def _day(_one: Asking, text: str) -> Said:
    return Said(day=day_of(text))


def _text(one: Asking, text: str) -> Said:
    return Said(text=_short_enough(text, LONGEST[Kind(one.kind)]))


def _short_enough(text: str, most: int) -> str:
    if len(text) > most:
        raise Unreadable(
            _("This is longer than %(most)d characters; it has %(length)d. Please shorten it.")
            % {"most": most, "length": len(text)}
        )
    return text


def shortest(number: Decimal) -> str:
    """As somebody would write it: 3 rather than 3.00."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_READERS: dict[str, Callable[[Asking, str], Said]] = {
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.SHORT: _text,
    Kind.LONG: _text,
}
