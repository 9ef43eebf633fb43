"""What open screens are told about the contact book. Ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.events import Event


@dataclass(frozen=True)
class EntryMoved(Event):
    """Somebody wrote, sent, opened, approved, published or read an entry of this class."""

    name: ClassVar[str] = "entry.moved"

    facility_id: UUID
    classroom_id: UUID
    entry_id: UUID | None = None
