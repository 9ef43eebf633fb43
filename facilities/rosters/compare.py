"""A roster beside the people: row by row, in the order of the file, because siblings and doubles know of each other."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from backend.ids import uuid7
from facilities.models import Organisation
from facilities.models.rosters import RosterImport, RosterRow
from facilities.rosters import adults, matching, places
from facilities.rosters.people import ChildNow, People, Place, read_people
from facilities.rosters.problems import Problem, problem
from facilities.rosters.rows import RowCells, read_row
from facilities.rosters.values import bare, has_lost, is_same
from facilities.rosters.verdict import Effects, Verdict

Result = RosterRow.Result
PAIRS = (("name", "family_name", "given_name"), ("kana", "family_kana", "given_kana"))


class Comparison:
    """One run over a file. `families` remembers what earlier rows would make."""

    def __init__(self, people: People, *, only: UUID | None, today: date, starts_on: date) -> None:
        self.people, self.only, self.today, self.starts_on = people, only, today, starts_on
        self.rows_of_children: dict[object, int] = {}
        self.families = adults.Families()

    @classmethod
    def of(cls, roster: RosterImport, organisation: Organisation, today: date) -> "Comparison":
        """With the people of its place as they are now."""
        people = read_people(organisation, roster.facility, today, roster.starts_on)
        return cls(people, only=roster.facility_id, today=today, starts_on=roster.starts_on)

    def verdict(self, number: int, raw: Mapping[str, str]) -> Verdict:
        """What this row comes to."""
        row = read_row(raw, self.today)
        child, found = matching.child_of(row, self.people)
        row.problems += found
        row.problems += self._doubles(row, child, number)
        known = child.id if child else None
        if row.problems:
            return Verdict(number, Result.ERROR, known, problems=row.problems)
        verdict = self._changed(row, child, number) if child else self._new(row, number)
        if verdict.problems:
            return Verdict(number, Result.ERROR, known, problems=verdict.problems)
        self.families.keep(verdict.effects)
        return verdict

    def _doubles(self, row: RowCells, child: ChildNow | None, number: int) -> list[Problem]:
        """The same child a second time, whichever of her keys says so. Two numbers are two children."""
        keys: list[object] = [child.id] if child else []
        if row.number:
            keys.append(("number", row.number))
        if row.kana and row.born_on and child is None:
            named = (bare(row.kana), row.born_on)
            keys.append(named if not row.number else (*named, row.number))
            other = self.rows_of_children.get(("any", *named))
            if other and not row.number:
                return [problem("twice_in_file", row=other)]
            self.rows_of_children.setdefault(("any", *named), number)
        first = next((self.rows_of_children[key] for key in keys if key in self.rows_of_children), None)
        for key in keys:
            self.rows_of_children.setdefault(key, number)
        return [problem("twice_in_file", row=first)] if first else []

    def _new(self, row: RowCells, number: int) -> Verdict:
        effects = Effects(uuid7(), is_new=True)
        verdict = Verdict(number, Result.NEW, writes=effects)
        verdict.problems += _new_child(row, effects)
        place = places.place_of(row, self.people, self.only)
        if isinstance(place, Place):
            verdict.problems += places.enrol(row, place, self.starts_on, effects)
        else:
            verdict.problems.append(place)
        verdict.problems += adults.join(row, None, self.people, self.families, verdict)
        verdict.changes = [
            ["starts_on", "", self.starts_on.isoformat()],
            ["guardians", "", str(len(effects.adults))],
            *(change for change in verdict.changes if change[0] == "joins"),
        ]
        return verdict

    def _changed(self, row: RowCells, child: ChildNow, number: int) -> Verdict:
        effects = Effects(child.id)
        verdict = Verdict(number, Result.CHANGED, child.id, writes=effects)
        verdict.problems += _child_fields(row, child, verdict)
        verdict.problems += places.move(
            row, child, (self.people, self.only), max(self.starts_on, self.today), verdict
        )
        verdict.problems += adults.join(row, child, self.people, self.families, verdict)
        if not verdict.changes and not verdict.problems:
            return Verdict(number, Result.UNCHANGED, child.id)
        return verdict


def _new_child(row: RowCells, effects: Effects) -> list[Problem]:
    found: list[Problem] = []
    for cell, first, second in PAIRS:
        text = getattr(row, cell)
        parts = row.parts.get(cell)
        if text and has_lost(text):
            found.append(problem("unreadable_letters", text=text))
        if text and parts is None:
            found.append(problem(f"{cell}_in_one_word", text=text))
        elif parts:
            effects.child |= {first: parts[0], second: parts[1]}
    if not row.name:
        found.append(problem("no_name"))
    if not row.born_on:
        found.append(problem("no_birthday"))
    effects.child |= {
        "born_on": row.born_on,
        "external_id": row.number or "",
        "allergies": row.allergies or "",
    }
    return found


def _child_fields(row: RowCells, child: ChildNow, verdict: Verdict) -> list[Problem]:
    """Field by field; an empty cell keeps what is there."""
    found: list[Problem] = []
    effects = verdict.writes
    for cell, first, second in PAIRS:
        text = getattr(row, cell)
        if not text or is_same(text, getattr(child, cell)):
            continue
        if has_lost(text):
            found.append(problem("unreadable_letters", text=text))
            continue
        parts = row.parts.get(cell)
        if parts is None:
            found.append(problem(f"{cell}_in_one_word", text=text))
            continue
        for name, after in zip((first, second), parts, strict=True):
            if child.names[name] != after:
                effects.child[name] = after
                verdict.changes.append([name, child.names[name], after])
    if row.born_on and row.born_on != child.born_on:
        effects.child["born_on"] = row.born_on
        verdict.changes.append(["born_on", child.born_on.isoformat(), row.born_on.isoformat()])
    for name, before, said in (
        ("number", child.number, row.number),
        ("allergies", child.allergies, row.allergies),
    ):
        if said is not None and said != before:
            effects.child["external_id" if name == "number" else name] = said
            verdict.changes.append([name, before, said])
    return found
