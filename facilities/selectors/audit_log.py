"""The audit for those who check: auditors and approvers of the organisation, managers of their own facility."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from facilities.models import AuditEntry, AuditLink, Child, Erasure, Role, StaffMember, StaffPost
from facilities.models.roles import CENTRAL_AUDIT_ROLES

CHUNK = 2_000


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: days (both included), a facility, a person's or an action's words."""

    first: date | None = None
    last: date | None = None
    facility: UUID | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One entry in words of ids and names of staff; `child` is '' where the reader may not know the name."""

    id: UUID
    at: datetime
    who: str
    facility: str
    device: str
    action: str
    subject_kind: str
    subject_id: UUID
    child: str
    details: dict[str, str | int]


@dataclass(frozen=True)
class ChainState:
    """How far the chain reaches: its last number, and how many entries wait for their link."""

    number: int
    waiting: int


def audit_visible_to(user: User) -> QuerySet[AuditEntry]:
    """Entries of the organisation for auditors and approvers, of her facility for a manager; else none."""
    posts = StaffPost.objects.held_by(user)
    whole = posts.filter(role__in=CENTRAL_AUDIT_ROLES).values("organisation")
    managed = posts.filter(role=Role.MANAGER).values("facility")
    return AuditEntry.objects.filter(Q(organisation__in=whole) | Q(facility__in=managed))


def audit_lines(
    user: User, asked: Asked, *, before: UUID | None = None, limit: int | None = None
) -> Iterator[Line]:
    """Newest first. Two queries, one more every 2,000 lines; names only of those children whom she may see anyway."""
    rows = _asked(audit_visible_to(user), asked)
    if before:
        rows = rows.filter(pk__lt=before)
    staff = StaffMember.objects.filter(user=OuterRef("actor"), organisation=OuterRef("organisation"))
    found = (
        rows.annotate(staff_name=Subquery(staff.values("name")[:1]))
        .order_by("-pk")
        .values("pk", "at", "staff_name", "actor", "action", "subject_kind", "subject_id", "child", "details",
                place=F("facility__name"), tablet=F("device__name"))
    )  # fmt: skip
    entries = iter((found[:limit] if limit else found).iterator(chunk_size=CHUNK))
    while chunk := list(islice(entries, CHUNK)):
        yield from _lines(user, chunk)


def _lines(user: User, rows: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    children = {row["child"] for row in rows if row["child"]}
    names = {child.pk: str(child) for child in Child.objects.visible_to(user).filter(pk__in=children)}
    for row in rows:
        yield Line(
            row["pk"], row["at"], row["staff_name"] or "", row["place"] or "", row["tablet"] or "", row["action"],
            row["subject_kind"], row["subject_id"], names.get(row["child"], ""), row["details"],
        )  # fmt: skip


def chain_state(user: User) -> ChainState:
    """Whether the chain keeps up with what is written."""
    number = AuditLink.objects.order_by("-number").values_list("number", flat=True).first() or 0
    fresh = timezone.now() - timedelta(days=1)
    return ChainState(number, audit_visible_to(user).filter(at__gt=fresh, link=None).count())


def erasures_visible_to(user: User) -> QuerySet[Erasure]:
    """Reports of what was deleted, for auditors and approvers of the organisation."""
    whole = StaffPost.objects.held_by(user).filter(role__in=CENTRAL_AUDIT_ROLES).values("organisation")
    return Erasure.objects.filter(organisation__in=whole).order_by("-at")


def _asked(rows: QuerySet[AuditEntry], asked: Asked) -> QuerySet[AuditEntry]:
    if asked.first:
        rows = rows.filter(at__date__gte=asked.first)
    if asked.last:
        rows = rows.filter(at__date__lte=asked.last)
    if asked.facility:
        rows = rows.filter(facility=asked.facility)
    if asked.words:
        named = StaffMember.objects.filter(name__icontains=asked.words).values("user")
        rows = rows.filter(Q(action__icontains=asked.words) | Q(actor__in=named))
    return rows
