"""A child's month as her family reads it: comings and goings, what was corrected, what it asked about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from attendance.models import Attendance, Contest, MonthClose, Stamp
from facilities.clock import month_of, today_at
from facilities.models import Child, Facility
from facilities.selectors.family import Family


@dataclass(frozen=True)
class Correction:
    """A stamp that was changed: its time before (None where nothing was stamped) and after (None: struck out)."""

    kind: str
    before: datetime | None
    after: datetime | None
    reason: str


@dataclass(frozen=True)
class DayLine:
    """One day at one facility. Who brought and fetched the child is not told to another household, so to none."""

    attendance: Attendance
    stays: tuple[tuple[datetime | None, datetime | None], ...]
    minutes: int | None
    corrections: tuple[Correction, ...]
    contests: tuple[Contest, ...]
    may_contest: bool


@dataclass(frozen=True)
class ChildMonth:
    """The days of a month, the newest first."""

    child: Child
    month: date
    earlier: date
    later: date | None
    days: tuple[DayLine, ...]


def month_of_child(family: Family, child: Child, month: date) -> ChildMonth:
    """The same four queries for a day or a month. Only the own household's questions are there."""
    last = _next(month) - timedelta(days=1)
    rows = Attendance.objects.filter(child=child, day__range=(month, last), last_at__isnull=False)
    days = list(rows.select_related("facility").order_by("-day", "facility"))
    changed = _corrections(child, month, last)
    asked = _contests(family, child, month, last)
    closed = set(
        MonthClose.objects.filter(
            month=month, reopened_at__isnull=True, facility__in={row.facility_id for row in days}
        ).values_list("facility", flat=True)
    )
    lines = tuple(
        _line(row, changed[row.facility_id, row.day], asked[row.facility_id, row.day], closed) for row in days
    )
    is_past = month < month_of(family.day)
    return ChildMonth(
        child, month, month_of(month - timedelta(days=1)), _next(month) if is_past else None, lines
    )


def may_contest_at(family: Family, child: Child, facility: UUID, day: date) -> Facility | None:
    """The facility she went to on that day; None where she did not."""
    for row in family.enrolments:
        if (row.child_id, row.facility_id) == (child.pk, facility) and row.is_on(day):
            return row.facility if day <= today_at(row.facility) else None
    return None


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _corrections(child: Child, first: date, last: date) -> dict[tuple[UUID, date], list[Correction]]:
    rows = Stamp.objects.filter(child=child, day__range=(first, last)).exclude(reason="")
    found: dict[tuple[UUID, date], list[Correction]] = defaultdict(list)
    for row in rows.select_related("replaces").order_by("received_at"):
        before = row.replaces.at if row.replaces else None
        after = None if row.is_void else row.at
        found[row.facility_id, row.day].append(Correction(row.kind, before, after, row.get_reason_display()))
    return found


def _contests(
    family: Family, child: Child, first: date, last: date
) -> dict[tuple[UUID, date], tuple[Contest, ...]]:
    homes = {household for _guardian, household, _child in family.grants}
    rows = Contest.objects.filter(
        child=child, day__range=(first, last), guardian__household__in=homes
    ).order_by("created_at")
    found: dict[tuple[UUID, date], tuple[Contest, ...]] = defaultdict(tuple)
    for row in rows.select_related("decided_by"):
        found[row.facility_id, row.day] += (row,)
    return found


def _line(
    row: Attendance, changed: list[Correction], asked: tuple[Contest, ...], closed: set[UUID]
) -> DayLine:
    stays = tuple((_at(pair[0]), _at(pair[1])) for pair in row.stays)
    is_whole = all(came and left for came, left in stays)
    seconds = sum((left - came).total_seconds() for came, left in stays if came and left)
    is_waiting = any(contest.state == Contest.State.OPEN for contest in asked)
    return DayLine(
        row,
        stays,
        int(seconds // 60) if is_whole else None,
        tuple(changed),
        asked,
        row.facility_id not in closed and not is_waiting,
    )


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
