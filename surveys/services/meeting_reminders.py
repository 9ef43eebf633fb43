"""Reminding families of meetings: those without a time while they can still choose, the others the day before."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict
from backend.events import publish
from backend.rowlevel import as_system
from facilities.clock import moment_at, today_at, zone_of
from notices import services as notices
from surveys.events import MeetingsMoved
from surveys.models import MeetingPeriod, MeetingSlot
from surveys.policies.meetings import require_meeting_keeper
from surveys.services.meeting_settling import settle
from surveys.services.meeting_telling import is_public, tell_families
from surveys.services.reminders import morning_before, require_pause
from surveys.services.traces import note_meetings
from surveys.topics import hearers_of

DAY_BEFORE = time(17)
FRESH = timedelta(minutes=15)
KIND = "meeting_reminder"


@transaction.atomic
def remind_unbooked(*, actor: User, period: MeetingPeriod) -> int:
    """Remind now; how many households are told. Two taps are one: ten minutes lie between two reminders."""
    require_meeting_keeper(actor, period.facility)
    now = timezone.now()
    current = MeetingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if not _is_open(current, now):
        raise Conflict(_("Families cannot choose at the moment. Nobody was reminded."))
    require_pause(current.reminded_at, now, zone_of(current.facility))
    told = _remind(current, now)
    note_meetings(actor, "meetings.remind", current, households=told)
    return told


@as_system()
def remind_of_meetings() -> int:
    """Whatever is due, each once however many workers look; returns how many periods and homes were told."""
    now = timezone.now()
    running = MeetingPeriod.objects.filter(opens_at__lte=now, closes_at__gt=now, published_at__isnull=False)
    told = sum(_remind_once(pk, now) for pk in running.order_by("pk").values_list("pk", flat=True))
    return told + _remind_of_tomorrow(now)


def reminder_times(period: MeetingPeriod) -> list[datetime]:
    """Those that were chosen, or else the last morning at eight (of an end before nine, the one before)."""
    if period.remind_times or period.closes_at is None:
        return sorted(period.remind_times)
    morning = morning_before(period.closes_at, period.opens_at, zone_of(period.facility))
    return [morning] if morning else []


def _is_open(period: MeetingPeriod, now: datetime) -> bool:
    if period.published_at is None or period.opens_at is None or period.closes_at is None:
        return False
    return period.opens_at <= now < period.closes_at and period.assigned_at is None


def _remind_once(period_id: UUID, now: datetime) -> bool:
    """Once its time has come; a fresh one is settled, as staff may have given times before its notice left."""
    with transaction.atomic():
        rows = MeetingPeriod.objects.select_for_update(of=("self",), skip_locked=True)
        period = rows.select_related("facility").filter(pk=period_id).first()
        if period is None or not _is_open(period, now):
            return False
        last = period.reminded_at or period.opens_at or now
        is_due = any(last < at <= now for at in reminder_times(period))
        if is_due:
            _remind(period, now)
        elif period.opens_at and now - period.opens_at < FRESH:
            settle(period)
        return is_due


def _remind(period: MeetingPeriod, now: datetime) -> int:
    settle(period)
    told = notices.remind_now(period.notice_id) if period.notice_id else 0
    MeetingPeriod.objects.filter(pk=period.pk).update(reminded_at=now)
    publish(MeetingsMoved(period.pk), topics=hearers_of(period))
    return told


def _remind_of_tomorrow(now: datetime) -> int:
    """From five o'clock of the day before; how many homes were told."""
    with transaction.atomic():
        rows = MeetingSlot.objects.select_for_update(of=("self",), skip_locked=True)
        rows = rows.filter(
            child__isnull=False, reminded_at=None, starts_at__range=(now, now + timedelta(hours=31))
        )
        found: dict[MeetingPeriod, list[MeetingSlot]] = defaultdict(list)
        for slot in rows.select_related("period__facility").order_by("pk"):
            if is_public(slot.period) and _is_the_day_before(slot, now):
                found[slot.period].append(slot)
        told = sum(_tell_tomorrow(period, slots) for period, slots in found.items())
        due = [slot.pk for slots in found.values() for slot in slots]
        MeetingSlot.objects.filter(pk__in=due).update(reminded_at=now)
    return told


def _is_the_day_before(slot: MeetingSlot, now: datetime) -> bool:
    """Who got this time after five o'clock of that day has just heard of it."""
    facility = slot.period.facility
    tomorrow = today_at(facility) + timedelta(days=1)
    asks_at = moment_at(facility, tomorrow - timedelta(days=1), DAY_BEFORE)
    is_tomorrow = timezone.localtime(slot.starts_at, zone_of(facility)).date() == tomorrow
    return is_tomorrow and now >= asks_at and (slot.booked_at is None or slot.booked_at < asks_at)


def _tell_tomorrow(period: MeetingPeriod, slots: list[MeetingSlot]) -> int:
    rows = [
        (slot.pk, slot.child_id, slot.household_id) for slot in slots if slot.child_id and slot.household_id
    ]
    return tell_families(period, rows, f"{today_at(period.facility)}", kind=KIND)
