"""The no-show watch: once a day and facility it asks families of children without a word, then hands them to staff.

Needs PostgreSQL alone. Whoever drives it, and however many do, each facility is looked at once.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone

from attendance.events import AttendanceMoved
from attendance.models import NoShow, WatchBeat, WatchRun
from attendance.selectors.settings import settings_of
from attendance.selectors.watch import Overdue, asked_guardians, due_places, overdue, silent_children
from attendance.services.unsaid import lock_watch
from attendance.topics import boards_of
from backend.events import publish
from backend.ids import uuid7
from facilities.clock import moment_at
from facilities.models import Facility
from facilities.topics import household_topic
from notices.services import Telling, notify_each

KIND = "no_show"
log = structlog.get_logger()

CLAIM = """
INSERT INTO attendance_watchrun (facility_id, day, ran_at, asked) VALUES (%s, %s, %s, 0)
ON CONFLICT (facility_id, day) DO NOTHING RETURNING id
"""

ASK = """
INSERT INTO attendance_noshow (id, facility_id, child_id, day, state, answer, asked_at, phone_at, is_alarm)
SELECT t.id, %(facility)s, t.child, %(day)s, 'asked', '', %(now)s, %(phone_at)s, false
FROM unnest(%(ids)s::uuid[], %(children)s::uuid[]) t (id, child)
ON CONFLICT (facility_id, day, child_id) DO NOTHING RETURNING id, child_id
"""


def run_watch(now: datetime | None = None) -> int:
    """Look at every facility whose time has come; returns how many children were asked for. Twice is once.

    A place whose look fails is logged and tried again next time; the others do not wait for it.
    """
    now = now or timezone.now()
    asked = 0
    for facility, day in due_places(now):
        try:
            asked += watch_facility(facility=facility, day=day, now=now)
        except Exception:  # whatever fails at one place is logged, and the others are looked at
            log.exception("watch_failed", facility=str(facility.pk))
    return asked


@transaction.atomic
def watch_facility(*, facility: Facility, day: date, now: datetime) -> int:
    """One facility, in one transaction: the run's row, the questions and their messages, or nothing at all."""
    lock_watch(facility, day)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [facility.pk, day, now])
        claimed = cursor.fetchone()
    if claimed is None:
        return 0
    asked = _ask(facility, day, silent_children(facility, day, now), now)
    WatchRun.objects.filter(pk=claimed[0]).update(asked=asked)
    return asked


def advance_watch(now: datetime | None = None) -> int:
    """Who did not answer in time is to be phoned, and who was to come later and did not is looked for."""
    now = now or timezone.now()
    moved = _to_phone(now)
    places: dict[tuple[UUID, date], list[Overdue]] = {}
    for row in overdue(now):
        places.setdefault((row.facility_id, row.day), []).append(row)
    facilities = Facility.objects.in_bulk([facility for facility, _day in places])
    for (facility_id, day), rows in places.items():
        try:
            moved += _look_again(facilities[facility_id], day, rows, now)
        except Exception:  # whatever fails at one place is logged, and the others are looked at
            log.exception("watch_failed", facility=str(facility_id))
    return moved


def beat_watch(by: str) -> None:
    """Say that the watch looked just now; every board shows it."""
    WatchBeat.objects.update_or_create(id=1, defaults={"ran_at": timezone.now(), "by": by[:60]})


@transaction.atomic
def _to_phone(now: datetime) -> int:
    """A board whose questions were answered meanwhile holds its rows; it is looked at next time."""
    due = NoShow.objects.filter(state=NoShow.State.ASKED, answer="", phone_at__lte=now)
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).select_related("facility"))
    NoShow.objects.filter(pk__in=[row.pk for row in rows]).update(state=NoShow.State.TO_PHONE)
    for facility in {row.facility for row in rows}:
        publish(AttendanceMoved(facility.pk), topics=boards_of(facility))
    return len(rows)


@transaction.atomic
def _look_again(facility: Facility, day: date, rows: Sequence[Overdue], now: datetime) -> int:
    """A question that "late" had answered is for the telephone now; who was never asked about is asked about."""
    again = [row.no_show for row in rows if row.no_show]
    reopened = NoShow.objects.filter(
        pk__in=again, state=NoShow.State.CLOSED, answer=NoShow.Answer.LATE
    ).update(
        state=NoShow.State.TO_PHONE, phone_at=now, closed_at=None, closed_by=None,
        claimed_by=None, lease_until=None,
    )  # fmt: skip
    if reopened:
        publish(AttendanceMoved(facility.pk), topics=boards_of(facility))
    return reopened + _ask(facility, day, [row.child_id for row in rows if not row.no_show], now)


def _ask(facility: Facility, day: date, children: Sequence[UUID], now: datetime) -> int:
    """A row a child, and a message to each guardian by every way that works; whom none reaches is phoned at once."""
    if not children:
        return 0
    wait = timedelta(minutes=settings_of(facility).answer_minutes)
    rows = _questions(facility, day, children, now, now + wait)
    asked = asked_guardians([*rows.values()], day)
    until = min(moment_at(facility, day, facility.closes_at), now + timedelta(hours=3))
    tellings = [
        Telling(pk, f"{KIND}:{pk}", tuple(one.guardian for one in asked[child])) for pk, child in rows.items()
    ]
    told = notify_each(
        tellings=tellings, facility_id=facility.pk, kind=KIND, is_urgent=True, expires_at=until, wakes=False
    )
    mute = [pk for pk in rows if pk not in told]
    NoShow.objects.filter(pk__in=mute).update(state=NoShow.State.TO_PHONE, phone_at=now)
    homes = {household_topic(one.household) for adults in asked.values() for one in adults}
    publish(AttendanceMoved(facility.pk), topics=[*boards_of(facility), *homes])
    return len(rows)


def _questions(
    facility: Facility, day: date, children: Sequence[UUID], now: datetime, phone_at: datetime
) -> dict[UUID, UUID]:
    """A row for each child who has none today: its id, and the child."""
    values: dict[str, Any] = {
        "ids": [uuid7() for _child in children],
        "children": [*children],
        "facility": facility.pk,
        "day": day,
        "now": now,
        "phone_at": phone_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(ASK, values)
        return dict(cursor.fetchall())
