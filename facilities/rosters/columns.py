"""Does a column hold what it is mapped to? Swapped columns are asked about before anybody looks at rows."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from facilities.rosters.dates import birthday, parts_of
from facilities.rosters.phones import phone_of
from facilities.rosters.rows import EMAIL
from facilities.rosters.values import RELATIONS, is_kana, kana, narrow, words

SAMPLE = 200
MOST = 0.6
FEWEST = 3


def doubts(rows: Sequence[Sequence[str]], mapping: Sequence[str], today: date) -> dict[int, str]:
    """The columns (from 0) whose cells look like something else, and like what; '' where like nothing known."""
    found: dict[int, str] = {}
    for column, field in enumerate(mapping):
        wanted = _kinds_of(field)
        cells = [row[column] for row in rows[:SAMPLE] if column < len(row) and row[column]]
        if not wanted or len(cells) < FEWEST:
            continue
        kinds = [_kind(cell, today) for cell in cells]
        wrong = [kind for kind in kinds if kind not in wanted]
        if len(wrong) >= MOST * len(kinds):
            usual = max(set(wrong), key=wrong.count)
            found[column] = usual if wrong.count(usual) >= MOST * len(kinds) else ""
    return found


_WANTED: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name", "kana", "text"}),
    "kana": frozenset({"kana"}),
    "born_on": frozenset({"birthday", "date"}),
    "phone": frozenset({"phone"}),
    "email": frozenset({"email"}),
    "relation": frozenset({"relation"}),
}


def _kinds_of(field: str) -> frozenset[str] | None:
    part = re.sub(r"^guardian\d_", "", field)
    part = part.removeprefix("family_").removeprefix("given_")
    return _WANTED.get(part)


def _kind(cell: str, today: date) -> str:
    """What a cell looks like."""
    if EMAIL.fullmatch(narrow(cell)):
        return "email"
    if parts_of(cell):
        return "birthday" if isinstance(birthday(cell, today), date) else "date"
    if phone_of(cell):
        return "phone"
    if words(cell).lower() in RELATIONS:
        return "relation"
    if re.search(r"[0-90-9]", cell):
        return "number"
    return "kana" if is_kana(kana(cell)) else "name"
