"""What open screens are told about surveys. Ids only, and never whose answer it was."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.events import Event


@dataclass(frozen=True)
class SurveyAnswered(Event):
    """Somebody answered: who-answered and result pages count again."""

    name: ClassVar[str] = "survey.answered"

    id: UUID


@dataclass(frozen=True)
class SurveyChanged(Event):
    """Written, published, taken back, reminded of or closed; for the staff who work on it."""

    name: ClassVar[str] = "survey.changed"

    id: UUID


@dataclass(frozen=True)
class MeetingsMoved(Event):
    """Slots of a period were made, booked, given back, blocked or given out; free times and plans are read again."""

    name: ClassVar[str] = "meetings.moved"

    id: UUID


@dataclass(frozen=True)
class SlotMoved(Event):
    """A time of meetings was taken, held or given back. Never whose it is."""

    name: ClassVar[str] = "meeting.slot"

    id: UUID
    period: UUID
    is_free: bool


@dataclass(frozen=True)
class MeetingSaid(Event):
    """A household's time or wishes changed; for its own phones."""

    name: ClassVar[str] = "meeting.said"

    period: UUID
