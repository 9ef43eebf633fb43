"""Is my child there now? What a family's home says of today, for all children in one statement.

Stamps and the state of a day are for everybody who may view the child. Times, persons and plans come from the
household's own words and from what is agreed; another household's word shows as its state alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from attendance.models import Report
from facilities.clock import today_at
from facilities.models import Guardian
from facilities.selectors.family import Family

DAYS = """
SELECT s.child, s.facility, a.arrived_at, a.left_at, a.is_here, w.words, c.leaves_at,
       c.weekdays, p.household_id, p.relation,
       extract(isodow FROM s.day)::int - 1 = ANY (coalesce(t.weekdays, '{0,1,2,3,4,5}'::smallint[]))
           AND NOT EXISTS (SELECT 1 FROM attendance_closedday z WHERE z.facility_id = s.facility AND z.day = s.day)
FROM unnest(%(children)s::uuid[], %(facilities)s::uuid[], %(days)s::date[]) AS s (child, facility, day)
LEFT JOIN attendance_attendance a ON a.facility_id = s.facility AND a.child_id = s.child AND a.day = s.day
LEFT JOIN attendance_attendancesettings t ON t.facility_id = s.facility
LEFT JOIN attendance_carecontract c ON c.facility_id = s.facility AND c.child_id = s.child
    AND c.starts_on <= s.day AND (c.ends_on IS NULL OR c.ends_on >= s.day)
LEFT JOIN facilities_guardian p ON p.id = c.picker_id
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object(
        'kind', r.kind, 'time', r.time, 'is_confirmed', r.state = 'confirmed', 'household', g.household_id,
        'relation', f.relation, 'proxy', r.proxy_name) ORDER BY r.sent_at, r.id) AS words
    FROM attendance_report r
    LEFT JOIN facilities_guardian g ON g.id = r.guardian_id
    LEFT JOIN facilities_guardian f ON f.id = r.picker_id
    WHERE r.child_id = s.child AND r.facility_id = s.facility AND r.starts_on <= s.day AND r.ends_on >= s.day
      AND r.state IN ('sent', 'confirmed')
) w ON true
"""


@dataclass(frozen=True)
class ChildDay:
    """Today of one child at one place. `plan_*` are the household's own; empty where there is none."""

    state: str
    at: datetime | None = None
    is_confirmed: bool = False
    plan_kind: str = ""
    plan_at: time | None = None
    plan_who: str = ""


@dataclass(frozen=True)
class _Word:
    kind: str
    at: time | None
    is_confirmed: bool
    is_own: bool
    who: str


def days_now(family: Family) -> dict[tuple[UUID, UUID], ChildDay]:
    """(child, facility) with her day. One query, however many children."""
    rows = family.today
    if not rows:
        return {}
    days = {(row.child_id, row.facility_id): today_at(row.facility) for row in rows}
    values: dict[str, Any] = {
        "children": [child for child, _facility in days],
        "facilities": [facility for _child, facility in days],
        "days": list(days.values()),
    }
    homes = {household for _guardian, household, _child in family.grants}
    with connection.cursor() as cursor:
        cursor.execute(DAYS, values)
        found = cursor.fetchall()
    return {(row[0], row[1]): _day(row, homes, days[row[0], row[1]]) for row in found}


def _day(row: Sequence[Any], homes: set[UUID], day: date) -> ChildDay:
    arrived, left, is_here, told, leaves, weekdays, household, relation, is_open = row[2:]
    words = [_word(one, homes) for one in told or ()]
    absent, late = _last(words, "absent"), _last(words, "late")
    who = _relation(relation) if household in homes else ""
    plan = _fetching(words, leaves, who)
    if is_here:
        return ChildDay("present", arrived, plan_kind="pick_up", plan_at=plan[0], plan_who=plan[1])
    if left:
        return ChildDay("left", left)
    if absent:
        return ChildDay("absent", is_confirmed=absent.is_confirmed and absent.is_own)
    if late:
        at = late.at if late.is_own else None
        return ChildDay("late", None, late.is_confirmed and late.is_own, "arrival" if at else "", at)
    if not is_open or (weekdays and day.weekday() not in weekdays):
        return ChildDay("off")
    return ChildDay("expected", plan_kind="pick_up" if plan[0] else "", plan_at=plan[0], plan_who=plan[1])


def _word(told: dict[str, Any], homes: set[UUID]) -> _Word:
    at = time.fromisoformat(told["time"]) if told["time"] else None
    is_own = bool(told["household"]) and UUID(told["household"]) in homes
    return _Word(told["kind"], at, told["is_confirmed"], is_own, _relation(told["relation"]) or told["proxy"])


def _fetching(words: list[_Word], leaves: time | None, usual: str) -> tuple[time | None, str]:
    """When and by whom: the household's last word of today, else what is agreed."""
    own = [word for word in words if word.is_own]
    change = _last(own, Report.Kind.PICK_UP, Report.Kind.EARLY_LEAVE)
    person = _last([word for word in own if word.who], Report.Kind.PICK_UP, Report.Kind.EARLY_LEAVE)
    at = change.at if change and change.at else leaves
    return at, person.who if person else usual


def _last(words: list[_Word], *kinds: str) -> _Word | None:
    return next((word for word in reversed(words) if word.kind in kinds), None)


def _relation(code: str | None) -> str:
    return str(Guardian.Relation(code).label) if code else ""
