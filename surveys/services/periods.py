"""Setting up meetings: the period, its lanes, their slots and breaks, and letting families book."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.clock import moment_at
from facilities.models import Classroom, Facility, StaffMember
from surveys.events import MeetingsMoved
from surveys.models import Lane, MeetingChange, MeetingPeriod, MeetingSlot
from surveys.policies.meetings import require_lane_keeper, require_meeting_keeper
from surveys.services.traces import note_meetings
from surveys.topics import hearers_of

PERIOD_FIELDS = frozenset(
    {
        "title", "text", "mode", "minutes", "pause", "starts_on", "ends_on", "opens_at", "closes_at", "change_hours",
        "remind_times",
    }
)  # fmt: skip
DAYS_MOST = 62
SLOTS_MOST = 5_000


@dataclass(frozen=True)
class Opening:
    """From when until when slots are made on a day, without the breaks."""

    day: date
    begins: time
    ends: time
    breaks: tuple[tuple[time, time], ...] = ()


@transaction.atomic
def save_period(
    *,
    actor: User,
    facility: Facility,
    period: MeetingPeriod | None = None,
    version: int | None = None,
    **fields: Any,
) -> MeetingPeriod:
    """Create or change a period; once families book, only its words and its last times change."""
    require_meeting_keeper(actor, facility)
    values = {name: value for name, value in fields.items() if name in PERIOD_FIELDS}
    if period is None:
        period = MeetingPeriod(facility=facility, author=actor)
    else:
        period = MeetingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
        _require_version(period, version)
    _require_changeable(period, values)
    for name, value in values.items():
        setattr(period, name, value)
    _require_sound(period)
    period.version += 1
    period.save()
    note_meetings(actor, "meetings.save", period)
    return period


@transaction.atomic
def add_lane(
    *,
    actor: User,
    period: MeetingPeriod,
    classroom: Classroom | None = None,
    member: StaffMember | None = None,
    room: str = "",
) -> Lane:
    """A teacher in a room, for a class or for all; the same again is the lane that is there."""
    require_meeting_keeper(actor, period.facility)
    if classroom is not None and classroom.facility_id != period.facility_id:
        raise DomainError(_("This class belongs to another facility. Nothing was saved."))
    if member is not None and not member.posts.filter(facility=period.facility_id).exists():
        raise DomainError(_("This person does not work here. Nothing was saved."))
    asked = period.lanes.filter(Q(classroom=classroom) | Q(classroom=None))
    if period.published_at and period.notice_id and not asked.exists():
        raise DomainError(
            _("Families of this class were not asked. Make meetings of their own. Nothing was saved.")
        )
    lane, _is_new = Lane.objects.get_or_create(
        period=period, facility=period.facility, classroom=classroom, member=member, room=room.strip()[:60]
    )
    return lane


@transaction.atomic
def remove_lane(*, actor: User, lane: Lane) -> None:
    """A lane with a booking stays: its families would stand before a closed door."""
    require_meeting_keeper(actor, lane.facility)
    if lane.slots.filter(child__isnull=False).exists():
        raise Conflict(_("Families have booked here. Move them to another time first. Nothing was changed."))
    if (
        MeetingChange.objects.filter(slot__lane=lane).exists()
        or lane.slots.filter(wishes__isnull=False).exists()
    ):
        raise Conflict(_("Families have used its times. Block what is left instead. Nothing was changed."))
    lane.delete()


@transaction.atomic
def make_slots(*, actor: User, lane: Lane, openings: Sequence[Opening]) -> int:
    """Fill these days with slots of the period's length; returns how many are new. What is there stays.

    A teacher is in one place at a time: where she has meetings in another lane, no slot is made.
    """
    require_lane_keeper(actor, lane)
    period = MeetingPeriod.objects.select_for_update(of=("self",)).get(pk=lane.period_id)
    wanted = list(spans_of(period, openings))
    if len(wanted) > SLOTS_MOST:
        raise DomainError(
            _("That would be %(count)d times. Choose fewer days or longer meetings. Nothing was saved.")
            % {"count": len(wanted)}
        )
    known = _taken(lane)
    new = [
        MeetingSlot(period=period, facility=lane.facility, lane=lane, starts_at=begins, ends_at=ends)
        for begins, ends in wanted
        if not any(begins < there_ends and there_begins < ends for there_begins, there_ends in known)
    ]
    MeetingSlot.objects.bulk_create(new)
    return len(new)


def _taken(lane: Lane) -> list[tuple[datetime, datetime]]:
    """The times of the lane, and of its teacher elsewhere; she is locked until the end of the transaction."""
    slots = Q(lane=lane)
    if lane.member_id:
        StaffMember.objects.select_for_update(no_key=True).get(pk=lane.member_id)
        slots |= Q(lane__member=lane.member_id, is_blocked=False)
    return list(MeetingSlot.objects.filter(slots).values_list("starts_at", "ends_at"))


@transaction.atomic
def block_slots(*, actor: User, lane: Lane, slots: Iterable[MeetingSlot], is_blocked: bool) -> int:
    """Take slots out or give them back; a booked one is left as it is. Returns how many changed."""
    require_lane_keeper(actor, lane)
    mine = lane.slots.filter(pk__in=[slot.pk for slot in slots], child__isnull=True)
    changed = mine.exclude(is_blocked=is_blocked).update(
        is_blocked=is_blocked, held_by=None, held_until=None, sequence=F("sequence") + 1
    )
    publish(MeetingsMoved(lane.period_id), topics=hearers_of(lane.period))
    return changed


def spans_of(period: MeetingPeriod, openings: Iterable[Opening]) -> Iterator[tuple[datetime, datetime]]:
    """The times that would come of it; DomainError where a day cannot be."""
    for opening in openings:
        yield from _spans(period, opening)


def _spans(period: MeetingPeriod, opening: Opening) -> Iterator[tuple[datetime, datetime]]:
    """Meetings with their pauses between two breaks; what does not fit whole is left out."""
    if not period.starts_on <= opening.day <= period.ends_on:
        raise DomainError(_("This day lies outside the period. Nothing was saved."))
    if opening.ends <= opening.begins:
        raise DomainError(_("The end must be later than the beginning. Nothing was saved."))
    edges = [opening.begins, *(edge for rest in sorted(opening.breaks) for edge in rest), opening.ends]
    if any(later < earlier for earlier, later in pairwise(edges)):
        raise DomainError(_("The breaks must lie inside the day, one after the other. Nothing was saved."))
    length, step = timedelta(minutes=period.minutes), timedelta(minutes=period.minutes + period.pause)
    for begins, ends in zip(edges[::2], edges[1::2], strict=True):
        at = moment_at(period.facility, opening.day, begins)
        while at + length <= moment_at(period.facility, opening.day, ends):
            yield at, at + length
            at += step


def _require_version(period: MeetingPeriod, version: int | None) -> None:
    if version is not None and period.version != version:
        raise Conflict(_("Somebody else changed these meetings. Look at them again; nothing was saved."))


def _require_changeable(period: MeetingPeriod, values: dict[str, Any]) -> None:
    """How places are given and how long they are holds from publishing on."""
    if period.published_at is None:
        return
    fixed = {"mode", "minutes", "pause", "starts_on"}
    if any(name in fixed and getattr(period, name) != value for name, value in values.items()):
        raise DomainError(
            _("Families already see these meetings: length, kind and first day stay. Nothing was saved.")
        )


def _require_sound(period: MeetingPeriod) -> None:
    if not period.title.strip():
        raise DomainError(_("Write a title. Nothing was saved."))
    if not period.starts_on <= period.ends_on <= period.starts_on + timedelta(days=DAYS_MOST):
        raise DomainError(_("The last day must lie within two months after the first. Nothing was saved."))
    if not 5 <= period.minutes <= 180 or period.pause > 60:
        raise DomainError(_("A meeting takes 5 to 180 minutes, a pause up to 60. Nothing was saved."))
    if period.opens_at and period.closes_at and period.closes_at <= period.opens_at:
        raise DomainError(_("Booking must end after it begins. Nothing was saved."))
    if period.closes_at and period.closes_at < timezone.now() and period.published_at is None:
        raise DomainError(_("The end of booking lies in the past. Nothing was saved."))
