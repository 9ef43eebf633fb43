"""Durable side effects: rows written in the transaction that causes them, claimed, retried, expired.

Any app makes its outbox a subclass of `OutboxRow`; Celery only wakes workers, the row is the queue.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)
LONGEST_ASKED_WAIT = timedelta(hours=1)
CRASHES_ALLOWED = 5


class OutboxState(models.TextChoices):
    """Where a side effect stands. `handed_over` means the provider took it, never that anybody saw it."""

    QUEUED = "queued", _("Waiting")
    HANDED_OVER = "handed_over", _("Handed over")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Too late")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OutboxRow(models.Model):
    """One side effect. A row in `queued` whose time has come and whose lease is over may be claimed.

    `found_by` names the columns of the database's primary key, by which rows are written again.
    """

    found_by: ClassVar[tuple[str, ...]] = ("pk",)

    state = models.CharField(max_length=11, choices=OutboxState, default=OutboxState.QUEUED)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    token = models.PositiveIntegerField(
        default=0, help_text=_("Grows with each claim; a stale one writes nothing.")
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=OutboxRow)


@dataclass(frozen=True)
class Outcome(Generic[Row]):
    """How one attempt ended: for good, or `queued` again after `wait` (None: jitter, 2 s up to 5 min)."""

    row: Row
    state: OutboxState
    error: str = ""
    wait: timedelta | None = None

    def due_at(self, now: datetime) -> datetime:
        """When a row that goes back is due; never after it expires, so that it ends in time."""
        if self.state != OutboxState.QUEUED:
            return self.row.due_at
        ceiling = min(FIRST_RETRY * 2 ** min(self.row.attempts, 10), LONGEST_RETRY)
        jitter = ceiling * random.random()  # noqa: S311 - spreads load, guards nothing
        due = now + (jitter if self.wait is None else min(self.wait, LONGEST_ASKED_WAIT))
        return min(due, self.row.expires_at) if self.row.expires_at else due


# The rows by their key: {arrays} of {columns}, joined where {same}.
CLAIM = """
UPDATE {table} t SET lease_until = %(lease)s, token = t.token + 1
FROM unnest({arrays}) AS o({columns}) WHERE {same}
"""
SETTLE = """
UPDATE {table} t
SET state = o.state, error = o.error, due_at = o.due_at, lease_until = NULL, attempts = t.attempts + 1,
    settled_at = CASE WHEN o.state = 'queued' THEN NULL ELSE %(now)s END
FROM unnest({arrays}, %(token)s::int[], %(state)s::text[], %(error)s::text[], %(due)s::timestamptz[])
    AS o({columns}, token, state, error, due_at)
