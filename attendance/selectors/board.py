"""The daily board: every child of a facility or class with her state, her pick-up and what needs somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from attendance.days import moment_at, today_at
from attendance.models import Attendance, AttendanceSettings, NoShow, Report
from attendance.selectors.expected import Place, holds, places_on, reports_on
from attendance.selectors.settings import settings_of
from attendance.states import Alarm, Facts, State, alarms_of, state_of
from facilities.models import Child, Classroom, Facility, Grant, Guardian

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

    place: Place
    state: State
    alarms: tuple[Alarm, ...]
    attendance: Attendance | None
    reports: tuple[Report, ...]
    pick_up: PickUp
    comes_at: time | None
    no_show: NoShow | None = None
    adults: tuple[tuple[str, str], ...] = ()

    @property
    def child(self) -> Child:
        return self.place.enrolment.child

    @property
    def classroom(self) -> Classroom:
        return self.place.enrolment.classroom

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
    """The board of today or of a past day. The same eight questions for 30 children or 300."""
    now = timezone.now()
    day = day or today_at(facility)
    settings = settings_of(facility)
    places = places_on(facility, day, classroom_id=classroom_id)
    children = [place.child_id for place in places]
    stamped = {
        row.child_id: row for row in Attendance.objects.filter(facility=facility, day=day, child__in=children)
    }
    reports = reports_on(facility, day, children)
    missing = {
        row.child_id: row for row in NoShow.objects.filter(facility=facility, day=day, child__in=children)
    }
    allowed = _may_fetch(children, day)
    rows = []
    for place in places:
        words = tuple(reports.get(place.child_id, ()))
        given = (place, words, stamped.get(place.child_id), missing.get(place.child_id))
        rows.append(_row(facility, day, now, settings, allowed, *given))
    return DayBoard(facility, day, now, settings, tuple(rows), Counter(row.state for row in rows))


def _row(
    facility: Facility,
    day: date,
    now: datetime,
    settings: AttendanceSettings,
    allowed: Mapping[UUID, dict[UUID, tuple[str, str]]],
    place: Place,
    words: tuple[Report, ...],
    stamped: Attendance | None,
    missing: NoShow | None,
) -> BoardRow:
    facts = _facts(facility, day, place, words, stamped, missing)
    state = state_of(facts, now, moment_at(facility, day, settings.watch_at))
    closes = moment_at(facility, day, facility.closes_at) + timedelta(minutes=settings.closing_minutes)
    late = _last(words, Report.Kind.LATE)
    contract = place.contract
    return BoardRow(
        place=place,
        state=state,
        alarms=alarms_of(facts, state, now, closes),
        attendance=stamped,
        reports=words,
        pick_up=_pick_up(place, words, allowed.get(place.child_id, {})),
        comes_at=late.time if late else contract.arrives_at if contract else None,
        no_show=missing,
        adults=tuple(allowed.get(place.child_id, {}).values()),
    )


def _facts(
    facility: Facility,
    day: date,
    place: Place,
    words: tuple[Report, ...],
    stamped: Attendance | None,
    missing: NoShow | None,
) -> Facts:
    late = _last(words, Report.Kind.LATE)
    is_open = missing is not None and missing.state != NoShow.State.CLOSED
    return Facts(
        has_arrived=bool(stamped and stamped.arrived_at),
        is_here=bool(stamped and stamped.is_here),
        has_left=bool(stamped and stamped.left_at),
        is_due=place.is_due,
        is_absent=_last(words, Report.Kind.ABSENT) is not None,
        late_until=moment_at(facility, day, late.time) if late and late.time else None,
        is_missing=is_open,
        is_said_here=bool(missing and missing.is_alarm),
        needs_review=bool(stamped and stamped.needs_review),
    )


def _last(words: Iterable[Report], *kinds: str) -> Report | None:
    """The newest word of a kind that holds."""
    return next((row for row in reversed(list(words)) if row.kind in kinds and holds(row)), None)


def _pick_up(place: Place, words: tuple[Report, ...], allowed: Mapping[UUID, object]) -> PickUp:
    """What is usual, unless the family said something else for the day; who was named may be barred meanwhile."""
    contract = place.contract
    change = _last(words, Report.Kind.PICK_UP, Report.Kind.EARLY_LEAVE)
    person = _last(words, Report.Kind.PICK_UP)
    picker = contract.picker if contract else None
    proxy = ""
    if person and (person.picker or person.proxy_name):
        picker, proxy = person.picker, person.proxy_name
    usual = contract.leaves_at if contract else None
    at = change.time if change and change.time else usual
    may = picker is None or picker.pk in allowed
    return PickUp(at, picker, proxy, is_changed=change is not None, may=may)


def _may_fetch(children: list[UUID], day: date) -> dict[UUID, dict[UUID, tuple[str, str]]]:
    """Of each child, who may pick her up on a day, in the family's order. A block beats every right."""
    grants = Grant.objects.live(day).filter(child__in=children, can_pick_up=True)
    found: dict[UUID, dict[UUID, tuple[str, str]]] = {}
    rows = grants.values_list("child", "guardian", "guardian__relation", "guardian__name")
    for child, guardian, relation, name in rows.order_by("guardian__call_order", "guardian"):
        found.setdefault(child, {})[guardian] = (str(Guardian.Relation(relation).label), name)
    return found


def _room(rows: list[BoardRow]) -> RoomCount:
    classroom = rows[0].classroom
    here = sum(row.state is State.HERE for row in rows)
    due = sum(row.state in (State.EXPECTED, State.LATE, State.NO_WORD) for row in rows)
    each = CHILDREN_PER_TEACHER.get(classroom.age, 30)
    return RoomCount(classroom, here, due, -(-here // each))
