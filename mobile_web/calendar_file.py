"""Events and meetings as an iCalendar file (RFC 5545) that other programs read and subscribe to."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from facilities.models import Facility
from mobile_web.meeting_words import where_of
from surveys.models import Event
from surveys.selectors.meeting_history import MeetingEntry

REFRESH = timedelta(hours=4)


def calendar_file(name: str, entries: Iterable[icalendar.Event]) -> bytes:
    """A calendar of these entries."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Engawa//Engawa//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for entry in entries:
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def event_entry(event: Event, address: str) -> icalendar.Event:
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


def meeting_entry(meeting: MeetingEntry, place: Facility, address: str, name: str = "") -> icalendar.Event:
    """The same entry of a child's one meeting, however often it moves. Without `name` nothing says whose it is."""
    entry, zone = icalendar.Event(), ZoneInfo(place.time_zone)
    entry.add("uid", f"{meeting.period.pk}-{meeting.child_id}@engawa")
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", meeting.changed_at)
    entry.add("last-modified", meeting.changed_at)
    entry.add("summary", f"{meeting.period.title}({name})" if name else meeting.period.title)
    entry.add("dtstart", meeting.slot.starts_at.astimezone(zone))
    entry.add("dtend", meeting.slot.ends_at.astimezone(zone))
    where = where_of(meeting.slot.lane)
    entry.add("location", f"{place.name} {where}".strip())
    entry.add("url", address)
    entry.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    entry.add("transp", "OPAQUE")
    return entry


def _words(event: Event) -> str:
    bring = _("To bring: %(things)s") % {"things": event.bring} if event.bring else ""
    return "\n\n".join(part for part in (event.text, bring) if part)
