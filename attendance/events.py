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


@dataclass(frozen=True)
class NapsMoved(Event):
    """A child of this class fell asleep, was looked at or woke."""

    name: ClassVar[str] = "naps.moved"

    facility_id: UUID
    classroom_id: UUID


@dataclass(frozen=True)
class MedicineMoved(Event):
    """A medicine was asked for, answered or given."""

    name: ClassVar[str] = "medicine.moved"

    facility_id: UUID
    child_id: UUID


@dataclass(frozen=True)
class StaffAnswered(Event):
    """A member of staff goes to this facility's entrance."""

    name: ClassVar[str] = "staff.answered"

    facility_id: UUID
    device_id: UUID


@dataclass(frozen=True)
class StaffCalled(Event):
    """Somebody at this facility's entrance asks for a member of staff."""

    name: ClassVar[str] = "staff.called"

    facility_id: UUID
    device_id: UUID
