"""A teacher's own meetings from today on."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from facilities.clock import zone_of
from facilities.models import StaffPost
from surveys.models import MeetingPeriod, MeetingSlot

_A_DAY = timedelta(days=1)


def own_meetings(user: User, now: datetime, most: int) -> list[MeetingSlot]:
    """Times with a family where she is named, or of her class where nobody is; of today those that are over too.

    Today is by the clock of the place.
    """
    posts = StaffPost.objects.held_by(user).filter(classroom=OuterRef("lane__classroom"))
    hers = Q(lane__member__user=user) | Q(Exists(posts), lane__member=None)
    rows = MeetingSlot.objects.filter(
        hers,
        period__in=MeetingPeriod.objects.visible_to(user).filter(published_at__isnull=False),
        child__isnull=False,
        ends_at__gte=now - _A_DAY,
    )
    rows = rows.select_related("child", "lane__classroom", "lane__member", "period__facility")
    slots = rows.order_by("starts_at", "pk")[:most]
    return [slot for slot in slots if _day(slot, slot.starts_at) >= _day(slot, now)]


def _day(slot: MeetingSlot, moment: datetime) -> date:
    return timezone.localtime(moment, zone_of(slot.period.facility)).date()
