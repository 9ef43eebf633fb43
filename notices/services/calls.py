"""The call desk: a household is phoned by one person at a time, and leaves the list the moment it reads."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish
from backend.ids import uuid7
from backend.rowlevel import as_system
from facilities.models import Guardian
from facilities.policies import audit, facilities_to_call
from facilities.topics import office_topic, staff_topic
from notices.events import CallsMoved, ReachMoved
from notices.models import READINGS_LOCK, SENT, CallAttempt, CallTask, Notice, Recipient
from notices.selectors.calls import EVERYWHERE, Where, call_queue

LEASE = timedelta(minutes=5)
TRIES = 20
RETRY_AFTER = {
    CallAttempt.Outcome.VOICEMAIL: timedelta(minutes=15),
    CallAttempt.Outcome.NO_ANSWER: timedelta(minutes=10),
    CallAttempt.Outcome.WRONG_NUMBER: timedelta(0),
    CallAttempt.Outcome.WILL_CALL_BACK: timedelta(minutes=30),
}

# Free, over, or mine already: one statement decides, whoever comes at the same moment.
CLAIM = """
INSERT INTO notices_calltask AS t (id, notice_id, household_id, facility_id, claimed_by_id, lease_until, token)
VALUES (%(id)s, %(notice)s, %(household)s, %(facility)s, %(actor)s, %(lease)s, 1)
ON CONFLICT (notice_id, household_id) DO UPDATE
    SET claimed_by_id = excluded.claimed_by_id, lease_until = excluded.lease_until,
        facility_id = excluded.facility_id,
        token = t.token + CASE WHEN t.claimed_by_id = excluded.claimed_by_id AND t.lease_until > %(now)s
                               THEN 0 ELSE 1 END
    WHERE t.claimed_by_id IS NULL OR t.lease_until <= %(now)s OR t.claimed_by_id = excluded.claimed_by_id
RETURNING t.id
"""

PHONED = """
WITH moved AS (
    UPDATE notices_recipient SET phoned_at = %(now)s
    WHERE notice_id = %(notice)s AND household_id = %(household)s AND phoned_at IS NULL
      AND (read_at IS NULL OR %(asks)s)
    RETURNING facility_id, has_channel, read_at),
counted AS (
    UPDATE notices_facilityreach c SET phoned = c.phoned + 1, silent = c.silent - (NOT m.has_channel)::int
    FROM moved m WHERE c.notice_id = %(notice)s AND c.facility_id = m.facility_id AND m.read_at IS NULL)
