"""What a telephone shows of an event that asks, changed or was cancelled, and of a meeting."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from facilities.clock import today_at, zone_of
from facilities.models import Grant
from notices.messages import Words, words_for
from notices.models import Message
from surveys.models import Event, MeetingChange, MeetingPeriod, MeetingSlot


@words_for("meeting")
def meeting_words(message: Message) -> Words | None:
    """What became of a time; nothing where it became something else meanwhile, or the child is not hers any more."""
    change = MeetingChange.objects.filter(pk=message.about).select_related("slot", "period__facility").first()
    if change is None or not _still_hers(message, change.child_id, change.period):
        return None
    is_off = change.act == MeetingChange.Act.CANCELLED
    if (change.slot.child_id == change.child_id) == is_off:
        return None
    titles = {"cancelled": _("Meeting given back: %(when)s"), "moved": _("Meeting moved to %(when)s")}
    title = titles.get(change.act, _("Meeting: %(when)s"))
    return _meeting(message, title, change.slot, change.period, change.child_id)


@words_for("meeting_reminder")
def meeting_reminder_words(message: Message) -> Words | None:
    """The day before, while it is still so."""
    slot = MeetingSlot.objects.filter(pk=message.about).select_related("period__facility").first()
    if slot is None or slot.child_id is None or not _still_hers(message, slot.child_id, slot.period):
        return None
    return _meeting(message, _("Tomorrow is the meeting: %(when)s"), slot, slot.period, slot.child_id)


def _still_hers(message: Message, child: UUID, period: MeetingPeriod) -> bool:
    user = message.guardian.user
    seen = Grant.objects.seen_by(user, today_at(period.facility)) if user else Grant.objects.none()
    return seen.filter(child=child, guardian=message.guardian).exists()


def _meeting(message: Message, title: str, slot: MeetingSlot, period: MeetingPeriod, child: UUID) -> Words:
    """Leads to the child's meeting, where it can be changed, or chosen anew."""
    at = timezone.localtime(slot.starts_at, zone_of(period.facility))
    return Words(
        title=title % {"when": date_format(at, _("D j M G:i"))},
        body=message.facility.name,
        url=f"{reverse('guardian_meeting', args=[period.pk])}?for={child}",
        tag=f"meeting-{slot.period_id}-{slot.pk}",
    )


@words_for("event")
def event_words(message: Message) -> Words | None:
    """What became of it, by the key; nothing for who does not see it any more."""
    user = message.guardian.user
    event = Event.objects.received_by(user).filter(pk=message.about).first() if user else None
    if event is None:
        return None
    title = _("A reply is asked for: %(title)s")
    if event.cancelled_at:
        title = _("Cancelled: %(title)s")
    elif ":changed:" in message.key:
        title = _("Changed: %(title)s")
    return Words(
        title=title % {"title": event.title},
        body=message.facility.name,
        url=reverse("guardian_event", args=[event.pk]),
        tag=f"event-{event.pk}",
    )
