"""Stamping: what came in at a door is kept as it came; the day is folded again; those who wait are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.events import AttendanceMoved
from attendance.fold import Day
from attendance.models import Attendance, Method, StaffCall, Stamp
from attendance.policies import require_stamper
from attendance.selectors.settings import is_closed_month, settings_of
from attendance.selectors.stamps import card_held
from attendance.services.folding import fold_day, lock_day
from attendance.services.staff_calls import ring
from attendance.services.stamp_messages import tell_guardians
from attendance.services.words import has_arrived
from attendance.topics import boards_of, homes_of
from backend.errors import Conflict
from backend.events import publish
from backend.moments import set_right
from facilities.clock import day_of
from facilities.models import Child, Device, Facility
from facilities.policies import require_child_at

FETCHED_JUST_NOW = timedelta(minutes=10)
LARGEST_ERROR = 2**31 - 1  # of the column, 24 days; the moment is worked out from the whole error


@dataclass(frozen=True)
class Scan:
    """What a tablet or phone says happened: its own id, its own time, and by how much its clock is wrong (ms).

    A positive error means that the clock is ahead of the server's. `sequence` counts up on the device. `card` is the
    hash of what was held; `is_unexpected` that somebody came to fetch whom nobody had announced.
    """

    id: UUID
    kind: str
    method: str
    device_at: datetime
    clock_error: int = 0
    sequence: int = 0
    card: str = ""
    picked_up_by: str = ""
    is_unexpected: bool = False


@dataclass(frozen=True)
class Recorded:
    """The stamp as it is kept, what it meant ('in', 'out', or '' where it repeated), and the child's day now."""

    stamp: Stamp
    meaning: str
    attendance: Attendance


@transaction.atomic
def record_stamp(
    *, actor: User | None, device: Device | None, facility: Facility, child: Child, scan: Scan
) -> Recorded:
    """Keep one stamp. Its id makes a replay harmless, however late; a repetition of what is known changes nothing."""
    require_stamper(actor, device, facility)
    now = timezone.now()
    at, is_doubtful = set_right(scan.device_at, timedelta(milliseconds=scan.clock_error), now)
    day = day_of(at, facility)
    require_child_at(child, facility, day)
    attendance = lock_day(facility, child, day)
    is_closed = is_closed_month(facility, day)
    held = card_held(facility, scan.card, child, at, day)
    told = {
        "facility": facility,
        "child": child,
        "day": day,
        "device": device,
        "actor": actor,
        "guardian": held.guardian,
        "needs_review": is_doubtful or is_closed,
        "is_picker_doubtful": scan.is_unexpected or not held.may_fetch,
    }
    stamp, is_new = Stamp.objects.get_or_create(id=scan.id, defaults=told | _as_it_came(scan, at, now))
    if not is_new:
        return _again(stamp, facility, child)
    settings = settings_of(facility)
    folded = Day() if is_closed else fold_day(attendance, settings.duplicate_minutes)
    meaning = folded.meaning_of(stamp.pk)
    if meaning == Stamp.Kind.IN:
        has_arrived(child, facility, day, now)
    _ask_who_fetched(stamp, meaning, now)
    tell_guardians(stamp, meaning, settings, now)
    tell_of(facility, child)
    return Recorded(stamp, meaning, attendance)


def _as_it_came(scan: Scan, at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "kind": scan.kind,
        "at": at,
        "device_at": scan.device_at,
        "received_at": now,
        "clock_error": max(-LARGEST_ERROR, min(scan.clock_error, LARGEST_ERROR)),
        "sequence": scan.sequence,
        "method": scan.method,
        "picked_up_by": scan.picked_up_by,
    }


def _again(stamp: Stamp, facility: Facility, child: Child) -> Recorded:
    """The same id once more: the first answer, or a refusal where it is somebody else's."""
    if (stamp.facility_id, stamp.child_id) != (facility.pk, child.pk):
        raise Conflict(_("This stamp belongs to another child. Nothing was saved."), code="other_stamp")
    attendance = Attendance.objects.get(facility=facility, child=child, day=stamp.day)
    return Recorded(stamp, "", attendance)


def _ask_who_fetched(stamp: Stamp, meaning: str, now: datetime) -> None:
    """Gone with somebody who may not, or whom nobody expected: kept, for she is gone; and staff are called at once."""
    is_news = now - stamp.at < FETCHED_JUST_NOW
    if stamp.device and stamp.is_picker_doubtful and meaning == Stamp.Kind.OUT and is_news:
        ring(stamp.device, StaffCall.Reason.PICKER)


def tell_of(facility: Facility, child: Child) -> None:
    """Boards and the child's homes look again."""
    publish(
        AttendanceMoved(facility.pk, child.pk),
        topics=[*boards_of(facility), *homes_of(child)],
    )


def staff_scan(*, id: UUID, kind: str, picked_up_by: str = "") -> Scan:
    """A tap of staff at this moment."""
    return Scan(id, kind, Method.STAFF, timezone.now(), picked_up_by=picked_up_by)
