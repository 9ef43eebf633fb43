"""When something was seen: a tablet's word on the time, as far as it can be believed."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.errors import DomainError

OLDEST = timedelta(days=30)


def believed(at: datetime | None) -> datetime:
    """The time a device names; now where it names none or one to come. What is a month old is not taken."""
    now = timezone.now()
    if at is None:
        return now
    if at < now - OLDEST:
        raise DomainError(
            _("This is more than 30 days old. It was not saved; write it down on paper for the office."),
            code="too_old",
        )
    return min(at, now)
