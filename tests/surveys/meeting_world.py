"""A period of meetings with one lane and some slots."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from facilities.clock import today_at
from facilities.models import Classroom, Facility
from notices import services as notices
from notices.models import Notice
from surveys import services
from surveys.models import Lane, MeetingPeriod, MeetingSlot


def make_period(keeper: User, facility: Facility, *, published: bool = True, **fields: Any) -> MeetingPeriod:
    """Open since yesterday for a week; meetings are from in ten days."""
    now, first = timezone.now(), today_at(facility) + timedelta(days=10)
    values: dict[str, Any] = {
        "title": "冬の個人面談",
        "minutes": 15,
        "starts_on": first,
        "ends_on": first + timedelta(days=4),
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=7),
    }
    period = services.save_period(actor=keeper, facility=facility, **{**values, **fields})
    if published:
        period.published_at = now - timedelta(days=1)
        period.save(update_fields=["published_at"])
    return period


def make_lane(
    keeper: User,
    period: MeetingPeriod,
    classroom: Classroom | None,
    slots: int = 4,
    day: int = 0,
    room: str = "",
) -> Lane:
    """One after the other from four o'clock on."""
    lane = services.add_lane(actor=keeper, period=period, classroom=classroom, room=room)
    minutes = 16 * 60 + (period.minutes + period.pause) * slots
    ends = time(minutes // 60, minutes % 60)
    opening = services.Opening(period.starts_on + timedelta(days=day), time(16), ends)
    services.make_slots(actor=keeper, lane=lane, openings=[opening])
    return lane


def slots_of(period: MeetingPeriod) -> list[MeetingSlot]:
    return list(period.slots.select_related("period__facility", "facility").order_by("starts_at", "lane"))


def open_period(keeper: User, period: MeetingPeriod) -> MeetingPeriod:
    """Publish it and let the hold of its notice pass: families have been asked."""
    services.publish_period(actor=keeper, period=period)
    Notice.objects.filter(pk=period.notice_id).update(publish_at=timezone.now())
    assert period.notice_id
    notices.release_notice(period.notice_id)
    notices.freeze_recipients(period.notice_id)
    MeetingPeriod.objects.filter(pk=period.pk).update(opens_at=timezone.now())
    period.refresh_from_db()
    return period
