"""What one row comes to: its result, what changes, and what applying it would write."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from backend.ids import uuid7
from facilities.models.rosters import RosterRow
from facilities.rosters.problems import Problem

Change = list[str]  # field, before, after, and for some a fourth word: the relation, the first day


@dataclass
class Place:
    """Where a child goes from a day on: a new enrolment, or (with `replaces`) another class for one still to come."""

    facility_id: UUID
    classroom_id: UUID
    kind: str
    starts_on: date
    ends_on: date | None = None
    closes: UUID | None = None
    replaces: UUID | None = None


@dataclass
class AdultEffect:
    """A guardian made or changed, and whether she is joined to the child."""

    id: UUID
    household_id: UUID
    is_new: bool
    joins: bool
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Effects:
    """Everything a row writes; keys of new rows are already chosen."""

    child_id: UUID
    is_new: bool = False
    child: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    adults: list[AdultEffect] = field(default_factory=list)
    new_households: dict[UUID, tuple[str, str]] = field(default_factory=dict)  # name, number
    household_numbers: dict[UUID, str] = field(default_factory=dict)


@dataclass
class Verdict:
    """A row's result, and in `writes` what was gathered on the way to it."""

    number: int
    result: str
    child_id: UUID | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changes_link: bool = False
    writes: Effects = field(default_factory=lambda: Effects(uuid7()))

    @property
    def effects(self) -> Effects | None:
        """What applying writes; nothing for errors and for rows that change nothing."""
        return self.writes if self.result in (RosterRow.Result.NEW, RosterRow.Result.CHANGED) else None
