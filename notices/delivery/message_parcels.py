"""Short messages: a claimed batch gets its words, right before it leaves."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Language
from backend.outbox import OutboxState, Outcome
from facilities.models import Guardian
from notices.delivery.letters import Button, Letter, one_line
from notices.delivery.parcels import Load, Parcel, browsers_of
from notices.messages import Action, Words, writer_of
from notices.models import Message, PushSubscription

VALID_FOR = timedelta(hours=2)
log = structlog.get_logger()


@dataclass(frozen=True)
class MessageParcel(Parcel):
    """One short message with its words."""

    row: Message
    guardian: Guardian
    words: Letter
    tag: str
    leaves_until: datetime
    subscriptions: tuple[PushSubscription, ...] = ()

    @property
    def key(self) -> str:
        """A row is one message to one guardian over one channel."""
        return self.row.pk.hex

    @property
    def is_urgent(self) -> bool:
        """As who told it said."""
        return self.row.is_urgent

    @property
    def sameness(self) -> Hashable:
        """Both parents read the same of one stamp."""
        return self.words, self.tag

    def letter(self) -> Letter:
        """Made when the batch was loaded."""
        return self.words

    def told(self) -> dict[str, object]:
        """Buttons of the push are those with a key."""
        answers = [button for button in self.words.buttons if button.key]
        return {
            "tag": self.tag,
            "urgency": "emergency" if self.is_urgent else "everyday",
            "actions": [
                {"action": button.key, "title": button.label, "url": button.url} for button in answers
            ],
        }


def load(rows: Sequence[Message], channel: str, now: datetime) -> Load:
    """Give a batch its guardians, words and browsers. What has nothing to tell any more is withdrawn."""
    prefetch_related_objects(rows, "guardian", "facility")
    browsers = browsers_of((row.guardian for row in rows), channel)
    batch = Load()
    for row in rows:
        until = row.expires_at or row.due_at + VALID_FOR
        if until <= now:
            batch.settled.append(Outcome(row, OutboxState.EXPIRED))
            continue
        written = _write(row)
        if isinstance(written, Outcome):
            batch.settled.append(written)
            continue
        living = tuple(browsers.get(row.guardian.user_id, ())) if row.guardian.user_id else ()
        tag = written.tag or f"{row.kind}-{row.about}"
        batch.parcels.append(MessageParcel(row, row.guardian, _letter(row, written), tag, until, living))
    return batch


def _write(row: Message) -> Words | Outcome[Message]:
    """The words, or how this message ends or waits without any; one odd message must not take its batch along."""
    writer = writer_of(row.kind)
    if writer is None:  # of a newer release than this worker
        return Outcome(row, OutboxState.QUEUED, f"nobody makes the words of {row.kind}")
    try:
        with translation.override(_pages_of(row.guardian)):
            words = writer(row)
    except Exception as error:
        log.exception("words_failed", kind=row.kind, row=row.pk)
        return Outcome(row, OutboxState.QUEUED, f"words: {type(error).__name__}")
    return words or Outcome(row, OutboxState.WITHDRAWN)


def _letter(row: Message, words: Words) -> Letter:
    with translation.override(_pages_of(row.guardian)):
        language, url, facility = row.guardian.language, _whole(words.url), row.facility
        sender = (facility.name_en or facility.name) if language == Language.ENGLISH else facility.name
        answers = (Action(*action) for action in words.actions)
        buttons = tuple(Button(str(answer.label), _whole(answer.url), answer.key) for answer in answers)
        return Letter(
            language if language in Language.values else Language.JAPANESE.value,
            one_line(str(words.title)),
            str(words.body),
            url,
            one_line(sender),
            buttons or (Button(_("Open Engawa"), url),),
            is_urgent=row.is_urgent,
        )


def _pages_of(guardian: Guardian) -> str:
    """Pages and these words know Japanese and English; easy Japanese is Japanese here."""
    return "en" if guardian.language == Language.ENGLISH else "ja"


def _whole(url: str) -> str:
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url
