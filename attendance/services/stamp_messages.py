"""Families are told of each stamp on their telephones, where the facility and they themselves want it."""

from datetime import datetime, timedelta

from attendance.models import AttendanceSettings, Stamp
from facilities.selectors.told import told_of_stamps
from notices.services import notify

NEWS_FOR = timedelta(hours=2)


def tell_guardians(stamp: Stamp, meaning: str, settings: AttendanceSettings, now: datetime) -> None:
    """Arrival or departure, while it is news; what came in late or repeats tells nobody."""
    if not meaning or not settings.tells_guardians or now - stamp.at > NEWS_FOR:
        return
    notify(
        guardians=told_of_stamps(stamp.child_id, stamp.day),
        facility_id=stamp.facility_id,
        kind="stamp",
        about=stamp.pk,
        key=f"stamp:{stamp.pk}:{meaning}",
        expires_at=stamp.at + NEWS_FOR,
    )
