"""A morning on which a child is missed: the watch's hour, the question, and what was sent."""

from datetime import datetime, time

from attendance import services
from attendance.models import NoShow
from facilities.models import Child
from tests.conftest import MORNING

HALF_PAST_NINE = MORNING.replace(hour=9, minute=30)


def at(clock: str) -> datetime:
    """That time on the morning of the tests."""
    found = time.fromisoformat(clock)
    return MORNING.replace(hour=found.hour, minute=found.minute)


def asked(child: Child) -> NoShow:
    """The question that the watch asked about her, at half past nine."""
    services.run_watch()
    return NoShow.objects.get(child=child)
