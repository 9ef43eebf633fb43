"""The attendance sheet of a month (出席簿): children by class, a mark for each day, and what was corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from uuid import UUID

from django.db.models import Q

from attendance.models import STANDING_REPORTS, Attendance, CareContract, ClosedDay, Report, Stamp
from attendance.selectors.care_month import end_of_month
from attendance.selectors.settings import settings_of
from facilities.clock import today_at, zone_of
from facilities.models import Child, Classroom, Enrolment, Facility


class Mark(Enum):
    """What a day was; OUTSIDE is before the first or after the last day of the enrolment, TO_COME not over yet."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    LATE_AND_EARLY = "late_and_early"
    SICK = "sick"
    PRIVATE = "private"
    ABSENT = "absent"
    OFF = "off"
    TO_COME = "to_come"
    OUTSIDE = "outside"


CAME = (Mark.PRESENT, Mark.LATE, Mark.EARLY, Mark.LATE_AND_EARLY)
AWAY = (Mark.SICK, Mark.PRIVATE, Mark.ABSENT)


@dataclass(frozen=True)
class Note:
    """A correction below the sheet: its number, whose day, the old time and the new (None: struck out) and why."""

    number: int
    child: Child
    day: date
    old: str
    new: str
    reason: str


@dataclass(frozen=True)
class Cell:
    """One day of one child: the mark, pairs of times, and the numbers of its corrections."""

    day: date
    mark: Mark
    times: tuple[tuple[str, str], ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True)
class SheetRow:
    """A child's month."""

    child: Child
    cells: tuple[Cell, ...]

    def count(self, *marks: Mark) -> int:
        return sum(cell.mark in marks for cell in self.cells)

    @property
    def came(self) -> int:
        return self.count(*CAME)

    @property
    def away(self) -> int:
        return self.count(*AWAY)

    @property
    def late(self) -> int:
        return self.count(Mark.LATE, Mark.LATE_AND_EARLY)

    @property
    def early(self) -> int:
        return self.count(Mark.EARLY, Mark.LATE_AND_EARLY)


@dataclass(frozen=True)
class ClassSheet:
    """A class's page: its rows, its corrections, and how many came on each day."""

    classroom: Classroom
    rows: tuple[SheetRow, ...]
    notes: tuple[Note, ...]

    @property
    def sums(self) -> list[int]:
        return [sum(cell.mark in CAME for cell in column) for column in zip(*self._cells, strict=True)]

    @property
    def _cells(self) -> list[tuple[Cell, ...]]:
        return [row.cells for row in self.rows]


@dataclass(frozen=True)
class MonthSheet:
    """A facility's month; `closed` are the days on which it does not open."""

    facility: Facility
    month: date
    days: tuple[date, ...]
    closed: frozenset[date]
    classes: tuple[ClassSheet, ...]


@dataclass(frozen=True)
class _Facts:
    """Everything that goes in, read at once."""

    days: tuple[date, ...]
    closed: frozenset[date]
    today: date
    zone: tzinfo
    places: dict[UUID, list[Enrolment]]
    stamped: dict[tuple[UUID, date], Attendance]
    words: dict[UUID, list[Report]]
    contracts: dict[UUID, list[CareContract]]
    corrected: dict[tuple[UUID, date], list[Stamp]]
    own: frozenset[UUID]


def month_sheet(
    facility: Facility, month: date, *, classroom_id: UUID | None = None, own: Iterable[UUID] = ()
) -> MonthSheet:
    """Every child who was enrolled on a day of the month. Seven queries. Of `own` children no reason is given."""
    last = end_of_month(month)
    enrolled = Enrolment.objects.filter(_overlapping(month, last), facility=facility)
    if classroom_id:
        enrolled = enrolled.filter(classroom=classroom_id)
    order = (
        "classroom__age",
        "classroom__name",
        "child__family_kana",
        "child__given_kana",
        "child_id",
        "starts_on",
    )
    places = list(enrolled.select_related("child", "classroom").order_by(*order))
    facts = _facts(facility, month, places, frozenset(own))
    by_class: dict[Classroom, dict[UUID, list[Enrolment]]] = {}
    for place in places:
        by_class.setdefault(place.classroom, {}).setdefault(place.child_id, []).append(place)
    sheets = tuple(_class(facts, room, children) for room, children in by_class.items())
    return MonthSheet(facility, month, facts.days, facts.closed, sheets)


