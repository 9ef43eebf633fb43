"""The chain over the audit: sealing links new entries, verifying finds what was changed, taken out or put in."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta

import orjson
import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from facilities.models import AuditEntry, AuditLink

log = structlog.get_logger(__name__)

SEAL_LOCK = 7_302_311  # one sealer at a time; writers of entries never wait for it
BATCH = 2_000
UNSEALED_AFTER = timedelta(minutes=10)
BEGINNING = "0" * 64
COLUMNS = (
    "pk", "at", "organisation_id", "facility_id", "actor_id", "device_id", "action", "subject_kind", "subject_id",
    "child_id", "details",
)  # fmt: skip


@dataclass(frozen=True)
class Chain:
    """What verifying found: links checked, the last hash, and the first trouble in words ('' if whole)."""

    links: int
    head: str
    unsealed: int
    trouble: str


def seal_entries() -> int:
    """Link every committed entry that has none, in the order of time; returns how many. Nothing if another seals."""
    sealed = 0
    while count := _seal_batch():
        sealed += count
    if sealed:
        head = AuditLink.objects.order_by("-number").values("number", "hash")[0]
        # The log leaves the host: a head that was written there cannot be rewritten here.
        log.info("audit_sealed", entries=sealed, number=head["number"], head=head["hash"])
    return sealed


def verify_chain(known: tuple[int, str] | None = None) -> Chain:
    """Recompute every link. `known` is a (number, hash) from an older log that the chain must still hold."""
    number, head, trouble = 0, BEGINNING, ""
    for link in AuditLink.objects.select_related("entry").order_by("number").iterator(chunk_size=BATCH):
        expected = link_hash(head, link.entry)
        if link.number != number + 1:
            trouble = f"link {number + 1} is missing"
        elif link.hash != expected:
            trouble = f"entry {link.entry_id} (link {link.number}) is not what was sealed"
        elif known and known[0] == link.number and known[1] != link.hash:
            trouble = f"link {link.number} is not the one the log remembers"
        if trouble:
            break
        number, head = link.number, link.hash
    unsealed = _unsealed().filter(at__lt=timezone.now() - UNSEALED_AFTER).count()
    if not trouble and known and known[0] > number:
        trouble = f"the chain ends at {number}, the log remembers {known[0]}"
    if not trouble and unsealed:
        trouble = f"{unsealed} entries older than {UNSEALED_AFTER} have no link: does a worker run?"
    return Chain(number, head, unsealed, trouble)


def link_hash(before: str, entry: AuditEntry) -> str:
    """SHA-256 over the hash before and every column of the entry, in one fixed spelling."""
    fields = {name: getattr(entry, name) for name in COLUMNS} | {"at": entry.at.astimezone(UTC).isoformat()}
    return hashlib.sha256(before.encode() + orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        (is_ours,) = cursor.fetchone() or (False,)
    if not is_ours:
        return 0
    last = AuditLink.objects.order_by("-number").values_list("number", "hash").first()
    links = list(_links(*(last or (0, BEGINNING)), _unsealed().order_by("at", "pk")[:BATCH]))
    AuditLink.objects.bulk_create(links)
    return len(links)


def _links(number: int, head: str, entries: Iterable[AuditEntry]) -> Iterator[AuditLink]:
    for entry in entries:
        number, head = number + 1, link_hash(head, entry)
        yield AuditLink(number=number, entry=entry, hash=head)


def _unsealed() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(~Exists(AuditLink.objects.filter(entry=OuterRef("pk"))))
