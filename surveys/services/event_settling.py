"""A family that has replied for everybody who is asked is neither reminded nor phoned any more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.rowlevel import as_system
from notices.models import SENT, Recipient
from notices.services import mark_answered
from surveys.models import Event, EventReply, Unit
from surveys.selectors.events import homes_at

LATELY = timedelta(minutes=15)


@as_system()
def settle_home(event: Event, household: UUID) -> None:
    """After this household's reply, inside its transaction, which holds the household."""
    if event.notice_id is not None:
        _settle(event, [household])


@as_system()
def settle_event(event: Event) -> None:
    """All of its families: those who replied before they were asked."""
    waiting = Recipient.objects.filter(notice=event.notice_id, answered_at=None)
    if event.notice_id is not None:
        _settle(
            event,
            EventReply.objects.filter(event=event, household__in=waiting.values("household")).values(
                "household"
            ),
        )


def settle_late_invitations(now: datetime) -> None:
    """Who replied in the calendar before the notice had been written to its family is not asked again."""
    fresh = Event.objects.filter(notice__state__in=SENT, notice__frozen_at__gt=now - LATELY)
    for event in fresh.order_by("pk"):
        settle_event(event)


def _settle(event: Event, among: Any) -> None:
    homes = homes_at(event, timezone.localdate(), among=among)
    rows = EventReply.objects.filter(event=event, household__in=homes)
    replied = set(rows.values_list("household", "child"))
    for home in sorted(homes):
        asked = homes[home] if event.reply_unit == Unit.CHILD else {None}
        if event.notice_id and all((home, child) in replied for child in asked):
            mark_answered(notice_id=event.notice_id, household_id=home, at=timezone.now())
