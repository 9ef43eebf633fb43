"""Entrances that ask for staff now."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from attendance.models import StaffCall
from facilities.models import Facility

RINGS_FOR = timedelta(minutes=15)


def open_calls(facilities: Iterable[Facility]) -> QuerySet[StaffCall]:
    """Calls of these places that nobody has answered, the newest first; after a quarter of an hour nobody waits."""
    rows = StaffCall.objects.filter(facility__in=list(facilities), answered_at__isnull=True)
    return (
        rows.filter(called_at__gt=timezone.now() - RINGS_FOR).select_related("device").order_by("-called_at")
    )
