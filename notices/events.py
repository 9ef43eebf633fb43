"""What open screens are told about notices. Ids only, but for the text of an emergency."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from backend.events import Event


@dataclass(frozen=True)
class NoticePublished(Event):
    """A notice for you; a list shows it now. In an emergency `texts` carries the words, so that no phone has to ask
    for them, and the list follows (NoticeListed).
    """

    name: ClassVar[str] = "notice.published"

    id: UUID
    urgency: str
    is_drill: bool = False
    sender: str = ""
    at: str = ""
    url: str = ""
    texts: dict[str, dict[str, str]] | None = None


@dataclass(frozen=True)
class NoticeListed(Event):
    """An emergency that was told already stands in your list now."""

    name: ClassVar[str] = "notice.listed"

    id: UUID


@dataclass(frozen=True)
class NoticeRecalled(Event):
    """A notice was taken back: hide it. `restores` is the one it had corrected, which counts again."""

    name: ClassVar[str] = "notice.recalled"

    id: UUID
    restores: UUID | None = None


@dataclass(frozen=True)
class NoticeRead(Event):
    """Somebody of your household has opened or confirmed it."""

    name: ClassVar[str] = "notice.read"

    id: UUID


@dataclass(frozen=True)
class ReachMoved(Event):
    """The counters of a notice changed: readings, calls, failed channels."""

    name: ClassVar[str] = "reach.moved"

    id: UUID


@dataclass(frozen=True)
class NoticeChanged(Event):
    """A draft or scheduled notice changed; for the staff who work on it."""

    name: ClassVar[str] = "notice.changed"

    id: UUID


@dataclass(frozen=True)
class CallsMoved(Event):
    """A household was claimed, called or left the call desk."""

    name: ClassVar[str] = "calls.moved"

    id: UUID
