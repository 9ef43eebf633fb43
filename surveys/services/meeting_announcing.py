"""Meetings by wishes: after the proposal was looked at and mended, every family is told its time."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from surveys.events import MeetingsMoved
from surveys.models import MeetingChange, MeetingPeriod
from surveys.policies.meetings import require_meeting_keeper
from surveys.services.meeting_settling import settle
from surveys.services.meeting_telling import tell_families
from surveys.services.traces import note_meetings
from surveys.topics import hearers_of


@transaction.atomic
def announce_meetings(*, actor: User, period: MeetingPeriod) -> MeetingPeriod:
    """Families see their times from now on and hear of them; who got none is asked again or phoned. Twice is once."""
    require_meeting_keeper(actor, period.facility)
    current = MeetingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)
    if current.assigned_at is not None:
        return current
    if current.mode != MeetingPeriod.Mode.WISHES or current.published_at is None:
        raise DomainError(_("Only published meetings by wishes are announced. Nothing was sent."))
    told = _given(current)
    if not told:
        raise Conflict(_("Nobody has a time yet. Give them out first. Nothing was sent."))
    current.assigned_at = timezone.now()
    current.version += 1
    current.save(update_fields=["assigned_at", "version"])
    homes = tell_families(current, told, "announced")
    settle(current)
    note_meetings(actor, "meetings.announce", current, children=len(told), told=homes)
    publish(MeetingsMoved(current.pk), topics=hearers_of(current))
    return current


def _given(period: MeetingPeriod) -> list[tuple[UUID, UUID, UUID]]:
    """(the last word about her slot, child, household) of each child who has one."""
    rows = MeetingChange.objects.filter(period=period, slot__child=F("child")).order_by("at", "pk")
    last = {
        child: (pk, child, home) for pk, child, home in rows.values_list("pk", "child", "slot__household")
    }
    return sorted(last.values(), key=lambda row: row[1])
