"""What open screens are told about attendance. Ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.events import Event


@dataclass(frozen=True)
class AttendanceMoved(Event):
    """A child came or left, a family reported something, a count was made: the boards of this facility moved."""

    name: ClassVar[str] = "attendance.moved"

    facility_id: UUID
    child_id: UUID | None = None
