"""What a day's stamps come to. Pure, and the same in whatever order the stamps arrived."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

IN, OUT, EITHER = "in", "out", "either"
_AT_ONCE = (IN, EITHER, OUT)  # of the same moment, coming is before going


class Fact(Protocol):
    """What the fold reads of a stamp."""

    id: UUID
    kind: str
    at: datetime
    is_void: bool
    replaces_id: UUID | None
    reason: str
    needs_review: bool
    picked_up_by: str
    is_picker_doubtful: bool


@dataclass(frozen=True)
class Stay:
    """From coming to going. An open stay has no end; a departure without an arrival has no beginning."""

    came_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True)
class Day:
    """The fold of a child's stamps: her stays, who fetched her last, and what there is to know about them.

    `meanings` say what each counted stamp was (in or out); a stamp that is not there changed nothing.
    """

    stays: tuple[Stay, ...] = ()
    last_at: datetime | None = None
    picked_up_by: str = ""
    is_corrected: bool = False
    needs_review: bool = False
    is_picker_doubtful: bool = False
    meanings: tuple[tuple[UUID, str], ...] = ()

    @property
    def is_here(self) -> bool:
        return bool(self.stays) and self.stays[-1].left_at is None

    @property
    def arrived_at(self) -> datetime | None:
        return self.stays[0].came_at if self.stays else None

    @property
    def left_at(self) -> datetime | None:
        return None if self.is_here or not self.stays else self.stays[-1].left_at

    def meaning_of(self, stamp_id: UUID) -> str:
        """'in', 'out', or '' for a stamp that repeats what was known."""
        return dict(self.meanings).get(stamp_id, "")


def fold(stamps: Iterable[Fact], lock: timedelta) -> Day:
    """In the order of their times: coming opens a stay, going closes it, a repetition changes nothing.

    A scan that may be either is coming for who is away and going for who is here, but nothing within `lock` of the
    last change: a card that is held twice counts once.
    """
    known = list(stamps)
    replaced = {stamp.replaces_id for stamp in known}
    standing = [stamp for stamp in known if not stamp.is_void and stamp.id not in replaced]
    day = Day(
        is_corrected=any(stamp.reason for stamp in known),
        needs_review=any(stamp.needs_review for stamp in standing),
    )
    for stamp in sorted(standing, key=lambda one: (one.at, _AT_ONCE.index(one.kind), one.id)):
        day = _next(day, stamp, lock)
    return day


def _next(day: Day, stamp: Fact, lock: timedelta) -> Day:
    kind = stamp.kind
    if kind == EITHER:
        if day.last_at and stamp.at - day.last_at < lock:
            return day
        kind = OUT if day.is_here else IN
    if kind == IN:
        return day if day.is_here else _counted(day, stamp, IN, (*day.stays, Stay(stamp.at, None)))
    if day.is_here:
        stays = (*day.stays[:-1], Stay(day.stays[-1].came_at, stamp.at))
        return replace(_counted(day, stamp, OUT, stays), picked_up_by=stamp.picked_up_by)
    if day.stays:
        return day
    return replace(_counted(day, stamp, OUT, (Stay(None, stamp.at),)), picked_up_by=stamp.picked_up_by)


def _counted(day: Day, stamp: Fact, kind: str, stays: tuple[Stay, ...]) -> Day:
    return replace(
        day,
        stays=stays,
        last_at=stamp.at,
        is_picker_doubtful=day.is_picker_doubtful or (kind == OUT and stamp.is_picker_doubtful),
        meanings=(*day.meanings, (stamp.id, kind)),
    )