INSERT INTO notices_reachminute (notice_id, minute, households)
SELECT %(notice)s, date_trunc('minute', %(now)s::timestamptz), 1
WHERE EXISTS (SELECT 1 FROM moved WHERE read_at IS NULL)
ON CONFLICT (notice_id, minute) DO UPDATE SET households = notices_reachminute.households + 1
"""


@dataclass(frozen=True)
class Place:
    """The household of a notice at the facility that phones it."""

    notice: Notice
    household_id: UUID
    facility_id: UUID


def place_of(actor: User, notice: Notice, household_id: UUID) -> Place:
    """The facility through which she may phone this household about this notice; else it is not there."""
    if notice.state not in SENT:
        raise NotVisible
    rows = Recipient.objects.filter(notice=notice, household=household_id)
    allowed = facilities_to_call(actor, notice.organisation_id)
    if allowed is not None:
        rows = rows.filter(facility__in=allowed)
    facility = rows.order_by("facility").values_list("facility", flat=True).first()
    if facility is None:
        raise NotVisible
    return Place(notice, household_id, facility)


@transaction.atomic
def claim_household(*, actor: User, notice: Notice, household_id: UUID) -> CallTask:
    """Take a household for five minutes, and give back the one held before: nobody phones two at once.

    Conflict names who phones it now, or says that it has read.
    """
    place = place_of(actor, notice, household_id)
    if not Recipient.objects.open_of(notice).filter(household=household_id).exists():
        raise Conflict(_("This household has been reached already. Take the next one."), code="reached")
    task = _take(place, actor)
    _give_back_others(task, actor)
    audit(
        actor,
        "calls.numbers_shown",
        "household",
        household_id,
        organisation=notice.organisation_id,
        facility=place.facility_id,
        notice=str(notice.pk),
    )
    _tell(task)
    return task


@as_system()
def _take(place: Place, actor: User) -> CallTask:
    """The household's one task, which may be held at another facility; Conflict then."""
    now = timezone.now()
    values: dict[str, UUID | datetime] = {
        "id": uuid7(),
        "notice": place.notice.pk,
        "household": place.household_id,
        "facility": place.facility_id,
        "actor": actor.pk,
        "lease": now + LEASE,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        row = cursor.fetchone()
    tasks = CallTask.objects.select_related("notice", "household", "facility", "claimed_by")
    if row is None:
        holder = tasks.get(notice=place.notice, household=place.household_id).claimed_by
        raise Conflict(_("%(name)s is phoning this household now.") % {"name": holder}, code="claimed")
    return tasks.get(pk=row[0])


def claim_next(*, actor: User, notice: Notice, where: Where = EVERYWHERE) -> CallTask | None:
    """Take the first household that nobody holds and whose time has come; None when there is none."""
    for row in call_queue(actor, notice, where=where, limit=TRIES, only_free=True):
        with suppress(Conflict):
            return claim_household(actor=actor, notice=notice, household_id=row.household_id)
    return None


def _give_back_others(task: CallTask, actor: User) -> None:
    held = CallTask.objects.filter(notice=task.notice_id, claimed_by=actor).exclude(pk=task.pk)
    held.update(claimed_by=None, lease_until=None)


@transaction.atomic
def extend_claim(*, actor: User, task: CallTask, token: int) -> CallTask:
    """Keep the household while the call lasts."""
    _held(actor, task, token).update(lease_until=timezone.now() + LEASE)
    task.refresh_from_db()
    _require_still_mine(actor, task, token)
    return task


@transaction.atomic
def release_claim(*, actor: User, task: CallTask, token: int) -> None:
    """Give the household back without a call."""
    if _held(actor, task, token).update(claimed_by=None, lease_until=None):
        _tell(task)


@transaction.atomic
def record_outcome(
    *,
    actor: User,
    task: CallTask,
    token: int,
    outcome: str,
    guardian: Guardian | None = None,
    note: str = "",
    call_back_at: datetime | None = None,
    id: UUID | None = None,
) -> CallAttempt:
    """Write how a call ended and give the household back. A replay with the same id changes nothing.

    A token that is no longer the newest is refused: somebody else phones this family by now.
    """
    place_of(actor, task.notice, task.household_id)
    if outcome not in CallAttempt.Outcome.values:
        raise DomainError(_("Choose how the call ended. Nothing was saved."))
    if guardian is not None and guardian.household_id != task.household_id:
        raise NotVisible
    known = CallAttempt.objects.filter(pk=id, task=task, caller=actor).first() if id else None
    if known:
        return known
    now = timezone.now()
    pause = RETRY_AFTER.get(CallAttempt.Outcome(outcome))
    retry_at = None if pause is None else call_back_at or now + pause
    if not _held(actor, task, token).update(claimed_by=None, lease_until=None, retry_at=retry_at):
        task.refresh_from_db()
        _require_still_mine(actor, task, token)
    attempt = CallAttempt.objects.create(
        id=id or uuid7(),
        task=task,
        guardian=guardian,
        caller=actor,
        outcome=outcome,
        note=note.strip()[:200],
        at=now,
    )
    if outcome == CallAttempt.Outcome.REACHED:
        _mark_phoned(task, now)
    _tell(task)
    return attempt


def _held(actor: User, task: CallTask, token: int) -> QuerySet[CallTask]:
    return CallTask.objects.filter(
        Q(lease_until__gt=timezone.now()), pk=task.pk, claimed_by=actor, token=token
    )


def _require_still_mine(actor: User, task: CallTask, token: int) -> None:
    if (
        task.claimed_by_id == actor.pk
        and task.token == token
        and task.lease_until
        and task.lease_until > timezone.now()
    ):
        return
    if task.claimed_by_id and task.claimed_by_id != actor.pk:
        raise Conflict(
            _("%(name)s is phoning this household now. Your entry was not saved.")
            % {"name": task.claimed_by},
            code="claimed",
        )
    raise Conflict(
        _("Your time for this household is over. Take it again to go on. Nothing was saved."),
        code="lease_over",
    )


@as_system()
def _mark_phoned(task: CallTask, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READINGS_LOCK])
        place = {"notice": task.notice_id, "household": task.household_id}
        cursor.execute(PHONED, {"now": now, "asks": bool(task.notice.asks), **place})
    publish(ReachMoved(task.notice_id), topics=_desks(task))


def _tell(task: CallTask) -> None:
    publish(CallsMoved(task.notice_id), topics=_desks(task))


@as_system()
def _desks(task: CallTask) -> list[str]:
    facilities = Recipient.objects.filter(notice=task.notice_id, household=task.household_id)
    return [
        office_topic(task.notice.organisation_id),
        *[staff_topic(pk) for pk in facilities.values_list("facility", flat=True)],
    ]
