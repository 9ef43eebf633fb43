"""Meetings go out with a notice that asks for a time: held as notices are, open until every child has one."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities.clock import moment_at
from notices import services as notices
from notices.models import Asks, Notice, State
from surveys.events import MeetingsMoved
from surveys.models import MeetingPeriod
from surveys.policies.meetings import require_meeting_keeper
from surveys.services.traces import note_meetings
from surveys.topics import hearers_of
from surveys.words import meeting_words

AT_ONCE = timedelta(seconds=90)  # no more than the hold: it was to open right away


@transaction.atomic
def publish_period(
    *, actor: User, period: MeetingPeriod, version: int | None = None, guard_ok: bool = False
) -> MeetingPeriod:
    """Ask the families of its classes: after the hold, or at the opening time. A second tap changes nothing.

    Without an opening time booking begins when the notice leaves.
    """
    require_meeting_keeper(actor, period.facility)
    current = _locked(period)
    if current.published_at:
        period.refresh_from_db()
        return period
    if version is not None and version != current.version:
        raise Conflict(
            _("Somebody else changed these meetings. Look at them again; nothing was sent."),
            code="changed_meanwhile",
        )
    now = timezone.now()
    _require_ready(current, now)
    notice = _send(actor, current, now, guard_ok)
    opens_at = notice.publish_at or now
    if current.closes_at is None or current.closes_at <= opens_at:
        raise DomainError(_("It would close before it opens. Choose a later end. Nothing was sent."))
    MeetingPeriod.objects.filter(pk=period.pk).update(
        notice=notice, published_at=now, opens_at=opens_at, version=F("version") + 1
    )
    period.refresh_from_db()
    note_meetings(actor, "meetings.publish", period)
    publish(MeetingsMoved(period.pk), topics=hearers_of(period))
    return period


@transaction.atomic
def undo_period(*, actor: User, period: MeetingPeriod) -> MeetingPeriod:
    """Take it back while it is held or waits for its time: it is a draft again and nobody was asked."""
    require_meeting_keeper(actor, period.facility)
    current = _locked(period)
    if current.published_at is None or current.notice is None:
        period.refresh_from_db()
        return period
    notices.undo_schedule(actor=actor, notice=current.notice)
    was_now = current.opens_at and current.opens_at - current.published_at <= AT_ONCE
    MeetingPeriod.objects.filter(pk=period.pk).update(
        published_at=None, opens_at=None if was_now else current.opens_at, version=F("version") + 1
    )
    period.refresh_from_db()
    note_meetings(actor, "meetings.undo", period)
    publish(MeetingsMoved(period.pk), topics=hearers_of(period))
    return period


@transaction.atomic
def discard_period(*, actor: User, period: MeetingPeriod) -> None:
    """Throw away what was never sent. Twice is once."""
    require_meeting_keeper(actor, period.facility)
    current = MeetingPeriod.objects.select_for_update(of=("self",)).filter(pk=period.pk).first()
    if current is None:
        return
    if current.published_at:
        raise Conflict(_("Families see these meetings already. They cannot be thrown away."))
    if current.changes.exists():
        raise Conflict(_("A family has had a time here. It stays as a draft; nothing was thrown away."))
    notice = current.notice
    note_meetings(actor, "meetings.discard", current)
    current.delete()
    if notice:
        notices.discard_draft(actor=actor, notice=notice)
    publish(MeetingsMoved(period.pk), topics=hearers_of(period))


def _locked(period: MeetingPeriod) -> MeetingPeriod:
    rows = MeetingPeriod.objects.select_related("facility__organisation", "notice")
    return rows.select_for_update(of=("self",)).get(pk=period.pk)


def _require_ready(period: MeetingPeriod, now: datetime) -> None:
    if period.closes_at is None:
        raise DomainError(_("Say until when families choose. Nothing was sent."))
    if period.closes_at <= now:
        raise DomainError(_("The end is in the past. Choose a later one. Nothing was sent."))
    if not period.slots.filter(is_blocked=False, child__isnull=True, starts_at__gt=now).exists():
        raise DomainError(_("There is no time to choose yet. Make times first. Nothing was sent."))


def _send(actor: User, period: MeetingPeriod, now: datetime, guard_ok: bool) -> Notice:
    """To the families of its lanes' classes; it stays valid to the last day, so that who is silent can be phoned."""
    facility = period.facility
    notice = notices.save_draft(
        actor=actor,
        organisation=facility.organisation,
        facility=facility,
        notice=period.notice if period.notice and period.notice.state == State.DRAFT else None,
        scopes=_scopes(period),
        asks=Asks.MEETING,
        valid_until=moment_at(facility, period.ends_on, time(23, 59)),
        **meeting_words(period),
    )
    later = period.opens_at if period.opens_at and period.opens_at > now else None
    return notices.schedule_notice(
        actor=actor, notice=notice, version=notice.version, publish_at=later, guard_ok=guard_ok
    )


def _scopes(period: MeetingPeriod) -> notices.Scopes:
    rooms = set(period.lanes.values_list("classroom", flat=True))
    if None in rooms:
        return notices.Scopes(facilities=frozenset({period.facility_id}))
    return notices.Scopes(classrooms=frozenset(rooms))
