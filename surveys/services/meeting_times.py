"""The times of a day for several teachers at once; while nobody sees them they can be made anew."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError
from backend.events import publish
from facilities.clock import moment_at
from facilities.models import Facility
from surveys.events import MeetingsMoved
from surveys.models import Lane, MeetingPeriod, MeetingSlot
from surveys.policies.meetings import require_meeting_keeper
from surveys.services.periods import Opening, make_slots, spans_of
from surveys.services.traces import note_meetings
from surveys.topics import hearers_of


@transaction.atomic
def lay_out(*, actor: User, period: MeetingPeriod, lanes: Sequence[Lane], openings: Sequence[Opening]) -> int:
    """Times of these days for these lanes; of a draft what stood there goes first. Returns how many are new."""
    require_meeting_keeper(actor, period.facility)
    period = MeetingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    lanes = [lane for lane in lanes if lane.period_id == period.pk]
    if not lanes or not openings:
        raise DomainError(_("Choose at least one teacher and one day. Nothing was saved."))
    if not any(spans_of(period, openings)):
        raise DomainError(_("No meeting fits between these times. Nothing was saved."))
    if period.published_at is None:
        _unused(period).filter(_on(period.facility, {one.day for one in openings}), lane__in=lanes).delete()
    made = sum(make_slots(actor=actor, lane=lane, openings=openings) for lane in lanes)
    note_meetings(actor, "meetings.times", period, count=made)
    publish(MeetingsMoved(period.pk), topics=hearers_of(period))
    return made


def _unused(period: MeetingPeriod) -> models.QuerySet[MeetingSlot]:
    """Nobody has or had them."""
    return period.slots.filter(child__isnull=True, changes__isnull=True)


def _on(facility: Facility, days: Iterable[date]) -> Q:
    """Begins on one of these days."""
    found = Q(pk__in=[])
    for day in days:
        found |= Q(
            starts_at__gte=_begin(facility, day), starts_at__lt=_begin(facility, day + timedelta(days=1))
        )
    return found


def _begin(facility: Facility, day: date) -> datetime:
    return moment_at(facility, day, time(3))
