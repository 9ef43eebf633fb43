"""A teacher's own meetings that are still to come."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from facilities.models import StaffPost
from surveys.models import MeetingPeriod, MeetingSlot


def own_meetings(user: User, since: datetime) -> QuerySet[MeetingSlot]:
    """Times with a family from then on, where she is named, or of her class where nobody is."""
    posts = StaffPost.objects.held_by(user).filter(classroom=OuterRef("lane__classroom"))
    hers = Q(lane__member__user=user) | Q(Exists(posts), lane__member=None)
    rows = MeetingSlot.objects.filter(
        hers,
        period__in=MeetingPeriod.objects.visible_to(user).filter(published_at__isnull=False),
        child__isnull=False,
        ends_at__gte=since,
    )
    return rows.select_related("child", "lane__classroom", "lane__member", "period__facility").order_by(
        "starts_at", "pk"
    )
