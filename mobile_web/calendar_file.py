"""Events as an iCalendar file (RFC 5545) that other programs subscribe to."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from surveys.models import Event

REFRESH = timedelta(hours=4)


def calendar_file(events: Iterable[Event], name: str, address_of: Callable[[Event], str]) -> bytes:
    """All events of one person; `address_of` knows an event's page."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Engawa//Engawa//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for event in events:
        calendar.add_component(_entry(event, address_of(event)))
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _entry(event: Event, address: str) -> icalendar.Event:
    """Whole days end on the day after their last, as the standard has it; a cancelled one stays, struck out."""
    entry = icalendar.Event()
    entry.add("uid", f"{event.pk}@engawa")
    entry.add("sequence", event.version)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("summary", event.title)
    if event.starts_at is None:
        entry.add("dtstart", event.starts_on)
        entry.add("dtend", event.ends_on + timedelta(days=1))
    else:
        zone = ZoneInfo(event.facility.time_zone if event.facility else settings.TIME_ZONE)
        entry.add("dtstart", datetime.combine(event.starts_on, event.starts_at, zone))
        if event.ends_at is not None:
            entry.add("dtend", datetime.combine(event.ends_on, event.ends_at, zone))
    if event.place:
        entry.add("location", event.place)
    if words := _words(event):
        entry.add("description", words)
    entry.add("url", address)
    entry.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if event.starts_at is None else "OPAQUE")
    return entry


def _words(event: Event) -> str:
    bring = _("To bring: %(things)s") % {"things": event.bring} if event.bring else ""
    return "\n\n".join(part for part in (event.text, bring) if part)
