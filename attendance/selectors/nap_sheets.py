"""Nap checks as an audit reads them: a class and a day, children down, the times of looking across."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attendance.models import Nap, NapCheck, NapRoom
from attendance.selectors.naps import is_real
from facilities.clock import zone_of
from facilities.models import Child, Classroom

SLOT = 5
LATE_AFTER = timedelta(minutes=1)
ARROWS = {"back": "↑", "left": "←", "right": "→", "front": "↓"}


@dataclass(frozen=True)
class Mark:
    """One look in a cell: its exact time, how she lay, whether it came late or was not as usual, and who looked."""

    at: datetime
    arrow: str
    was_turned: bool
    is_late: bool
    is_odd: bool
    note: str
    initials: str


@dataclass(frozen=True)
class SheetRow:
    """A child's naps of the day and her looks by column."""

    child: Child
    naps: tuple[Nap, ...]
    cells: tuple[tuple[Mark, ...], ...]
    looks: int
    late: int


@dataclass(frozen=True)
class NapSheet:
    """One class on one day; `columns` are moments five minutes apart."""

    classroom: Classroom
    day: date
    columns: tuple[datetime, ...]
    rows: tuple[SheetRow, ...]
    air: tuple[NapRoom, ...]
    people: tuple[tuple[str, str], ...]
    notes: tuple[tuple[Child, Mark], ...]


def nap_sheets(classroom: Classroom, first: date, last: date) -> list[NapSheet]:
    """The days of a class on which somebody slept. Three queries for any number of days."""
    rows = Nap.objects.filter(classroom=classroom, day__gte=first, day__lte=last).select_related("child")
    naps = [nap for nap in rows.order_by("day", "slept_at", "pk") if is_real(nap)]
    checks = NapCheck.objects.filter(nap__in=naps).select_related("by").order_by("at", "pk")
    looks: dict[object, list[NapCheck]] = {}
    for check in checks:
        looks.setdefault(check.nap_id, []).append(check)
    air = list(
        NapRoom.objects.filter(classroom=classroom, at__date__gte=first, at__date__lte=last).order_by("at")
    )
    zone = zone_of(classroom.facility)
    return [
        _sheet(
            classroom,
            day,
            [nap for nap in naps if nap.day == day],
            looks,
            [row for row in air if row.at.astimezone(zone).date() == day],
        )
        for day in sorted({nap.day for nap in naps})
    ]


def _sheet(
    classroom: Classroom,
    day: date,
    naps: list[Nap],
    looks: dict[object, list[NapCheck]],
    air: list[NapRoom],
) -> NapSheet:
    seen = [check for nap in naps for check in looks.get(nap.pk, ())]
    initials = _initials({check.by.name for check in seen if check.by})
    children = {nap.child_id: nap.child for nap in naps}
    ordered = sorted(children.values(), key=lambda one: (one.family_kana, one.given_kana, one.pk))
    columns = _columns([nap.slept_at for nap in naps] + [check.at for check in seen])
    marks = {
        key: [
            mark
            for nap in naps
            if nap.child_id == key
            for mark in _marks(nap, looks.get(nap.pk, []), initials)
        ]
        for key in children
    }
    return NapSheet(
        classroom,
        day,
        columns,
        tuple(_row(child, naps, marks[child.pk], columns) for child in ordered),
        tuple(air),
        tuple((short, name) for name, short in initials.items()),
        tuple((child, mark) for child in ordered for mark in marks[child.pk] if mark.is_odd or mark.note),
    )


def _row(child: Child, naps: list[Nap], marks: list[Mark], columns: tuple[datetime, ...]) -> SheetRow:
    return SheetRow(
        child,
        tuple(nap for nap in naps if nap.child_id == child.pk),
        tuple(tuple(mark for mark in marks if _slot(mark.at) == column) for column in columns),
        len(marks),
        sum(mark.is_late for mark in marks),
    )


def _marks(nap: Nap, checks: list[NapCheck], initials: dict[str, str]) -> list[Mark]:
    """Lateness by the order of time: a look that arrived late may have made a later one punctual."""
    found = []
    before = nap.slept_at
    for check in checks:
        found.append(
            Mark(
                check.at,
                ARROWS[check.position],
                check.was_turned,
                check.at - before > timedelta(minutes=nap.every) + LATE_AFTER,
                check.colour == NapCheck.Colour.ODD,
                check.note,
                initials.get(check.by.name, "") if check.by else "",
            )
        )
        before = check.at
    return found


def _slot(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % SLOT, second=0, microsecond=0)


def _columns(moments: list[datetime]) -> tuple[datetime, ...]:
    """Every five minutes from the first to the last, at most six hours."""
    first, last = _slot(min(moments)), _slot(max(moments))
    count = min(int((last - first).total_seconds() // 60 // SLOT) + 1, 72)
    return tuple(first + timedelta(minutes=SLOT * number) for number in range(count))


def _initials(names: Iterable[str]) -> dict[str, str]:
    """The shortest beginning of each name that no other one has."""
    every = sorted(set(names))
    found = {}
    for name in every:
        length = next(
            (n for n in range(1, len(name)) if sum(other.startswith(name[:n]) for other in every) == 1),
            len(name),
        )
        found[name] = name[:length]
    return found
