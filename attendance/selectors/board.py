"""The daily board: every child of a facility or class with her state, her pick-up and what needs somebody."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from attendance.models import AttendanceSettings, NoShow, Report
from attendance.selectors.board_rows import Line, Stamped, lines_of, words_of
from attendance.selectors.expected import holds, is_due, newest_word
from attendance.selectors.settings import settings_of
from attendance.states import Alarm, Facts, State, alarms_of, state_of
from facilities.clock import moment_at, today_at
from facilities.models import Child, Classroom, Facility, Guardian

# 児童福祉施設の設備及び運営に関する基準 第33条 (2024): children to one teacher, by age on 1 April.
CHILDREN_PER_TEACHER = {0: 3, 1: 6, 2: 6, 3: 15, 4: 25, 5: 25}


@dataclass(frozen=True)
class PickUp:
    """Who comes and when: planned, and whether she may. `person` is None where nobody is named."""

    at: time | None
    picker: Guardian | None = None
    proxy: str = ""
    is_changed: bool = False
    may: bool = True


@dataclass(frozen=True)
class BoardRow:
    """One child on the board. `reports` are the words of the family for today, the oldest first.

    `adults` may fetch her: (relation, name), in the family's order.
    """

    child: Child
    classroom: Classroom
    state: State
    alarms: tuple[Alarm, ...]
    attendance: Stamped | None
    reports: tuple[Report, ...]
    pick_up: PickUp
    comes_at: time | None
    no_show: NoShow | None = None
    adults: tuple[tuple[str, str], ...] = ()

    @property
    def unconfirmed(self) -> tuple[Report, ...]:
        return tuple(row for row in self.reports if row.state == Report.State.SENT)

    @property
    def word(self) -> Report | None:
        """The report that the state comes from: of absence before lateness."""
        by_kind = {row.kind: row for row in self.reports if holds(row)}
        return by_kind.get(Report.Kind.ABSENT) or by_kind.get(Report.Kind.LATE)


@dataclass(frozen=True)
class RoomCount:
    """Children of a class here now, those expected, and the teachers the law asks for."""

    classroom: Classroom
    here: int
    due: int
    teachers: int


@dataclass(frozen=True)
class DayBoard:
    """A facility's day at a moment."""

    facility: Facility
    day: date
    now: datetime
    settings: AttendanceSettings
    rows: tuple[BoardRow, ...]
    counts: Mapping[State, int] = field(default_factory=dict)

    @property
    def alarms(self) -> tuple[BoardRow, ...]:
        """Children about whom something does not fit, the loudest first."""
        order = list(Alarm)
        loud = [row for row in self.rows if row.alarms]
        return tuple(sorted(loud, key=lambda row: order.index(row.alarms[0])))

    @property
    def rooms(self) -> tuple[RoomCount, ...]:
        """The head count of each class."""
        found: dict[UUID, list[BoardRow]] = {}
        for row in self.rows:
            found.setdefault(row.classroom.pk, []).append(row)
        return tuple(_room(rows) for rows in found.values())


def day_board(facility: Facility, *, day: date | None = None, classroom_id: UUID | None = None) -> DayBoard:
    """The board of today or of a past day. The same three questions for 30 children or 300."""
    now = timezone.now()
    day = day or today_at(facility)
    settings = settings_of(facility)
    lines = lines_of(facility, day, classroom_id)
    words = words_of(facility, day, [line.child.pk for line in lines] if classroom_id else None)
    clock = _Clock(
        facility=facility,
        day=day,
        now=now,
        watch_at=moment_at(facility, day, settings.watch_at),
        closes_at=moment_at(facility, day, facility.closes_at) + timedelta(minutes=settings.closing_minutes),
        weekdays=settings.weekdays,
    )
    rows = tuple(_row(clock, line, tuple(words.get(line.child.pk, ()))) for line in lines)
    return DayBoard(facility, day, now, settings, rows, Counter(row.state for row in rows))


@dataclass(frozen=True, slots=True)
class _Clock:
    """What of a day is the same for every child."""

    facility: Facility
    day: date
    now: datetime
    watch_at: datetime
    closes_at: datetime
    weekdays: Collection[int]


def _row(clock: _Clock, line: Line, words: tuple[Report, ...]) -> BoardRow:
    late = newest_word(words, Report.Kind.LATE)
    facts = _facts(clock, line, words, late)
    state = state_of(facts, clock.now, clock.watch_at)
    return BoardRow(
        child=line.child,
        classroom=line.classroom,
        state=state,
        alarms=alarms_of(facts, state, clock.now, clock.closes_at),
        attendance=line.stamped,
        reports=words,
        pick_up=_pick_up(line, words),
        comes_at=late.time if late else line.arrives_at,
        no_show=line.missing,
        adults=tuple(line.adults.values()),
    )


def _facts(clock: _Clock, line: Line, words: tuple[Report, ...], late: Report | None) -> Facts:
    stamped, missing = line.stamped, line.missing
    return Facts(
        has_arrived=bool(stamped and stamped.arrived_at),
        is_here=bool(stamped and stamped.is_here),
        has_left=bool(stamped and stamped.left_at),
        is_due=is_due(line, clock.weekdays, clock.day),
        is_absent=newest_word(words, Report.Kind.ABSENT) is not None,
        late_until=moment_at(clock.facility, clock.day, late.time) if late and late.time else None,
        is_missing=missing is not None and missing.state != NoShow.State.CLOSED,
        is_said_here=bool(missing and missing.is_alarm),
        needs_review=bool(stamped and stamped.needs_review),
        is_picker_doubtful=bool(stamped and stamped.is_picker_doubtful),
    )


def _pick_up(line: Line, words: tuple[Report, ...]) -> PickUp:
    """What is usual, unless the family said something else for the day; who was named may be barred meanwhile."""
    change = newest_word(words, Report.Kind.PICK_UP, Report.Kind.EARLY_LEAVE)
    person = newest_word(words, Report.Kind.PICK_UP)
    picker, proxy = line.picker, ""
    if person and (person.picker or person.proxy_name):
        picker, proxy = person.picker, person.proxy_name
    at = change.time if change and change.time else line.leaves_at
    may = picker is None or str(picker.pk) in line.adults
    return PickUp(at, picker, proxy, is_changed=change is not None, may=may)


def _room(rows: list[BoardRow]) -> RoomCount:
    classroom = rows[0].classroom
    here = sum(row.state is State.HERE for row in rows)
    due = sum(row.state in (State.EXPECTED, State.LATE, State.NO_WORD) for row in rows)
    each = CHILDREN_PER_TEACHER.get(classroom.age, 30)
    return RoomCount(classroom, here, due, -(-here // each))
