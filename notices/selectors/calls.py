"""The call desk's questions: who is left, who phones whom, whom to call in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Enrolment, Facility, Guardian
from facilities.policies import facilities_to_call
from notices.models import CallAttempt, CallTask, Notice, Recipient, open_sql
from notices.selectors.households import adults_to_call, children_of

# Without a working channel first, then those to be called again, by name; one row a household.
QUEUE = """
SELECT q.household_id, q.name, q.facility_id, f.name, q.has_channel, q.claimed_by_id, u.name, q.lease_until, q.retry_at,
       a.outcome, a.at
FROM (
    SELECT DISTINCT ON (silent_first, due_first, h.name, r.household_id)
           r.household_id, h.name, r.facility_id, r.has_channel, t.id AS task_id, t.claimed_by_id,
           t.lease_until, t.retry_at,
           NOT r.has_channel AS silent_first, coalesce(t.retry_at <= %(now)s, t.retry_at IS NULL) AS due_first
    FROM notices_recipient r
    JOIN facilities_household h ON h.id = r.household_id
    LEFT JOIN notices_calltask t ON t.notice_id = r.notice_id AND t.household_id = r.household_id
    WHERE r.notice_id = %(notice)s AND {still_open}
      AND (%(facilities)s::uuid[] IS NULL OR r.facility_id = ANY(%(facilities)s))
      AND (NOT %(only_free)s OR t.id IS NULL
           OR ((t.claimed_by_id IS NULL OR t.lease_until <= %(now)s) AND (t.retry_at IS NULL OR t.retry_at <= %(now)s)))
    ORDER BY silent_first DESC, due_first DESC, h.name, r.household_id
    LIMIT %(limit)s OFFSET %(offset)s) q
JOIN facilities_facility f ON f.id = q.facility_id
LEFT JOIN accounts_user u ON u.id = q.claimed_by_id AND q.lease_until > %(now)s
LEFT JOIN LATERAL (
    SELECT outcome, at FROM notices_callattempt a WHERE a.task_id = q.task_id ORDER BY at DESC LIMIT 1) a ON true
ORDER BY q.silent_first DESC, q.due_first DESC, q.name, q.household_id
"""


@dataclass(frozen=True)
class Where:
    """The filter of the desk: one facility, or a ward or area; neither is everywhere."""

    facility_id: UUID | None = None
    area: str = ""

    def __str__(self) -> str:
        return str(self.facility_id or self.area)

    @classmethod
    def of(cls, text: str) -> "Where":
        """From an address: a facility's id, else the name of an area."""
        try:
            return cls(facility_id=UUID(text))
        except ValueError:
            return cls(area=text.strip()[:60])


EVERYWHERE = Where()


@dataclass(frozen=True)
class QueueRow:
    """One household to phone. `holder` is who has claimed it now; `last` the newest outcome, if any."""

    household_id: UUID
    name: str
    facility_id: UUID
    facility: str
    has_channel: bool
    holder_id: UUID | None
    holder: str
    retry_at: datetime | None
    last: str
    last_at: datetime | None

    @property
    def last_label(self) -> str:
        return str(CallAttempt.Outcome(self.last).label) if self.last else ""


@dataclass(frozen=True)
class CallNumber:
    """An adult to call, in the family's order, with what happened the last time."""

    guardian: Guardian
    last: CallAttempt | None
    is_now: bool


@dataclass(frozen=True)
class CallCard:
    """All a caller needs about the one household she holds. Making it is audited by the claim."""

    task: CallTask
    children: tuple[tuple[Child, Enrolment], ...]
    numbers: tuple[CallNumber, ...]
    attempts: tuple[CallAttempt, ...]
    is_reached: bool


@dataclass(frozen=True)
class DeskProgress:
    """How the phoning goes: households left, being called now, told by telephone."""

    left: int
    in_call: int
    told: int


