"""The family's booked meetings as lines of its calendar."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from facilities.clock import zone_of
from facilities.selectors.family import Family
from mobile_web.meeting_words import where_of
from mobile_web.month import MeetingLine
from surveys.selectors.family_meetings import SHOWN_FOR
from surveys.selectors.meeting_history import MeetingEntry, entries_of


def meeting_lines(family: Family, first: date, last: date) -> list[MeetingLine]:
    """Her household's own of these days, in order; what was given back is not among them."""
    found = [one for one in entries_of(family, first, last) if not one.is_cancelled]
    lines = [_line(family, one) for one in sorted(found, key=lambda one: (one.slot.starts_at, one.slot.pk))]
    return [line for line in lines if first <= line.starts_at.date() <= last]


def _line(family: Family, one: MeetingEntry) -> MeetingLine:
    period, zone = one.period, zone_of(one.period.facility)
    name = next((row.child.given_name for row in family.enrolments if row.child_id == one.child_id), "")
    is_here = any(
        row.facility_id == period.facility_id and row.child_id == one.child_id for row in family.today
    )
    is_there = is_here and period.ends_on >= family.day - SHOWN_FOR
    return MeetingLine(
        timezone.localtime(one.slot.starts_at, zone),
        timezone.localtime(one.slot.ends_at, zone),
        period.title,
        name,
        where_of(one.slot.lane),
        f"{reverse('guardian_meeting', args=[period.pk])}?for={one.child_id}" if is_there else "",
    )
