"""The guardians of a row: matched within the family, joined one by one. Nobody is ever joined by a household alone."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from backend.ids import uuid7
from facilities.rosters.people import AdultNow, ChildNow, People
from facilities.rosters.phones import digits_of
from facilities.rosters.problems import Problem, problem
from facilities.rosters.rows import AdultCells, RowCells
from facilities.rosters.values import bare, halves, has_lost, is_same, kana
from facilities.rosters.verdict import AdultEffect, Effects, Verdict

FIELDS = ("name", "kana", "relation", "phone", "email")


@dataclass
class Families:
    """What earlier rows of the file would make: guardians by name and telephone, households by number."""

    adults: dict[tuple[str, str], tuple[UUID, UUID]] = field(default_factory=dict)
    households: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[UUID, str] = field(default_factory=dict)

    def keep(self, effects: Effects | None) -> None:
        """Remember a good row for the siblings below it."""
        if effects is None:
            return
        for adult in effects.adults:
            if adult.is_new and adult.values.get("phone"):
                key = bare(adult.values["name"]), digits_of(adult.values["phone"])
                self.adults.setdefault(key, (adult.id, adult.household_id))
        made = {pk: number for pk, (_name, number) in effects.new_households.items() if number}
        for pk, number in (made | effects.household_numbers).items():
            self.households.setdefault(number, pk)
            self.numbers.setdefault(pk, number)


class Family:
    """One row's guardians on their way in."""

    def __init__(self, row: RowCells, child: ChildNow | None, people: People, earlier: Families) -> None:
        self.row, self.child, self.people, self.earlier = row, child, people, earlier
        self.present = list(child.adults) if child else []
        self.matched = self._match()
        self.household: UUID | None = None
        self.problems: list[Problem] = []

    def _match(self) -> dict[int, AdultNow]:
        """Guardians of the child by slot of the row: those of the same name first, then renamed ones."""
        matched: dict[int, AdultNow] = {}
        for same in (_same_name, _renamed):
            for cells in self.row.adults:
                left = [adult for adult in self.present if adult not in matched.values()]
                found = [adult for adult in left if cells.name and same(cells, adult)]
                if cells.slot not in matched and len(found) == 1:
                    matched[cells.slot] = found[0]
        for cells in self.row.adults:
            if not cells.name and cells.slot <= len(self.present):
                matched.setdefault(cells.slot, self.present[cells.slot - 1])
        return matched


def join(
    row: RowCells, child: ChildNow | None, people: People, earlier: Families, verdict: Verdict
) -> list[Problem]:
    """Change, make and join the guardians a row names; whoever it does not name stays as she is."""
    family = Family(row, child, people, earlier)
    family.problems += _choose_household(family, verdict)
    seen: set[UUID] = set()
    for cells in row.adults:
        known = family.matched.get(cells.slot)
        if known is None:
            known_id = _add(family, cells, verdict)
        else:
            known_id = known.id
            _change(known, cells, verdict)
        if known_id in seen:
            family.problems.append(problem("guardian_twice", n=cells.slot))
        if known_id:
            seen.add(known_id)
    return family.problems


def _same_name(cells: AdultCells, adult: AdultNow) -> bool:
    return is_same(cells.name or "", adult.name)


def _renamed(cells: AdultCells, adult: AdultNow) -> bool:
    """The same telephone and half of the name: a marriage or a slip of the pen, not another person."""
    if not cells.phone or digits_of(cells.phone) != digits_of(adult.phone):
        return False
    if cells.relation and cells.relation != adult.relation:
        return False
    said, before = halves(cells.name or ""), halves(adult.name)
    return bool(said and before and (said[0] == before[0] or said[1] == before[1]))


def _choose_household(family: Family, verdict: Verdict) -> list[Problem]:
    """By its number, else that of the child's first guardian, else that of a sibling's guardian, else a new one."""
    number, people, earlier = family.row.household, family.people, family.earlier
    homes = _homes(family)
    family.household = homes[0] if homes else None
    if not number:
        return []
    if number in people.households_elsewhere:
        return [problem("household_elsewhere", number=number)]
    known = people.households.get(number) or earlier.households.get(number)
    if known and (known in homes or not homes):
        if not homes and number in people.households:
            verdict.changes.append(["joins", "", number])
            verdict.changes_link = True
        family.household = known
        return []
    if not homes:
        return []
    if known or people.household_numbers.get(homes[0]) or earlier.numbers.get(homes[0]):
        return [problem("household_elsewhere", number=number)]
    verdict.writes.household_numbers[homes[0]] = number
    verdict.changes.append(["household", "", number])
    return []


