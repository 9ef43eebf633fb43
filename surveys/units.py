"""Who answers once: a family, a child of a family, a guardian or a member of staff."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class UnitKey:
    """A family has its household, and its child or guardian where those are asked; staff have their member."""

    household_id: UUID | None = None
    child_id: UUID | None = None
    guardian_id: UUID | None = None
    member_id: UUID | None = None
