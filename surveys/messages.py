"""What a telephone shows when an event asks for a reply, changed or was cancelled."""

from django.urls import reverse
from django.utils.translation import gettext as _

from notices.messages import Words, words_for
from notices.models import Message
from surveys.models import Event


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