def call_queue(
    actor: User,
    notice: Notice,
    *,
    where: Where = EVERYWHERE,
    limit: int = 100,
    offset: int = 0,
    only_free: bool = False,
) -> list[QueueRow]:
    """Unreached households she may phone, in the order of the desk. Empty for those who may not phone.

    `only_free` leaves out those that somebody phones now and those to be called again later.
    """
    facilities = _facilities(actor, notice, where)
    if facilities == []:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            QUEUE.replace("{still_open}", open_sql(notice)),
            {
                "now": timezone.now(),
                "notice": notice.pk,
                "facilities": facilities,
                "limit": limit,
                "offset": offset,
                "only_free": only_free,
            },
        )
        rows = cursor.fetchall()
    return [
        QueueRow(
            household_id=row[0],
            name=row[1],
            facility_id=row[2],
            facility=row[3],
            has_channel=row[4],
            holder_id=row[5] if row[6] else None,
            holder=row[6] or "",
            retry_at=row[8],
            last=row[9] or "",
            last_at=row[10],
        )
        for row in rows
    ]


def desk_progress(actor: User, notice: Notice, where: Where = EVERYWHERE) -> DeskProgress:
    """The figures above the queue."""
    facilities = _facilities(actor, notice, where)
    recipients = Recipient.objects.filter(notice=notice)
    tasks = CallTask.objects.filter(notice=notice, lease_until__gt=timezone.now(), claimed_by__isnull=False)
    if facilities is not None:
        recipients = recipients.filter(facility__in=facilities)
        tasks = tasks.filter(facility__in=facilities)
    counts = recipients.aggregate(
        told=Count("household", distinct=True, filter=Q(phoned_at__isnull=False)),
    )
    left = recipients.open_of(notice).aggregate(n=Count("household", distinct=True))["n"]
    return DeskProgress(left, tasks.count(), counts["told"])


def call_card(task: CallTask) -> CallCard:
    """The household of a claimed task: children, numbers in the family's order, earlier calls."""
    household = task.household_id
    enrolments = children_of([household]).get(household, [])
    guardians = adults_to_call([household]).get(household, [])
    attempts = tuple(task.attempts.select_related("guardian", "caller").order_by("-at"))
    reached = not Recipient.objects.open_of(task.notice).filter(household=task.household_id).exists()
    return CallCard(
        task, tuple((row.child, row) for row in enrolments), _numbers(guardians, attempts), attempts, reached
    )


def held_task(actor: User, notice: Notice) -> CallTask | None:
    """The household she holds now."""
    return (
        CallTask.objects.select_related("notice", "household", "facility")
        .filter(notice=notice, claimed_by=actor, lease_until__gt=timezone.now())
        .first()
    )


def _facilities(actor: User, notice: Notice, where: Where) -> list[UUID] | None:
    """The facilities of the filter whose households she may phone; None for all of them."""
    allowed = facilities_to_call(actor, notice.organisation_id)
    if where == EVERYWHERE:
        return allowed
    chosen = Facility.objects.filter(organisation=notice.organisation_id)
    chosen = chosen.filter(pk=where.facility_id) if where.facility_id else chosen.filter(area=where.area)
    return [pk for pk in chosen.values_list("pk", flat=True) if allowed is None or pk in allowed]


def _numbers(guardians: Iterable[Guardian], attempts: tuple[CallAttempt, ...]) -> tuple[CallNumber, ...]:
    """The one to dial now is the first who was not tried, else the one tried longest ago; wrong numbers last."""
    last: dict[UUID, CallAttempt] = {}
    for attempt in reversed(attempts):
        if attempt.guardian_id:
            last[attempt.guardian_id] = attempt
    people = list(guardians)

    def patience(guardian: Guardian) -> tuple[bool, float]:
        attempt = last.get(guardian.pk)
        wrong = bool(attempt and attempt.outcome == CallAttempt.Outcome.WRONG_NUMBER)
        return wrong, attempt.at.timestamp() if attempt else 0.0

    now = min(people, key=patience).pk if people else None
    return tuple(CallNumber(guardian, last.get(guardian.pk), guardian.pk == now) for guardian in people)
