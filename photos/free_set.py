"""Which photos of a cart the yearly free set pays for: dearest first, each by one child named on it. Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

YEARLY_MOST = 50
Line = TypeVar("Line", bound=Hashable)
Child = TypeVar("Child", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Wish(Generic[Line, Child]):
    """A line at its price, and the children whose set could pay for it."""

    line: Line
    yen: int
    children: Sequence[Child]


def share_out(wishes: Iterable[Wish[Line, Child]], left: Mapping[Child, int]) -> dict[Line, Child]:
    """Line → the child whose set pays. No other choice leaves less to pay; of two children the one with more left.

    The dearest first; where both children of a photo have spent theirs, an earlier photo of them goes to a sibling.
    """
    sharing = _Sharing({wish.line: wish for wish in wishes}, dict(left))
    for wish in sorted(sharing.wishes.values(), key=lambda one: -one.yen):
        sharing.place(wish, set())
    return sharing.given


@dataclass
class _Sharing(Generic[Line, Child]):
    wishes: dict[Line, Wish[Line, Child]]
    left: dict[Child, int]

    def __post_init__(self) -> None:
        self.given: dict[Line, Child] = {}

    def place(self, wish: Wish[Line, Child], asked: set[Child]) -> bool:
        """Find a child for it, moving earlier ones where that makes room (an augmenting path)."""
        for child in sorted(wish.children, key=lambda one: -self.left.get(one, 0)):
            if child in asked:
                continue
            asked.add(child)
            if self.left.get(child, 0) > 0 or self._make_room(child, asked):
                self.left[child] -= 1
                self.given[wish.line] = child
                return True
        return False

    def _make_room(self, child: Child, asked: set[Child]) -> bool:
        for line in [line for line, of in self.given.items() if of == child]:
            if self.place(self.wishes[line], asked):
                self.left[child] += 1
                return True
        return False
