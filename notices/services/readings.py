"""What guardians did with a notice, recorded in groups: exactly once each, however often it arrives.

One statement a batch, serialised by an advisory lock, so that the counters are right and nothing deadlocks.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from backend.errors import NotVisible
from backend.events import publish
from backend.receipts import Receipt
from backend.rowlevel import as_system
from backend.tickets import Reader
from facilities.selectors.family import family_of
from facilities.topics import household_topic, office_topic, staff_topic
from notices.events import NoticeRead, ReachMoved
from notices.models import READINGS_LOCK, Notice, Reading, State
from notices.selectors.readers import readers_of

# `counts` is the ticket's word, read from live grants when it was minted: an adult who answers or is called for a
# child counts for the household, who only looks on does not. Written for a planner that takes each step for one
# row: UNION ALL saves it a join of the batch with itself. Arrays go in as finished texts and lines come out as numbers:
# adapting, parsing and sending back every key of a row cost as much as writing it.
RECORD = """
WITH incoming AS (
    SELECT * FROM unnest(%(notices)s::uuid[], %(guardians)s::uuid[], %(households)s::uuid[], %(facilities)s::uuid[],
                         %(kinds)s::text[], %(times)s::timestamptz[], %(counts)s::boolean[])
        WITH ORDINALITY AS t(notice_id, guardian_id, household_id, facility_id, kind, at, counts, line)),
entitled AS MATERIALIZED (
    SELECT i.line, i.notice_id, i.guardian_id, i.household_id, i.kind, i.counts, greatest(i.at, n.published_at) AS at
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
SELECT (SELECT array_agg(line) FROM entitled), NULL::uuid, NULL::uuid, NULL::uuid
UNION ALL
SELECT DISTINCT NULL::bigint[], m.notice_id, m.facility_id, n.organisation_id
FROM moved m JOIN notices_notice n ON n.id = m.notice_id
"""


class _Line(NamedTuple):
    """One receipt as one guardian at one facility; `number` is the receipt's place in the batch."""

    number: int
    receipt: Receipt
    reader: Reader
    facility: UUID


def record_reading(*, actor: User, notice: Notice, kind: str = Reading.Kind.OPENED) -> None:
    """Record that a signed-in guardian opened or confirmed a notice; again is no error. 404 when it is not hers."""
    receipt = Receipt(notice.pk, kind, timezone.now(), actor.pk, readers_of(family_of(actor)))
    if record_readings([receipt])[0] is False:
        raise NotVisible


@as_system()
def record_readings(receipts: list[Receipt]) -> list[bool | None]:
    """Write a batch in one transaction; for each: True stored, False no such recipient, None try again soon.

    None is for the seconds between telling the open screens and writing the rows of the audience.
    """
    lines = [
        _Line(number, receipt, reader, facility)
        for number, receipt in enumerate(receipts)
        for reader in receipt.readers
        for facility in reader.facilities
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        entitled, moved = _write(cursor, lines)
        stored = {line.number for line in entitled}
        soon = _being_published({r.notice for number, r in enumerate(receipts) if number not in stored})
        # Not being published any more: its rows may have come after the first look, but not after the second.
        late = [line for line in lines if line.number not in stored and line.receipt.notice not in soon]
        more, more_moved = _write(cursor, late)
        stored |= {line.number for line in more}
        _tell(entitled + more, moved + more_moved)
    return [
        True if number in stored else (None if receipt.notice in soon else False)
        for number, receipt in enumerate(receipts)
    ]


def _write(cursor: Any, lines: Sequence[_Line]) -> tuple[list[_Line], list[tuple[UUID, UUID, UUID]]]:
    """The lines that had a recipient, and (notice, facility, organisation) of every counter that moved."""
    if not lines:
        return [], []
    values = {
        "notices": _array(line.receipt.notice.hex for line in lines),
        "guardians": _array(line.reader.guardian.hex for line in lines),
        "households": _array(line.reader.household.hex for line in lines),
        "facilities": _array(line.facility.hex for line in lines),
        "kinds": _array(str(line.receipt.kind) for line in lines),
        "times": _array(line.receipt.at.isoformat() for line in lines),
        "counts": _array("t" if line.reader.counts else "f" for line in lines),
        "now": timezone.now(),
    }
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READINGS_LOCK])
    cursor.execute(RECORD, values)
    (found, *_nothing), *moved = cursor.fetchall()
    return [lines[line - 1] for line in found or ()], [row[1:] for row in moved]


def _array(words: Iterable[str]) -> str:
    """An array for PostgreSQL out of words that need no quotes: hex, ISO times, kinds, t and f."""
    return "{" + ",".join(words) + "}"


def _being_published(notices: set[UUID]) -> set[UUID]:
    if not notices:
        return set()
    return set(Notice.objects.filter(pk__in=notices, state=State.PUBLISHING).values_list("pk", flat=True))


def _tell(entitled: Sequence[_Line], moved: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    """One message a notice and batch: to the families that read, and to the desks whose counters moved."""
    families: dict[UUID, set[UUID]] = {}
    for line in entitled:
        families.setdefault(line.receipt.notice, set()).add(line.reader.household)
    for notice, households in families.items():
        publish(NoticeRead(notice), topics=map(household_topic, households))
    desks: dict[UUID, set[str]] = {}
    for notice, facility, organisation in moved:
        desks.setdefault(notice, set()).update((office_topic(organisation), staff_topic(facility)))
    for notice, topics in desks.items():
        publish(ReachMoved(notice), topics=topics)
