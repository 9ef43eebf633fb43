"""A row of cells as a child with her guardians: typed, checked one by one, nothing compared yet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from facilities.rosters.dates import birthday, parts_of
from facilities.rosters.decoding import is_spoilt
from facilities.rosters.fields import CHILD, CLEAR, SLOTS
from facilities.rosters.phones import phone_of
from facilities.rosters.problems import Problem, problem
from facilities.rosters.values import RELATIONS, bare, halves, is_kana, kana, narrow, says_nothing, words

EMAIL = re.compile(r"[^@\s<>,;:()\"]+@[^@\s<>,;:()\"]+\.[A-Za-z]{2,}")
LONGEST = {"number": 40, "household": 40, "allergies": 200, "classroom": 60, "facility": 200}
NAME = 60
MUST_STAY = (
    "number",
    "name",
    "family_name",
    "given_name",
    "kana",
    "born_on",
    "classroom",
    "facility",
    "household",
)


@dataclass
class AdultCells:
    """What a row says of one guardian; None says nothing, '' clears."""

    slot: int
    name: str | None = None
    kana: str | None = None
    relation: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass
class RowCells:
    """What a row says; None says nothing. `kana` is without a space where the cell has none."""

    raw: Mapping[str, str]
    number: str | None = None
    name: str | None = None
    kana: str | None = None
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    born_on: date | None = None
    classroom: str | None = None
    facility: str | None = None
    allergies: str | None = None
    household: str | None = None
    adults: list[AdultCells] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def raw_values(cells: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    """The filled cells by field, as they stand in the file."""
    return {name: cell for name, cell in zip(mapping, cells, strict=False) if name and cell}


def read_row(raw: Mapping[str, str], today: date) -> RowCells:
    """All cells of a row; what is wrong is in `problems`, every one of them."""
    row = RowCells(raw)
    for text in raw.values():
        if is_spoilt(text):
            row.problems.append(problem("unreadable_letters", text=text))
    for name in MUST_STAY:
        if raw.get(name) == CLEAR:
            row.problems.append(problem("cannot_clear", field=str(CHILD[name])))
    row.name = _name(row, raw.get("name"), raw.get("family_name"), raw.get("given_name"))
    row.kana = _kana(row, raw)
    row.parts = _parts(row, raw)
    row.born_on = _born_on(row, raw.get("born_on"), today)
    for name in ("number", "household"):
        setattr(row, name, _short(row, name, narrow(raw.get(name, ""))))
    for name in ("classroom", "facility"):
        setattr(row, name, _short(row, name, words(raw.get(name, ""))))
    row.allergies = _allergies(row, raw.get("allergies", ""))
    row.adults = [adult for slot in SLOTS if (adult := _adult(row, raw, slot))]
    return row


def _name(row: RowCells, whole: str | None, family: str | None, given: str | None) -> str | None:
    text = words(whole or f"{family or ''} {given or ''}")
    if not text or CLEAR in text:
        return None
    if _is_no_name(text):
        row.problems.append(problem("name_has_digits", text=text))
        return None
    if any(len(part) > NAME for part in (halves(text) or (text,))):
        row.problems.append(problem("name_too_long", text=text[:40]))
    return text


def _is_no_name(text: str) -> bool:
    digits = sum(letter.isdecimal() for letter in text)
    return "@" in text or 2 * digits >= len(bare(text)) or parts_of(text) is not None


def _kana(row: RowCells, raw: Mapping[str, str]) -> str | None:
    text = kana(raw.get("kana") or f"{raw.get('family_kana', '')} {raw.get('given_kana', '')}")
    if not text or CLEAR.lower() in text.lower():
        return None
    if not is_kana(text):
        row.problems.append(problem("not_kana", text=text))
        return None
    if len(text) > NAME:
        row.problems.append(problem("too_long", text=text[:40]))
    return text


def _parts(row: RowCells, raw: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Family and given name where two cells or a space part them."""
    found: dict[str, tuple[str, str]] = {}
    for cell, form in (("name", words), ("kana", kana)):
        whole = getattr(row, cell)
        first, second = (form(raw.get(f"{part}_{cell}", "")) for part in ("family", "given"))
        parts = (first, second) if first and second and not raw.get(cell) else halves(whole or "")
        if whole and parts:
            found[cell] = parts
    return found


def _born_on(row: RowCells, text: str | None, today: date) -> date | None:
    if not text or text == CLEAR:
        return None
    born = birthday(text, today)
    if isinstance(born, date):
        return born
    row.problems.append(born)
    return None


def _short(row: RowCells, name: str, text: str) -> str | None:
    if not text or text == CLEAR:
        return None
    if len(text) > LONGEST[name]:
        row.problems.append(problem("too_long", text=text[:40]))
    return text


def _allergies(row: RowCells, text: str) -> str | None:
    if not text:
        return None
    return "" if text == CLEAR or says_nothing(text) else _short(row, "allergies", words(text))


def _adult(row: RowCells, raw: Mapping[str, str], slot: int) -> AdultCells | None:
    mine = f"guardian{slot}_"
    said = {name.removeprefix(mine): text for name, text in raw.items() if name.startswith(mine)}
    if not said:
        return None
    names = [said.get(part) for part in ("name", "family_name", "given_name")]
    if CLEAR in names:
        row.problems.append(problem("cannot_clear", field=f"保護者{slot}"))
        return None
    adult = AdultCells(slot, name=_name(row, *names))
    adult.kana = _cleared(said.get("kana")) if said.get("kana") in (None, CLEAR) else kana(said["kana"])
    if adult.kana and not is_kana(adult.kana):
        row.problems.append(problem("not_kana", text=adult.kana))
    adult.relation = _relation(row, said.get("relation"))
    adult.phone = _phone(row, said.get("phone"))
    adult.email = _email(row, said.get("email"))
    return adult


def _relation(row: RowCells, text: str | None) -> str | None:
    if not text or text == CLEAR:
        return None
    found = RELATIONS.get(words(text).lower())
    if found is None:
        row.problems.append(problem("no_relation", text=text))
    return found


def _phone(row: RowCells, text: str | None) -> str | None:
    if text in (None, CLEAR):
        return _cleared(text)
    found = phone_of(str(text))
    if found is None or len(found) > 20:
        row.problems.append(problem("not_a_phone", text=text))
        return None
    return found


def _email(row: RowCells, text: str | None) -> str | None:
    if text in (None, CLEAR):
        return _cleared(text)
    found = narrow(str(text)).replace(" ", "")
    if not EMAIL.fullmatch(found) or len(found) > 254:
        row.problems.append(problem("not_an_email", text=text))
        return None
    return found


def _cleared(text: str | None) -> str | None:
    return "" if text == CLEAR else None
