"""Which child a row is about: by number, else by reading and birthday; both given must agree."""

from facilities.rosters.people import ChildNow, People
from facilities.rosters.problems import Problem, problem
from facilities.rosters.rows import RowCells
from facilities.rosters.values import bare, is_same

Found = tuple[ChildNow | None, list[Problem]]


def child_of(row: RowCells, people: People) -> Found:
    """The child, or None for a new one; problems where the row must not be applied."""
    by_key = _by_key(row, people)
    if row.number:
        return _by_number(row, row.number, by_key, people)
    if not row.born_on or not (row.kana or row.name):
        return None, [problem("no_key")]
    if len(by_key) > 1:
        return None, [problem("key_ambiguous")]
    if by_key:
        return by_key[0], []
    return None, [] if row.kana else [problem("no_key")]


def _by_key(row: RowCells, people: People) -> list[ChildNow]:
    """By reading and birthday; by the written name only where the roster has no reading."""
    if not row.born_on:
        return []
    if row.kana and (found := people.by_key.get((bare(row.kana), row.born_on))):
        same = [child for child in found if row.name and bare(child.name) == bare(row.name)]
        return same or found
    named = people.by_name.get((bare(row.name), row.born_on), []) if row.name else []
    return [child for child in named if not (row.kana and child.kana)]


def _by_number(row: RowCells, number: str, by_key: list[ChildNow], people: People) -> Found:
    numbered = people.by_number.get(number)
    if numbered is None:
        if number in people.numbers_elsewhere:
            return None, [problem("number_elsewhere", number=number)]
        if len(by_key) > 1:
            return None, [problem("key_ambiguous")]
        if by_key and by_key[0].number:
            return None, [problem("key_conflict", number=number)]
        return (by_key[0] if by_key else None), []
    if by_key and numbered not in by_key:
        return None, [problem("key_conflict", number=number)]
    if not _agrees(row, numbered):
        return None, [problem("key_shifted", number=number, name=numbered.name)]
    return numbered, []


def _agrees(row: RowCells, child: ChildNow) -> bool:
    """At most one of name, reading and birthday may be new: rows that have shifted differ in all of them."""
    said = [
        (row.born_on, row.born_on == child.born_on),
        (row.kana, bare(row.kana or "") == bare(child.kana)),
        (row.name, is_same(row.name or "", child.name)),
    ]
    given = [same for text, same in said if text]
    return any(given) if given else True
