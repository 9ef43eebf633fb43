"""What boards, the watch and the kitchen are made of, read in one statement: a line a child, with all of her day."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from django.db import connection

from attendance.models import STANDING_REPORTS, CareContract, NoShow, Report
from backend.prepared import Prepared, Whole
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian, on_day

NAMES = ("id", "family_name", "given_name", "family_kana", "given_kana", "allergies")
CHILD, CLASSROOM = Whole(Child, "k", only=NAMES), Whole(Classroom, "c")
PICKER = Whole(Guardian, "g", only=("id", "name", "relation"))
MISSING = Whole(NoShow, "n", only=("id", "state", "is_alarm"))
# Where the columns of each begin and end in a row of LINES.
PARTS = [*pairwise(accumulate((part.width for part in (CHILD, CLASSROOM, PICKER, MISSING)), initial=0))]
SINGLE = PARTS[-1][1]
_FACILITY, _DAY = UUID(int=1), date.min
PLACED = Prepared(
    lambda facility, day: Enrolment.objects.filter(on_day(day), facility=facility).values(
        "child_id", "classroom_id", "kind"
    ),
    facility=_FACILITY,
    day=_DAY,
)
AGREED = Prepared(
    lambda facility, day: CareContract.objects.filter(on_day(day), facility=facility).values(
        "child_id", "picker_id", "arrives_at", "leaves_at", "weekdays"
    ),
    facility=_FACILITY,
    day=_DAY,
)
FETCHING = Prepared(
    lambda day: Grant.objects.live(day).filter(can_pick_up=True).values("child_id", "guardian_id"), day=_DAY
)
LINES = """
WITH placed AS MATERIALIZED (
    SELECT DISTINCT ON (e.child_id) e.child_id, e.classroom_id
    FROM ({placed}) e JOIN facilities_classroom c ON c.id = e.classroom_id
    WHERE %(classroom)s::uuid IS NULL OR e.classroom_id = %(classroom)s
    ORDER BY e.child_id, c.age, c.name, e.kind
), adults AS (
    SELECT p.child_id, jsonb_agg(jsonb_build_array(g.id, g.relation, g.name) ORDER BY g.call_order, g.id) AS found
    FROM placed p JOIN ({fetching}) r ON r.child_id = p.child_id JOIN facilities_guardian g ON g.id = r.guardian_id
    GROUP BY p.child_id
)
SELECT {columns}, t.arrives_at, t.leaves_at, t.weekdays, d.found,
       EXISTS (SELECT 1 FROM attendance_closedday x WHERE x.facility_id = %(facility)s AND x.day = %(day)s),
       a.id IS NOT NULL, a.arrived_at, a.left_at, coalesce(a.is_here, false), a.last_at, a.picked_up_by,
       coalesce(a.needs_review, false), coalesce(a.is_picker_doubtful, false)
FROM placed p
JOIN facilities_child k ON k.id = p.child_id
JOIN facilities_classroom c ON c.id = p.classroom_id
LEFT JOIN ({agreed}) t ON t.child_id = p.child_id
LEFT JOIN facilities_guardian g ON g.id = t.picker_id
LEFT JOIN attendance_attendance a ON a.facility_id = %(facility)s AND a.day = %(day)s AND a.child_id = p.child_id
LEFT JOIN attendance_noshow n ON n.facility_id = %(facility)s AND n.day = %(day)s AND n.child_id = p.child_id
LEFT JOIN adults d ON d.child_id = p.child_id
ORDER BY c.age, c.name, k.family_kana, k.given_kana, p.child_id
"""
REPORT = Whole(Report, "r")
SAID = Prepared(
    lambda facility, day: Report.objects.filter(
        facility=facility, starts_on__lte=day, ends_on__gte=day, state__in=STANDING_REPORTS
    ).values("id"),
    facility=_FACILITY,
    day=_DAY,
)
WORDS = """
SELECT {columns} FROM attendance_report r LEFT JOIN facilities_guardian g ON g.id = r.picker_id
WHERE r.id IN ({said}) AND (%(children)s::uuid[] IS NULL OR r.child_id = ANY(%(children)s)) ORDER BY r.sent_at, r.id
"""


@dataclass(frozen=True, slots=True)
class Stamped:
    """What the stamps of a child's day came to."""

    arrived_at: datetime | None
    left_at: datetime | None
    is_here: bool
    last_at: datetime | None
    picked_up_by: str
    needs_review: bool
    is_picker_doubtful: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One child of a day. `adults` may fetch her: id as text, relation and name, in the family's order."""

    child: Child
    classroom: Classroom
    picker: Guardian | None
    missing: NoShow | None
    arrives_at: time | None
    leaves_at: time | None
    weekdays: Sequence[int]
    adults: dict[str, tuple[str, str]]
    is_closed: bool
    stamped: Stamped | None


def lines_of(facility: Facility, day: date, classroom_id: UUID | None) -> list[Line]:
    """Every child enrolled on a day, by class and reading, one line a child. One query."""
    given = {"facility": facility.pk, "day": day, "classroom": classroom_id}
    with connection.cursor() as cursor:
        cursor.execute(_lines_sql(), PLACED.values() | AGREED.values() | FETCHING.values() | given)
        return list(_lines(cursor.fetchall()))


def words_of(
    facility: Facility, day: date, children: Sequence[UUID] | None = None
) -> dict[UUID, list[Report]]:
    """What families said of this day, the oldest word first; also wishes that do not hold yet. One query."""
    given = {"facility": facility.pk, "day": day, "children": children}
    with connection.cursor() as cursor:
        cursor.execute(_words_sql(), SAID.values(**given))
        rows = cursor.fetchall()
    found: dict[UUID, list[Report]] = {}
    for row in rows:
        report = REPORT.read(row[: REPORT.width])
        report.picker = PICKER.read(row[REPORT.width :]) if report.picker_id else None
        found.setdefault(report.child_id, []).append(report)
    return found


@cache
def _lines_sql() -> str:
    columns = ", ".join(part.sql for part in (CHILD, CLASSROOM, PICKER, MISSING))
    return LINES.format(placed=PLACED.sql, agreed=AGREED.sql, fetching=FETCHING.sql, columns=columns)


@cache
def _words_sql() -> str:
    return WORDS.format(said=SAID.sql, columns=f"{REPORT.sql}, {PICKER.sql}")


def _lines(rows: Sequence[Sequence[Any]]) -> Iterator[Line]:
    rooms: dict[UUID, Classroom] = {}
    relations = {value: str(label) for value, label in Guardian.Relation.choices}
    for row in rows:
        child, room, picker, missing = (row[start:end] for start, end in PARTS)
        arrives_at, leaves_at, weekdays, adults, is_closed, is_stamped, *stamped = row[SINGLE:]
        yield Line(
            child=CHILD.read(child),
            classroom=rooms.get(room[0]) or rooms.setdefault(room[0], CLASSROOM.read(room)),
            picker=PICKER.read(picker) if picker[0] else None,
            missing=MISSING.read(missing) if missing[0] else None,
            arrives_at=arrives_at,
            leaves_at=leaves_at,
            weekdays=weekdays or (),
            adults={pk: (relations[relation], name) for pk, relation, name in json.loads(adults or "[]")},
            is_closed=is_closed,
            stamped=Stamped(*stamped) if is_stamped else None,
        )