WHERE {same} AND t.token = o.token AND t.state = 'queued'
"""
CLOSE = """
UPDATE {table} t SET state = %(state)s, settled_at = %(now)s, lease_until = NULL, error = %(error)s
FROM unnest({arrays}) AS o({columns}) WHERE {same}
"""


def claim(
    rows: models.QuerySet[Row], limit: int, *, order: Sequence[str] = ("due_at",), lease: timedelta = LEASE
) -> list[Row]:
    """Take up to `limit` due rows for `lease`; other workers skip them. Rows past `expires_at` are expired.

    Rows whose worker died are claimed again when their lease is over, an eighth as many at a time for each
    death: the one that kills is soon alone, is refused after CRASHES_ALLOWED, and takes no neighbour along.
    """
    while True:
        now = timezone.now()
        with transaction.atomic():
            due = list(_free(rows, now).order_by(*order).select_for_update(skip_locked=True)[:limit])
            late = [row for row in due if row.expires_at and row.expires_at <= now]
            deadly = [row for row in due if _deaths(row) >= CRASHES_ALLOWED and row not in late]
            _close(late, OutboxState.EXPIRED, now)
            _close(deadly, OutboxState.REFUSED, now, "gave up: the worker died each time")
            ended = {row.pk for row in (*late, *deadly)}
            taken = _company([row for row in due if row.pk not in ended], limit)
            _write(CLAIM, taken, lease=now + lease)
        for row in taken:
            row.token += 1
            row.lease_until = now + lease
        if taken or not due:
            return taken


def work_through(rows: models.QuerySet[Row], limit: int, act: Callable[[Row], Outcome[Row]]) -> int:
    """Act on all that are due, some at a time; returns how many were handed over."""
    done = 0
    while batch := claim(rows, limit):
        outcomes = [act(row) for row in batch]
        settle(outcomes)
        done += sum(one.state == OutboxState.HANDED_OVER for one in outcomes)
    return done


def _deaths(row: OutboxRow) -> int:
    """How often it was claimed and nobody said how that ended."""
    return row.token - row.attempts


def _company(rows: Sequence[Row], limit: int) -> list[Row]:
    """The rows that may be taken together; who survived a death travels in smaller company."""
    taken: list[Row] = []
    room = limit
    for row in rows:
        room = min(room, max(1, limit >> 3 * _deaths(row)))
        if len(taken) >= room:
            break
        taken.append(row)
    return taken


def settle(outcomes: Sequence[Outcome[Row]]) -> int:
    """Write how a batch ended in one statement; a row claimed by another worker since stays as it is."""
    now = timezone.now()
    return _write(
        SETTLE,
        [outcome.row for outcome in outcomes],
        now=now,
        token=[outcome.row.token for outcome in outcomes],
        state=[str(outcome.state) for outcome in outcomes],
        error=[outcome.error[:200] for outcome in outcomes],
        due=[outcome.due_at(now) for outcome in outcomes],
    )


def withdraw(rows: models.QuerySet[Row]) -> int:
    """Stop what has not left yet. A row that a worker holds is the worker's, who looks before it sends."""
    now = timezone.now()
    return _free(rows, now, ever=True).update(state=OutboxState.WITHDRAWN, settled_at=now, lease_until=None)


def oldest_due(models_: Iterable[type[OutboxRow]]) -> datetime | None:
    """When the oldest row that waits now became due; None when nothing waits."""
    now = timezone.now()
    waiting = [model._default_manager.filter(state=OutboxState.QUEUED, due_at__lte=now) for model in models_]
    dues = [rows.aggregate(at=models.Min("due_at"))["at"] for rows in waiting]
    return min((at for at in dues if at), default=None)


def _free(rows: models.QuerySet[Row], now: datetime, *, ever: bool = False) -> models.QuerySet[Row]:
    """Waiting rows that nobody holds; with `ever` also those whose time has not come."""
    free = rows.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now), state=OutboxState.QUEUED)
    return free if ever else free.filter(due_at__lte=now)


def _close(chosen: Sequence[Row], state: OutboxState, now: datetime, error: str = "") -> None:
    _write(CLOSE, chosen, state=str(state), now=now, error=error)


def _write(statement: str, rows: Sequence[Row], **values: Any) -> int:
    """Run one of the statements above on these rows and count those it changed."""
    if not rows:
        return 0
    meta = type(rows[0])._meta
    by_name: dict[str, Any] = {field.name: field for field in meta.concrete_fields} | {"pk": meta.pk}
    key = [by_name[name] for name in rows[0].found_by]
    text = statement.format(
        table=meta.db_table,
        arrays=", ".join(f"%(key_{field.column})s::{field.rel_db_type(connection)}[]" for field in key),
        columns=", ".join(f"key_{field.column}" for field in key),
        same=" AND ".join(f"t.{field.column} = o.key_{field.column}" for field in key),
    )
    keys: dict[str, Any] = {
        f"key_{field.column}": [getattr(row, field.attname) for row in rows] for field in key
    }
    with connection.cursor() as cursor:
        cursor.execute(text, {**values, **keys})
        return int(cursor.rowcount)
