"""The sender: claims a batch, sends it outside any transaction, writes how it ended, until nothing is due."""

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog
from django.db import transaction
from django.db.models import Manager
from django.utils import timezone

from backend import outbox
from backend.celery import wake
from backend.outbox import OutboxRow, OutboxState
from notices.delivery import channels, message_parcels, notice_parcels
from notices.delivery.mail import MailSender
from notices.delivery.parcels import Load, Parcel, Sent
from notices.delivery.push import PushSender
from notices.models import Channel, Delivery, Message

# Short, so that a worker in the middle of a large broadcast soon has a hand free for the next emergency.
LONGEST_RUN = 10.0
log = structlog.get_logger()


class Sender(Protocol):
    """A connection to a provider that takes batches."""

    def send(self, parcels: Sequence[Parcel]) -> list[Sent]:
        """One outcome for each parcel, in order; never raises for a single one."""
        ...


# A mail takes a hundred times as long as a push; a batch must end well within its lease.
BATCH = {Channel.PUSH: 500, Channel.MAIL: 50}
SENDERS: dict[str, Callable[[], AbstractContextManager[Sender]]] = {
    Channel.PUSH: PushSender,
    Channel.MAIL: MailSender,
}


@dataclass(frozen=True)
class Outbox:
    """Rows to send: how a batch of them is loaded, who gets a mail after a refused push, and the task that goes on."""

    rows: Manager[Any]
    load: Callable[[Sequence[Any], str, datetime], Load]
    fall_back: Callable[[Collection[Any]], int]
    task: str


NOTICES = Outbox(Delivery.objects, notice_parcels.load, channels.fall_back_to_mail, "notices.tasks.deliver")
MESSAGES = Outbox(
    Message.objects, message_parcels.load, channels.mail_messages_instead, "notices.tasks.deliver_messages"
)


def send_waiting(channel: str, *, seconds: float = LONGEST_RUN) -> int:
    """Send the notices due on a channel, count what was handed over. Another task goes on after `seconds`."""
    return _send(NOTICES, channel, seconds)


def send_messages(channel: str, *, seconds: float = LONGEST_RUN) -> int:
    """The same for short messages. Needs PostgreSQL and the provider, no broker: any process may call it."""
    return _send(MESSAGES, channel, seconds)


def _send(kind: Outbox, channel: str, seconds: float) -> int:
    ends_at = time.monotonic() + seconds
    handed_over = 0
    batch = _claim(kind, channel)
    if not batch:
        return 0
    with SENDERS[channel]() as sender:
        while batch:
            handed_over += _send_batch(kind, batch, channel, sender)
            if time.monotonic() > ends_at:
                wake(kind.task, channel)
                break
            batch = _claim(kind, channel)
    return handed_over


def _claim(kind: Outbox, channel: str) -> list[OutboxRow]:
    return outbox.claim(
        kind.rows.filter(channel=channel), BATCH[Channel(channel)], order=("-is_urgent", "due_at")
    )


def _send_batch(kind: Outbox, batch: Sequence[OutboxRow], channel: str, sender: Sender) -> int:
    """Look again right before sending: what was recalled or is out of date stays here."""
    loaded = kind.load(batch, channel, timezone.now())
    results = sender.send(loaded.parcels)
    outcomes = [*loaded.settled, *(sent.outcome for sent in results)]
    with transaction.atomic():
        outbox.settle(outcomes)
        _follow_up(kind, results, channel)
    handed_over = sum(outcome.state == OutboxState.HANDED_OVER for outcome in outcomes)
    log.info("delivered", channel=str(channel), claimed=len(batch), handed_over=handed_over)
    return handed_over


def _follow_up(kind: Outbox, results: Sequence[Sent], channel: str) -> None:
    """Dead browsers and addresses are marked, and whose push was refused gets a mail."""
    channels.mark_subscriptions_dead([pk for sent in results for pk in sent.dead_subscriptions])
    channels.mark_addresses_refused([sent.dead_address for sent in results if sent.dead_address])
    refused = [sent.outcome.row for sent in results if sent.outcome.state == OutboxState.REFUSED]
    if channel == Channel.PUSH and refused and kind.fall_back(refused):
        transaction.on_commit(lambda: wake(kind.task, Channel.MAIL), robust=True)
