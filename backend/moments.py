"""When something was seen: a tablet's word on the time, as far as it can be believed."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.errors import DomainError

OLDEST = timedelta(days=30)
CLOCK_SKEW = timedelta(minutes=2)
CLOCK_DOUBT = timedelta(minutes=10)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def believed(at: datetime | None) -> datetime:
    """The time a device names; now where it names none or one to come. What is a month old is not taken."""
    now = timezone.now()
    if at is None:
        return now
    _require_recent(at, now)
    return min(at, now)


def set_right(device_at: datetime, error: timedelta, now: datetime) -> tuple[datetime, bool]:
    """The time that counts of a clock that is ahead by `error`, and whether somebody must look at it.

    A day that has not come is not believed.
    """
    at = _less(device_at, error)
    _require_recent(at, now)
    if at > now + CLOCK_SKEW:
        return now, True
    return min(at, now), abs(error) > CLOCK_DOUBT


def _require_recent(at: datetime, now: datetime) -> None:
    if at < now - OLDEST:
        raise DomainError(
            _("This is more than 30 days old. It was not saved; write it down on paper for the office."),
            code="too_old",
        )


def _less(at: datetime, error: timedelta) -> datetime:
    """The device's time set right; what falls off the calendar is its first or its last moment."""
    try:
        return at.astimezone(UTC) - error
    except OverflowError:
        return FIRST if at.year < LAST.year else LAST
