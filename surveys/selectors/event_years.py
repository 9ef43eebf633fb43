"""A school year of a place's calendar, as it can be written into the next."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.db.models import QuerySet

from accounts.models import User
from facilities.calendar import first_day, last_day
from facilities.models import Facility, Organisation
from surveys.models import Event

PAPERS = (Event.Kind.MENU, Event.Kind.LETTER)
WEEKS = timedelta(weeks=52)
MOST = 400


@dataclass(frozen=True)
class Candidate:
    """An event, its two days in the next year, and what of it is there already."""

    event: Event
    same_weekday: date
    same_date: date
    copy: Event | None
    namesake: Event | None


def events_of_year(
    user: User, organisation: Organisation, facility: Facility | None, year: int
) -> QuerySet[Event]:
    """What this place itself had in its calendar; papers hang on their day, and what was cancelled stays away."""
    rows = Event.objects.managed_by(user).filter(organisation=organisation, facility=facility)
    rows = rows.filter(starts_on__range=(first_day(year), last_day(year)))
    return rows.filter(is_published=True, cancelled_at=None).exclude(kind__in=PAPERS)


def candidates_of(
    user: User, organisation: Organisation, facility: Facility | None, year: int
) -> list[Candidate]:
    """By day; two queries."""
    rows = events_of_year(user, organisation, facility, year).order_by("starts_on", "starts_at", "pk")[:MOST]
    there = Event.objects.managed_by(user).filter(organisation=organisation, facility=facility)
    coming = list(there.filter(starts_on__range=(first_day(year + 1), last_day(year + 1)), cancelled_at=None))
    by_key = {event.pk: event for event in coming}
    by_title = {event.title.strip(): event for event in coming}
    return [
        Candidate(
            event,
            same_weekday(event.starts_on, year + 1),
            same_date(event.starts_on),
            by_key.get(copy_key(event.pk, year + 1)),
            by_title.get(event.title.strip()),
        )
        for event in rows
    ]


def copy_key(source: UUID, year: int) -> UUID:
    """A copy's key follows from what it copies, so that there is one however often somebody copies."""
    return uuid5(source, str(year))


def same_weekday(day: date, year: int) -> date:
    """52 weeks later; 53 where that would still be the old school year."""
    later = day + WEEKS
    return later if later >= first_day(year) else later + timedelta(weeks=1)


def same_date(day: date) -> date:
    """A year later; the 28th after a 29th of February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
