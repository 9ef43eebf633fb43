"""Booking a slot: who was first is decided by the row itself, and a slot is never given twice."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from facilities.models import Child, Household
from facilities.policies import audit_row
from surveys.models import MeetingChange, MeetingPeriod, MeetingSlot
from surveys.policies.meetings import (
    require_booker,
    require_meeting_keeper,
    require_own_home,
)
from surveys.selectors.meetings import children_of, may_change
from surveys.services.meeting_telling import tell_change
from surveys.services.slot_news import tell_home, tell_slots

HOLD = timedelta(minutes=5)
Act = MeetingChange.Act
BOOKING = ("reason", "held_by", "held_until", "reminded_at", "sequence")


@transaction.atomic
def hold_slot(*, actor: User, slot: MeetingSlot, child: Child) -> datetime:
    """Keep a slot for 5 minutes while she confirms; her earlier hold of the period ends. Returns until when."""
    guardian = require_booker(actor, child, slot.period, slot)
    require_own_home(guardian, child, slot.period)
    _require_first_come(slot.period)
    now = timezone.now()
    until = now + HOLD
    not_held = Q(held_until__isnull=True) | Q(held_until__lte=now) | Q(held_by=actor)
    free = MeetingSlot.objects.filter(not_held, pk=slot.pk, child__isnull=True, is_blocked=False)
    if not free.update(held_by=actor, held_until=until):
        raise _taken()
    others = MeetingSlot.objects.filter(period=slot.period_id, held_by=actor).exclude(pk=slot.pk)
    left = list(others.select_related("lane"))
    if left:
        others.update(held_by=None, held_until=None)
    tell_slots(slot, is_free=False)
    tell_slots(*left, is_free=True)
    return until


@transaction.atomic
def book_slot(*, actor: User, slot: MeetingSlot, child: Child) -> MeetingSlot:
    """Book, or change to, this slot. The same again changes nothing; one taken a moment ago is said."""
    guardian = require_booker(actor, child, slot.period, slot)
    _require_first_come(slot.period)
    now = timezone.now()
    found, earlier = _locked(slot, child)
    require_own_home(guardian, child, slot.period)
    if earlier is None:
        _require_open(slot.period, now)
    elif earlier.pk != found.pk:
        _require_changeable(earlier, slot.period, now)
    return _take(actor, found, earlier, child, guardian.household)


@transaction.atomic
def cancel_booking(*, actor: User, slot: MeetingSlot, child: Child) -> None:
    """Give a slot back until the set time; after that the family phones. Twice is once."""
    guardian = require_booker(actor, child, slot.period)
    found, _earlier = _locked(slot, child)
    if found.child_id != child.pk:
        return
    require_own_home(guardian, child, slot.period)
    _require_changeable(found, slot.period, timezone.now())
    _take_off(actor, found, child)


@transaction.atomic
def give_slot(*, actor: User, slot: MeetingSlot, child: Child, household: Household) -> MeetingSlot:
    """Staff book or move by hand, for a family that phoned; the family's own deadline does not bind them."""
    require_meeting_keeper(actor, slot.facility)
    if not children_of(slot.period).filter(pk=child.pk).exists():
        raise DomainError(_("This child has no meeting in this period. Nothing was saved."))
    return _take(actor, *_locked(slot, child), child, household)


@transaction.atomic
def free_slot(*, actor: User, slot: MeetingSlot) -> None:
    """Staff give a booking back, at any time. Twice is once."""
    require_meeting_keeper(actor, slot.facility)
    found = MeetingSlot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if found.child is not None:
        _take_off(actor, found, found.child)


def _take_off(actor: User, slot: MeetingSlot, child: Child) -> None:
    household = slot.household_id
    change = _record(actor, slot, child, Act.CANCELLED)
    _give_back(slot)
    tell_change(actor, slot.period, change, household)


def _locked(slot: MeetingSlot, child: Child) -> tuple[MeetingSlot, MeetingSlot | None]:
    """The slot as it is now and the one the child has, both locked: child first, then slots by key, so that two
    guardians of one child and two families who exchange their times wait for each other and never for ever.
    """
    Child.objects.select_for_update(no_key=True, of=("self",)).get(pk=child.pk)
    touched = Q(pk=slot.pk) | Q(period=slot.period_id, child=child)
    rows = {
        row.pk: row
        for row in MeetingSlot.objects.select_for_update(of=("self",))
        .select_related("lane", "period__facility", "period__notice")
        .filter(touched)
        .order_by("pk")
    }
    for row in rows.values():
        row.facility = row.period.facility
    return rows[slot.pk], next((row for row in rows.values() if row.child_id == child.pk), None)


def _take(
    actor: User, found: MeetingSlot, earlier: MeetingSlot | None, child: Child, household: Household
) -> MeetingSlot:
    """Put the child on the slot and off the one she had; both are locked."""
    if earlier is not None and earlier.pk == found.pk:
        return found
    now = timezone.now()
    is_held = found.held_until is not None and found.held_until > now and found.held_by_id != actor.pk
    if found.is_blocked or found.child_id is not None or is_held or found.starts_at <= now:
        raise _taken()
    if earlier is not None:
        _give_back(earlier)
    found.child, found.household, found.booked_by, found.booked_at = child, household, actor, now
    found.reason, found.held_by, found.held_until, found.reminded_at = "", None, None, None
    found.sequence += 1
    found.save(update_fields=[*BOOKING, "child", "household", "booked_by", "booked_at"])
    change = _record(actor, found, child, Act.MOVED if earlier else Act.BOOKED)
    tell_change(actor, found.period, change, household.pk)
    tell_slots(found, is_free=False)
    return found


def _give_back(slot: MeetingSlot) -> None:
    slot.child = slot.household = slot.booked_by = slot.booked_at = None
    slot.reason, slot.held_by, slot.held_until, slot.reminded_at = "", None, None, None
    slot.sequence += 1
    slot.save(update_fields=[*BOOKING, "child", "household", "booked_by", "booked_at"])
    tell_slots(slot, is_free=True)


def _record(actor: User, slot: MeetingSlot, child: Child, act: str) -> MeetingChange:
    change = MeetingChange.objects.create(
        period_id=slot.period_id,
        facility_id=slot.facility_id,
        slot=slot,
        child=child,
        household_id=slot.household_id,
        act=act,
        by=actor,
    )
    audit_row(actor, f"meetings.{act}", "meeting_slot", slot)
    tell_home(slot.period_id, slot.household_id)
    return change


def _require_open(period: MeetingPeriod, now: datetime) -> None:
    if period.opens_at is None or now < period.opens_at:
        raise DomainError(_("Booking has not begun yet. Nothing was saved."))
    if period.closes_at is None or now >= period.closes_at:
        raise DomainError(_("Booking is over. Please speak to the nursery. Nothing was saved."))


def _require_first_come(period: MeetingPeriod) -> None:
    """By wishes nobody books until they were given out; then what is left is open to all."""
    if period.mode == MeetingPeriod.Mode.WISHES and period.assigned_at is None:
        raise DomainError(_("Times are given by wishes here. Say your wishes; nothing was booked."))


def _require_changeable(slot: MeetingSlot, period: MeetingPeriod, now: datetime) -> None:
    if not may_change(slot, period, now):
        raise DomainError(
            _("It is too late to change this meeting here. Please phone the nursery. Nothing was changed.")
        )


def _taken() -> Conflict:
    return Conflict(
        _("Another family has just taken this time. Choose another; nothing was booked."), code="taken"
    )