def _homes(family: Family) -> list[UUID]:
    """The households the child belongs to already, the first guardian's first."""
    present = [*family.matched.values(), *family.present]
    homes = [adult.household_id for adult in present]
    if not homes:
        homes = [home for cells in family.row.adults if (home := _known(family, cells)[1])]
    return list(dict.fromkeys(homes))


def _change(adult: AdultNow, cells: AdultCells, verdict: Verdict) -> None:
    values: dict[str, Any] = {}
    for name in FIELDS:
        before, said = getattr(adult, name), getattr(cells, name)
        if said is None or _same(name, said, before):
            continue
        values[name] = said
        verdict.changes.append([f"{name}{cells.slot}", before, said])
    if not values:
        return
    if "email" in values:
        values["email_proved_at"] = values["email_failed_at"] = None
    verdict.changes_link |= bool({"name", "email"} & values.keys())
    verdict.writes.adults.append(AdultEffect(adult.id, adult.household_id, False, False, values))


def _same(name: str, said: str, before: str) -> bool:
    if name == "phone":
        return digits_of(said) == digits_of(before)
    if name == "kana":
        return bare(said) == bare(kana(before))
    if name == "name":
        return is_same(said, before)
    return said.lower() == before.lower() if name == "email" else said == before


def _add(family: Family, cells: AdultCells, verdict: Verdict) -> UUID | None:
    """Somebody who is not joined to the child yet: known from a sibling or earlier, or new."""
    effects = verdict.writes
    if not cells.name:
        if any(getattr(cells, part) for part in FIELDS):
            family.problems.append(problem("guardian_without_name", n=cells.slot))
        return None
    if has_lost(cells.name):
        family.problems.append(problem("unreadable_letters", text=cells.name))
        return None
    if _is_blocked(family, cells):
        family.problems.append(problem("guardian_blocked", text=cells.name))
        return None
    pk, home, is_known = _known(family, cells)
    home = home or family.household or _new_household(family, cells, effects)
    family.household = family.household or home
    values = {} if pk else _values(family, cells)
    adult = AdultEffect(pk or uuid7(), home, pk is None, True, values)
    effects.adults.append(adult)
    relation = cells.relation or "other"
    if family.child is not None:
        verdict.changes.append([f"guardian{cells.slot}", "", cells.name, relation])
    elif is_known:
        verdict.changes.append(["joins", "", cells.name])
    verdict.changes_link |= family.child is not None or is_known
    return adult.id


def _is_blocked(family: Family, cells: AdultCells) -> bool:
    return any(_same_name(cells, adult) for adult in (family.child.blocked if family.child else ()))


def _known(family: Family, cells: AdultCells) -> tuple[UUID | None, UUID | None, bool]:
    """Guardian and household of a sibling's guardian; the third says that she was there before this file."""
    for adult in family.child.former if family.child else ():
        if _same_name(cells, adult):
            return adult.id, adult.household_id, True
    if not cells.phone:
        return None, None, False
    key = bare(cells.name or ""), digits_of(cells.phone)
    there = family.people.by_contact.get(key, [])
    if len(there) == 1:
        return there[0].id, there[0].household_id, True
    made = family.earlier.adults.get(key)
    return (*made, False) if made else (None, None, False)


def _values(family: Family, cells: AdultCells) -> dict[str, Any]:
    order = max((adult.call_order for adult in family.present), default=0)
    return {
        "name": cells.name,
        "kana": cells.kana or "",
        "relation": cells.relation or "other",
        "phone": cells.phone or "",
        "email": cells.email or "",
        "call_order": order + cells.slot if not order else order + 1,
    }


def _new_household(family: Family, cells: AdultCells, effects: Effects) -> UUID:
    """Made by the first row that needs it."""
    pk = uuid7()
    effects.new_households[pk] = ((cells.name or "").split(" ")[0], family.row.household or "")
    return pk
