"""What guardians did with a notice, recorded in groups: exactly once each, however often it arrives.

One statement a batch, serialised by an advisory lock, so that the counters are right and nothing deadlocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from backend.errors import NotVisible
from backend.events import publish
from backend.receipts import Receipt
from facilities.selectors.family import family_of
from facilities.topics import household_topic, office_topic, staff_topic
from notices.events import NoticeRead, ReachMoved
from notices.models import READINGS_LOCK, Notice, Reading, State
from notices.selectors.readers import readers_of

# `counts` is the ticket's word, read from live grants when it was minted: an adult who answers or is called for a
# child counts for the household, who only looks on does not. Written for a planner that takes each step for one
# row: UNION ALL saves it a join of the batch with itself; one JSON text costs less than eight arrays.
RECORD = """
WITH incoming AS (
    SELECT * FROM json_to_recordset(%(rows)s::json)
        AS t(number int, notice_id uuid, guardian_id uuid, household_id uuid, facility_id uuid, kind text,
             at timestamptz, counts boolean)),
entitled AS MATERIALIZED (
    SELECT i.number, i.notice_id, i.guardian_id, i.household_id, i.kind, i.counts, greatest(i.at, n.published_at) AS at
    FROM incoming i
    JOIN notices_recipient r USING (notice_id, household_id, facility_id)
    JOIN notices_notice n ON n.id = i.notice_id),
stored AS (
    INSERT INTO notices_reading (notice_id, guardian_id, kind, household_id, at, recorded_at)
    SELECT notice_id, guardian_id, step, household_id, min(at), %(now)s
    FROM entitled JOIN (VALUES ('shown', 'shown'), ('opened', 'opened'), ('confirmed', 'opened'),
                               ('confirmed', 'confirmed')) AS steps(kind, step) USING (kind)
    GROUP BY notice_id, guardian_id, step, household_id
    ON CONFLICT DO NOTHING),
steps AS (
    SELECT notice_id, household_id, min(at) FILTER (WHERE kind <> 'shown') AS read_at,
           min(at) FILTER (WHERE kind = 'confirmed') AS confirmed_at
    FROM entitled e
    WHERE counts
    GROUP BY notice_id, household_id),
before AS MATERIALIZED (
    SELECT r.notice_id, r.household_id, r.facility_id, r.read_at, r.confirmed_at, r.phoned_at,
           s.read_at AS now_read, s.confirmed_at AS now_confirmed
    FROM steps s JOIN notices_recipient r USING (notice_id, household_id)
    WHERE (r.read_at IS NULL AND s.read_at IS NOT NULL) OR (r.confirmed_at IS NULL AND s.confirmed_at IS NOT NULL)),
moved AS (
    UPDATE notices_recipient r
    SET read_at = coalesce(r.read_at, b.now_read), confirmed_at = coalesce(r.confirmed_at, b.now_confirmed)
    FROM before b
    WHERE r.notice_id = b.notice_id AND r.household_id = b.household_id AND r.facility_id = b.facility_id
    RETURNING r.notice_id, r.facility_id, r.household_id, b.now_read,
              (b.read_at IS NULL)::int AS read,
              (b.confirmed_at IS NULL AND r.confirmed_at IS NOT NULL)::int AS confirmed,
              (b.read_at IS NULL AND b.phoned_at IS NOT NULL)::int AS phoned,
              (b.read_at IS NULL AND b.phoned_at IS NULL AND NOT r.has_channel)::int AS silent),
counted AS (
    UPDATE notices_facilityreach c
    SET read = c.read + d.read, confirmed = c.confirmed + d.confirmed, phoned = c.phoned - d.phoned,
        silent = c.silent - d.silent
    FROM (SELECT notice_id, facility_id, sum(read) AS read, sum(confirmed) AS confirmed, sum(phoned) AS phoned,
                 sum(silent) AS silent FROM moved GROUP BY 1, 2) d
    WHERE c.notice_id = d.notice_id AND c.facility_id = d.facility_id),
curve AS (
    INSERT INTO notices_reachminute (notice_id, minute, households)
    SELECT notice_id, date_trunc('minute', now_read), count(*)
    FROM (SELECT notice_id, household_id, min(now_read) AS now_read FROM moved
          WHERE read = 1 AND phoned = 0 GROUP BY 1, 2) first
    GROUP BY 1, 2
    ON CONFLICT (notice_id, minute) DO UPDATE SET households = notices_reachminute.households + excluded.households)
SELECT e.number, e.notice_id, NULL::uuid AS facility_id, e.household_id, n.organisation_id
FROM entitled e JOIN notices_notice n ON n.id = e.notice_id
UNION ALL
SELECT DISTINCT NULL::int, m.notice_id, m.facility_id, NULL::uuid, n.organisation_id
FROM moved m JOIN notices_notice n ON n.id = m.notice_id
"""


@dataclass(frozen=True)
class _Touched:
    """Who hears that the counters of one notice moved."""

    organisation: UUID
    facilities: set[UUID]
    households: set[UUID]


def record_reading(*, actor: User, notice: Notice, kind: str = Reading.Kind.OPENED) -> None:
    """Record that a signed-in guardian opened or confirmed a notice; again is no error. 404 when it is not hers."""
    receipt = Receipt(notice.pk, kind, timezone.now(), actor.pk, readers_of(family_of(actor)))
    if record_readings([receipt])[0] is False:
        raise NotVisible


def record_readings(receipts: list[Receipt]) -> list[bool | None]:
    """Write a batch in one transaction; for each: True stored, False no such recipient, None try again soon.

    None is for the seconds between telling the open screens and writing the rows of the audience.
    """
    rows = [
        (
            number,
            receipt.notice,
            reader.guardian,
            reader.household,
            facility,
            receipt.kind,
            receipt.at,
            reader.counts,
        )
        for number, receipt in enumerate(receipts)
        for reader in receipt.readers
        for facility in reader.facilities
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        found = _write(cursor, rows) if rows else []
        _tell(found)
        stored = {row[0] for row in found}
        soon = _being_published({r.notice for number, r in enumerate(receipts) if number not in stored})
    return [
        True if number in stored else (None if receipt.notice in soon else False)
        for number, receipt in enumerate(receipts)
    ]


def _write(cursor: Any, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    names = ("number", "notice_id", "guardian_id", "household_id", "facility_id", "kind", "at", "counts")
    incoming = orjson.dumps([dict(zip(names, row, strict=True)) for row in rows]).decode()
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READINGS_LOCK])
    cursor.execute(RECORD, {"rows": incoming, "now": timezone.now()})
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _being_published(notices: set[UUID]) -> set[UUID]:
    if not notices:
        return set()
    return set(Notice.objects.filter(pk__in=notices, state=State.PUBLISHING).values_list("pk", flat=True))


def _tell(found: Sequence[tuple[Any, ...]]) -> None:
    """One message a notice and batch: to the desks whose counters moved, and to the families that read."""
    touched: dict[UUID, _Touched] = {}
    for _number, notice, facility, household, organisation in found:
        entry = touched.setdefault(notice, _Touched(organisation, set(), set()))
        if household:
            entry.households.add(household)
        if facility:
            entry.facilities.add(facility)
    for notice, entry in touched.items():
        publish(NoticeRead(notice), topics=map(household_topic, entry.households))
        if entry.facilities:
            desks = [office_topic(entry.organisation), *map(staff_topic, entry.facilities)]
            publish(ReachMoved(notice), topics=desks)