def _overlapping(first: date, last: date) -> Q:
    return Q(starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def _facts(facility: Facility, month: date, places: list[Enrolment], own: frozenset[UUID]) -> _Facts:
    last = end_of_month(month)
    days = tuple(month + timedelta(days=n) for n in range(last.day))
    children = {place.child_id for place in places}
    key = {"facility": facility, "child__in": children}
    stamped = Attendance.objects.filter(**key, day__gte=month, day__lte=last)
    words = Report.objects.filter(**key, starts_on__lte=last, ends_on__gte=month, state__in=STANDING_REPORTS)
    contracts = CareContract.objects.filter(_overlapping(month, last), **key)
    fixed = Stamp.objects.filter(**key, day__gte=month, day__lte=last).exclude(reason="")
    weekdays = settings_of(facility).weekdays
    holidays = set(
        ClosedDay.objects.filter(facility=facility, day__gte=month, day__lte=last).values_list(
            "day", flat=True
        )
    )
    return _Facts(
        days=days,
        closed=frozenset(day for day in days if day in holidays or day.weekday() not in weekdays),
        today=today_at(facility),
        zone=zone_of(facility),
        places=_by_child(places),
        stamped={(row.child_id, row.day): row for row in stamped},
        words=_by_child(words.order_by("sent_at", "pk")),
        contracts=_by_child(contracts),
        corrected=_by_day(fixed.select_related("replaces").order_by("day", "received_at", "pk")),
        own=own,
    )


def _by_child(rows: Iterable) -> dict:  # type: ignore[type-arg] # any row that names a child
    found: dict[UUID, list[object]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append(row)
    return found


def _by_day(rows: Iterable[Stamp]) -> dict[tuple[UUID, date], list[Stamp]]:
    found: dict[tuple[UUID, date], list[Stamp]] = {}
    for row in rows:
        found.setdefault((row.child_id, row.day), []).append(row)
    return found


def _class(facts: _Facts, room: Classroom, children: dict[UUID, list[Enrolment]]) -> ClassSheet:
    rows: list[SheetRow] = []
    notes: list[Note] = []
    for places in children.values():
        child, cells = places[0].child, []
        for day in facts.days:
            is_here = any(place.starts_on <= day <= (place.ends_on or day) for place in places)
            made = [
                _note(facts, len(notes) + n, child, stamp)
                for n, stamp in enumerate(facts.corrected.get((child.pk, day), ()) if is_here else (), 1)
            ]
            notes += made
            cells.append(_cell(facts, child, day, is_here, tuple(note.number for note in made)))
        rows.append(SheetRow(child, tuple(cells)))
    return ClassSheet(room, tuple(rows), tuple(notes))


def _cell(facts: _Facts, child: Child, day: date, is_here: bool, notes: tuple[int, ...]) -> Cell:
    if not is_here:
        return Cell(day, Mark.OUTSIDE)
    row = facts.stamped.get((child.pk, day))
    words = [word for word in facts.words.get(child.pk, ()) if word.starts_on <= day <= word.ends_on]
    if row and row.stays:
        times = tuple((_clock(facts, came), _clock(facts, left)) for came, left in row.stays)
        return Cell(day, _came(words), times, notes)
    return Cell(day, _away(facts, child, day, words), notes=notes)


def _came(words: list[Report]) -> Mark:
    kinds = {word.kind for word in words}
    late, early = Report.Kind.LATE in kinds, Report.Kind.EARLY_LEAVE in kinds
    if late and early:
        return Mark.LATE_AND_EARLY
    return Mark.LATE if late else Mark.EARLY if early else Mark.PRESENT


def _away(facts: _Facts, child: Child, day: date, words: list[Report]) -> Mark:
    absent = [word for word in words if word.kind == Report.Kind.ABSENT]
    if day in facts.closed or not _has_place(facts.contracts.get(child.pk, ()), day):
        return Mark.OFF
    if absent and child.pk not in facts.own:
        reasons = {Report.Reason.SICK: Mark.SICK, Report.Reason.PRIVATE: Mark.PRIVATE}
        return (
            reasons.get(Report.Reason(absent[-1].reason), Mark.ABSENT) if absent[-1].reason else Mark.ABSENT
        )
    return Mark.ABSENT if absent or day < facts.today else Mark.TO_COME


def _has_place(contracts: Iterable[CareContract], day: date) -> bool:
    row = next((row for row in contracts if row.starts_on <= day <= (row.ends_on or day)), None)
    return row is None or not row.weekdays or day.weekday() in row.weekdays


def _note(facts: _Facts, number: int, child: Child, stamp: Stamp) -> Note:
    old = _clock(facts, stamp.replaces.at.isoformat()) if stamp.replaces else ""
    new = "" if stamp.is_void else _clock(facts, stamp.at.isoformat())
    return Note(number, child, stamp.day, old, new, stamp.get_reason_display())


def _clock(facts: _Facts, iso: str | None) -> str:
    if iso is None:
        return ""
    at = datetime.fromisoformat(iso).astimezone(facts.zone)
    return f"{at.hour}:{at.minute:02d}"


def classes_of_month(facility: Facility, month: date) -> list[Classroom]:
    """Classes with a child in that month, by age. One query."""
    enrolled = Enrolment.objects.filter(_overlapping(month, end_of_month(month)), facility=facility)
    rooms = Classroom.objects.filter(pk__in=enrolled.values("classroom"))
    return list(rooms.order_by("age", "name", "pk"))
