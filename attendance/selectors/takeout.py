"""A family's days to take home: when her children came and left, what was corrected.

Who fetched is not told: it may be the other household.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from attendance.models import Attendance, Stamp
from facilities.clock import zone_of
from facilities.models import Facility
from facilities.selectors.family import Family


def attendance_data(family: Family) -> Iterator[dict[str, Any]]:
    """One entry a child and day, oldest first; of children she may view. Three queries."""
    children = {child for _guardian, _household, child in family.grants}
    fixed = Stamp.objects.filter(child__in=children).exclude(reason="").select_related("replaces", "facility")
    corrections: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for stamp in fixed.order_by("received_at", "pk"):
        key = (stamp.facility_id, stamp.child_id, stamp.day)
        corrections.setdefault(key, []).append(_correction(stamp))
    rows = Attendance.objects.filter(child__in=children).select_related("child", "facility")
    for row in rows.order_by("day", "child", "facility"):
        yield {
            "child": str(row.child),
            "facility": row.facility.name,
            "day": row.day.isoformat(),
            "stays": [[_clock(came, row.facility), _clock(left, row.facility)] for came, left in row.stays],
            "corrections": corrections.get((row.facility_id, row.child_id, row.day), []),
        }


def _correction(stamp: Stamp) -> dict[str, Any]:
    old = stamp.replaces.at.isoformat() if stamp.replaces else None
    new = None if stamp.is_void else stamp.at.isoformat()
    return {
        "old": _clock(old, stamp.facility),
        "new": _clock(new, stamp.facility),
        "reason": stamp.reason,
        "reason_words": str(stamp.get_reason_display()),
    }


def _clock(iso: str | None, facility: Facility) -> str | None:
    if iso is None:
        return None
    return f"{timezone.localtime(datetime.fromisoformat(iso), zone_of(facility)):%H:%M}"
