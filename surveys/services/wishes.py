"""Meetings by wishes: what families would like, one assignment for all, mended by hand, then told to everybody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.clock import today_at
from facilities.models import Child, Enrolment, on_day
from facilities.topics import staff_topic
from surveys.assignment import Asker, Given, Place, assign
from surveys.events import MeetingsMoved
from surveys.models import MeetingChange, MeetingPeriod, MeetingSlot, MeetingWish
from surveys.policies.meetings import require_booker, require_meeting_keeper, require_own_home
from surveys.selectors.meetings import free_slots, households_of, unbooked_children
from surveys.services.meeting_settling import settle
from surveys.services.slot_news import tell_home
from surveys.services.traces import note_meetings

WISHES_MOST = 3


@transaction.atomic
def save_wishes(
    *, actor: User, period: MeetingPeriod, child: Child, wishes: Sequence[UUID], cannot: Sequence[UUID] = ()
) -> None:
    """Slots in order of preference, and slots that cannot be; replaces what the family said before."""
    guardian = require_booker(actor, child, period)
    _require_wishing(period)
    chosen = list(dict.fromkeys(wishes))
    never = [slot for slot in dict.fromkeys(cannot) if slot not in chosen]
    if len(chosen) > WISHES_MOST:
        raise DomainError(_("Choose three times at most. Nothing was saved."))
    hers = set(free_slots(child, period, actor.pk, timezone.now()).values_list("pk", flat=True))
    if not hers.issuperset({*chosen, *never}):
        raise Conflict(_("One of these times is no longer there. Look again; nothing was saved."))
    Child.objects.select_for_update(no_key=True, of=("self",)).get(pk=child.pk)
    require_own_home(guardian, child, period)
    _replace_wishes(actor, period, child, guardian.household_id, chosen, never)
    settle(period, [child.pk])
    publish(MeetingsMoved(period.pk), topics=[staff_topic(period.facility_id)])
    tell_home(period.pk, guardian.household_id)


@transaction.atomic
def assign_meetings(*, actor: User, period: MeetingPeriod) -> list[Given]:
    """Propose a slot for every child without one; what staff placed by hand stays. Families see nothing yet.

    Run again it proposes anew. Returns what was given; who got none is in `unbooked_children`.
    """
    require_meeting_keeper(actor, period.facility)
    period = MeetingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if period.mode != MeetingPeriod.Mode.WISHES or period.published_at is None:
        raise DomainError(_("Only published meetings by wishes are assigned. Nothing was changed."))
    if period.assigned_at is not None:
        raise Conflict(_("Families know their times already. Move single ones by hand; nothing was changed."))
    _clear_proposal(period)
    children = list(unbooked_children(period).values_list("pk", flat=True))
    homes = households_of(children, today_at(period.facility))
    given = assign(_places(period), _askers(period, children, homes))
    _write(actor, period, given, homes)
    note_meetings(actor, "meetings.assign", period, count=len(given))
    publish(MeetingsMoved(period.pk), topics=[staff_topic(period.facility_id)])
    return given


def _replace_wishes(
    actor: User,
    period: MeetingPeriod,
    child: Child,
    home: UUID,
    chosen: Sequence[UUID],
    never: Sequence[UUID],
) -> None:
    MeetingWish.objects.filter(period=period, child=child).delete()
    ranked = [*enumerate(chosen, start=1), *((MeetingWish.CANNOT, slot) for slot in never)]
    MeetingWish.objects.bulk_create(
        MeetingWish(
            period=period,
            child=child,
            slot_id=slot,
            household_id=home,
            rank=rank,
            wished_by=actor,
        )
        for rank, slot in ranked
    )


def _require_wishing(period: MeetingPeriod) -> None:
    now = timezone.now()
    if period.mode != MeetingPeriod.Mode.WISHES:
        raise DomainError(_("Times are booked here, not wished for. Nothing was saved."))
    if period.opens_at is None or now < period.opens_at:
        raise DomainError(_("It has not begun yet. Nothing was saved."))
    if period.assigned_at is not None or period.closes_at is None or now >= period.closes_at:
        raise DomainError(_("The time for wishes is over. Please speak to the nursery. Nothing was saved."))


def _clear_proposal(period: MeetingPeriod) -> None:
    proposed = period.slots.filter(child__isnull=False).exclude(reason="")
    proposed.update(child=None, household=None, booked_by=None, booked_at=None, reason="")


def _places(period: MeetingPeriod) -> list[Place]:
    free = period.slots.filter(child__isnull=True, is_blocked=False, starts_at__gt=timezone.now())
    return [Place(*row) for row in free.values_list("pk", "lane", "starts_at", "ends_at")]


def _askers(period: MeetingPeriod, children: Sequence[UUID], homes: Mapping[UUID, UUID]) -> list[Asker]:
    """Children without a slot, with the lanes of their class and what their family wished."""
    lanes: dict[UUID | None, set[UUID]] = defaultdict(set)
    for lane, classroom in period.lanes.values_list("pk", "classroom"):
        lanes[classroom].add(lane)
    ranks: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for child, slot, rank in period.wishes.values_list("child", "slot", "rank"):
        ranks[child][slot] = rank
    rooms: dict[UUID, set[UUID]] = defaultdict(set)
    here = Enrolment.objects.filter(
        on_day(today_at(period.facility)), facility=period.facility, child__in=children
    )
    for child, classroom in here.values_list("child", "classroom"):
        rooms[child] |= lanes[classroom] | lanes[None]
    return [
        Asker(
            child,
            homes.get(child, child),
            frozenset(rooms[child]),
            {slot: rank for slot, rank in ranks[child].items() if rank},
            frozenset(slot for slot, rank in ranks[child].items() if not rank),
        )
        for child in children
    ]


def _write(actor: User, period: MeetingPeriod, given: Sequence[Given], homes: Mapping[UUID, UUID]) -> None:
    """A child without a household that may answer for her has no one to tell: staff speak with the family."""
    wished = dict(period.wishes.filter(Q(rank__gt=0)).values_list("child", "household"))
    slots = {slot.pk: slot for slot in period.slots.filter(pk__in=[one.slot for one in given])}
    now, told = timezone.now(), [one for one in given if one.child in homes]
    for one in told:
        slot = slots[one.slot]
        slot.child_id, slot.household_id = one.child, wished.get(one.child, homes[one.child])
        slot.booked_by, slot.booked_at, slot.reason = actor, now, one.why
    chosen = [slots[one.slot] for one in told]
    MeetingSlot.objects.bulk_update(
        chosen, ["child", "household", "booked_by", "booked_at", "reason"], batch_size=500
    )
    MeetingChange.objects.bulk_create(
        MeetingChange(
            period=period,
            facility_id=period.facility_id,
            slot_id=one.slot,
            child_id=one.child,
            household_id=slots[one.slot].household_id,
            act=MeetingChange.Act.ASSIGNED,
            by=actor,
        )
        for one in told
    )
