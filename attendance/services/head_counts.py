"""Counting heads at a change of scene: each child seen, who is missing in large letters, and a second person's word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.events import AttendanceMoved
from attendance.models import HeadCount
from attendance.policies import require_searcher, require_second_person
from attendance.selectors.head_counts import children_here
from attendance.topics import boards_of
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish
from backend.moments import believed
from facilities.models import Classroom, Device, Facility
from facilities.policies import audit_in


@dataclass(frozen=True)
class Heads:
    """One count as the tablet says it: the id is its own, `seen` are ids of children, `at` its time or None for now."""

    id: UUID
    scene: str
    seen: Collection[UUID]
    at: datetime | None = None
    note: str = ""


@transaction.atomic
def count_heads(
    *,
    actor: User,
    facility: Facility,
    heads: Heads,
    rooms: Sequence[Classroom] = (),
    device: Device | None = None,
) -> HeadCount:
    """Keep a count of one class or of several that go together.

    Expected is who was here at that moment, by the stamps; a replay gets the first row back.
    """
    require_searcher(actor, facility)
    _require_own(facility, rooms)
    if heads.scene not in HeadCount.Scene.values:
        raise DomainError(_("Choose where you go. Nothing was saved."), code="scene")
    at = believed(heads.at)
    expected = children_here(facility, at, rooms)
    known = HeadCount.objects.filter(pk=heads.id).first()
    if known:
        return _same(known, actor)
    made = HeadCount.objects.create(
        id=heads.id,
        facility=facility,
        classroom=rooms[0] if len(rooms) == 1 else None,
        rooms=sorted({room.pk for room in rooms}) if len(rooms) > 1 else [],
        scene=heads.scene,
        note=heads.note.strip()[:60],
        expected=[str(pk) for pk in expected],
        counted=[str(pk) for pk in expected if pk in set(heads.seen)],
        counted_by=actor,
        device=device,
        counted_at=at,
    )
    _tell(actor, made, "head_count.count")
    return made


@transaction.atomic
def confirm_head_count(*, actor: User, count: HeadCount, number: int) -> HeadCount:
    """A second person counts for herself and types her number; another number than the first one saves nothing."""
    require_second_person(actor, count)
    current = HeadCount.objects.select_for_update(of=("self",)).select_related("facility").get(pk=count.pk)
    if current.confirmed_by_id:
        return current
    if number != len(current.counted):
        raise DomainError(
            _(
                "You counted %(mine)s, the first count says %(first)s. Nothing was saved. Count again together."
            )
            % {"mine": number, "first": len(current.counted)},
            code="other_number",
        )
    current.confirmed_by, current.confirmed_count = actor, number
    current.confirmed_at = timezone.now()
    current.save(update_fields=["confirmed_by", "confirmed_count", "confirmed_at"])
    _tell(actor, current, "head_count.confirm")
    return current


def _require_own(facility: Facility, rooms: Sequence[Classroom]) -> None:
    if any(room.facility_id != facility.pk for room in rooms):
        raise NotVisible


def _same(known: HeadCount, actor: User) -> HeadCount:
    if known.counted_by_id != actor.pk:
        raise Conflict(_("This count belongs to somebody else. Nothing was saved."), code="other_count")
    return known


def _tell(actor: User, row: HeadCount, action: str) -> None:
    audit_in(
        actor,
        action,
        "head_count",
        row,
        scene=row.scene,
        rooms=len(row.room_ids),
        expected=len(row.expected),
        counted=len(row.counted),
    )
    publish(AttendanceMoved(row.facility_id), topics=boards_of(row.facility))
