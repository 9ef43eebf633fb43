"""Meetings by wishes: the cheapest assignment of children to slots, then brothers and sisters moved side by side.

Pure: numbers in, numbers out. The first step is the linear sum assignment (Jonker and Volgenant, 1987), which gives
the least sum of costs; costs grow faster than ranks, so that two second wishes come before a first and a third. The
second step moves the children of one household next to each other wherever that costs less than it is worth.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import combinations
from uuid import UUID

# What it costs to give a child her first, second, third wish, or a slot she did not name.
COSTS = {1: 0, 2: 2, 3: 5}
UNNAMED = 12
FORBIDDEN = 1_000_000
# What brothers and sisters far apart cost: more than an unnamed slot, unless each has her own first wish.
APART = 14
NEAR = timedelta(minutes=45)


class Why(StrEnum):
    """Why a child has the slot she has, shown to staff and family."""

    WISH_1 = "wish_1"
    WISH_2 = "wish_2"
    WISH_3 = "wish_3"
    SIBLING = "sibling"
    FREE = "free"


@dataclass(frozen=True)
class Place:
    """A slot that can be given."""

    slot: UUID
    lane: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Asker:
    """A child, the lanes she may go to, and what her family wished: {slot: rank}, and slots that cannot be."""

    child: UUID
    household: UUID
    lanes: frozenset[UUID]
    wishes: Mapping[UUID, int] = field(default_factory=dict)
    cannot: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Given:
    """Which slot a child has, and why."""

    child: UUID
    slot: UUID
    why: Why


def assign(places: Sequence[Place], askers: Sequence[Asker]) -> list[Given]:
    """Who gets which slot. Children for whom there is none are missing from the answer: staff speak with them.

    The same input gives the same answer, whatever the order of the rows; equal wishes are drawn by lot.
    """
    places = sorted(places, key=lambda place: (place.starts_at, place.slot))
    askers = sorted(askers, key=lambda asker: sha256(asker.child.bytes).digest())
    if not places or not askers:
        return []
    table = _Table(places, askers)
    table.settle()
    table.bring_together()
    return list(table.given())


class _Table:
    """Children down, slots across; `at` holds the column of each child who has one."""

    def __init__(self, places: Sequence[Place], askers: Sequence[Asker]) -> None:
        self.places = places
        self.askers = askers
        self.costs = [[_cost(asker, place) for place in places] for asker in askers]
        self.at: dict[int, int] = {}
        self.moved: set[int] = set()
        self.families = _families(askers)
        self.family_of = {row: family for family in self.families for row in family}

    def settle(self) -> None:
        """The least sum of costs over all children."""
        from scipy.optimize import linear_sum_assignment  # heavy, and only who assigns needs it

        rows, columns = linear_sum_assignment(self.costs)
        self.at = {
            int(row): int(column)
            for row, column in zip(rows, columns, strict=True)
            if self.costs[row][column] < FORBIDDEN
        }

    def bring_together(self) -> None:
        """Move brothers and sisters side by side while the whole gets better by it."""
        is_better = True
        while is_better:
            is_better = sum(self._move_near(row) for rows in self.families for row in sorted(rows)) > 0

    def given(self) -> Iterator[Given]:
        for row, column in sorted(self.at.items()):
            asker, place = self.askers[row], self.places[column]
            rank = asker.wishes.get(place.slot)
            why = Why(f"wish_{rank}") if rank else Why.SIBLING if row in self.moved else Why.FREE
            yield Given(asker.child, place.slot, why)

    def _move_near(self, row: int) -> bool:
        """One child to the best slot near a brother or sister; whoever sits there takes hers or a free one."""
        if row not in self.at or not self._apart(self.family_of[row], self.at):
            return False
        best, change = min(
            ((self._worth(moves), moves) for moves in self._moves(row)),
            default=(0, {}),
            key=lambda one: one[0],
        )
        if best >= 0:
            return False
        self.at |= change
        self.moved.add(row)
        return True

    def _moves(self, row: int) -> Iterator[dict[int, int]]:
        taken = {column: other for other, column in self.at.items()}
        free = [column for column in range(len(self.places)) if column not in taken]
        for column, place in enumerate(self.places):
            if self.costs[row][column] >= FORBIDDEN or not self._is_near_family(row, place):
                continue
            other = taken.get(column)
            if other is None:
                yield {row: column}
            elif other not in self.family_of[row]:
                yield from ({row: column, other: left} for left in (self.at[row], *free))

    def _worth(self, moves: Mapping[int, int]) -> int:
        """What the moves change in the sum of all costs; below zero is better."""
        after = {**self.at, **moves}
        families = {self.family_of[row] for row in moves if row in self.family_of}
        own = sum(self.costs[row][column] - self.costs[row][self.at[row]] for row, column in moves.items())
        return own + sum(self._apart(family, after) - self._apart(family, self.at) for family in families)

    def _apart(self, family: frozenset[int], at: Mapping[int, int]) -> int:
        """What it costs that children of one household wait for each other."""
        pairs = combinations(sorted(row for row in family if row in at), 2)
        return APART * sum(
            not _are_near(self.places[at[one]], self.places[at[other]])
            and self.costs[one][at[one]] + self.costs[other][at[other]] > 0
            for one, other in pairs
        )

    def _is_near_family(self, row: int, place: Place) -> bool:
        others = (self.at[one] for one in self.family_of[row] if one in self.at and one != row)
        return any(_are_near(place, self.places[other]) for other in others)


def _families(askers: Sequence[Asker]) -> list[frozenset[int]]:
    """Rows of children of one household, where there are several."""
    rows: dict[UUID, set[int]] = defaultdict(set)
    for row, asker in enumerate(askers):
        rows[asker.household].add(row)
    return [frozenset(found) for found in rows.values() if len(found) > 1]


def _cost(asker: Asker, place: Place) -> int:
    if place.lane not in asker.lanes or place.slot in asker.cannot:
        return FORBIDDEN
    return COSTS.get(asker.wishes.get(place.slot, 0), UNNAMED)


def _are_near(one: Place, other: Place) -> bool:
    """One after the other, without a long wait, and never at the same time."""
    first, second = sorted((one, other), key=lambda place: place.starts_at)
    return timedelta(0) <= second.starts_at - first.ends_at <= NEAR
