"""A month as weeks of days, for pages and paper."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveys.models import Event


@dataclass(frozen=True)
class MeetingLine:
    """A family's meeting, at the clock of the nursery; without an address its page is over."""

    starts_at: datetime
    ends_at: datetime
    title: str
    name: str
    where: str
    url: str


@dataclass(frozen=True)
class Day:
    """One square: `is_in` the month shown, and what happens; `meetings` are a family's own."""

    day: date
    is_in: bool
    is_today: bool
    events: "tuple[Event, ...]"
    meetings: tuple[MeetingLine, ...] = ()

    @property
    def count(self) -> int:
        return len(self.events) + len(self.meetings)


@dataclass(frozen=True)
class Month:
    """A month with its neighbours; weeks begin on Sunday, as calendars in Japan do."""

    first: date
    last: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)

    @property
    def days(self) -> list[Day]:
        """Days of the month on which something happens."""
        return [day for week in self.weeks for day in week if day.is_in and day.count]


def month_of_text(text: str, today: date) -> date:
    """The month of an address such as 2026-11; nonsense is the present one."""
    try:
        year, month = map(int, text.split("-"))
        return date(year, month, 1) if 2000 <= year <= 2100 else today.replace(day=1)
    except ValueError:
        return today.replace(day=1)


def month_bounds(first: date) -> tuple[date, date]:
    """Its first and its last day."""
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def month_of_events(
    first: date, events: "Iterable[Event]", today: date, meetings: Iterable[MeetingLine] = ()
) -> Month:
    """The events laid on their days; one of several days stands on each, a paper on its first day of the month."""
    first, last = month_bounds(first)
    on: dict[date, list[Event]] = defaultdict(list)
    for event in events:
        days = 1 if event.is_paper else (event.ends_on - event.starts_on).days + 1
        begins = max(event.starts_on, first) if event.is_paper else event.starts_on
        for offset in range(days):
            on[begins + timedelta(days=offset)].append(event)
    talks: dict[date, list[MeetingLine]] = defaultdict(list)
    for meeting in meetings:
        talks[meeting.starts_at.date()].append(meeting)
    weeks = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(first.year, first.month)

    def square(day: date) -> Day:
        return Day(day, day.month == first.month, day == today, tuple(on[day]), tuple(talks[day]))

    return Month(first, last, tuple(tuple(map(square, week)) for week in weeks))
