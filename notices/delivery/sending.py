"""The sender: claims a batch, sends it outside any transaction, writes how it ended, until nothing is due."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import structlog
from django.db import transaction
from django.utils import timezone

from backend import outbox
from backend.celery import wake
from backend.outbox import OutboxState
from notices.delivery.channels import fall_back_to_mail, mark_addresses_refused, mark_subscriptions_dead
from notices.delivery.mail import MailSender
from notices.delivery.parcels import Parcel, Sent, load
from notices.delivery.push import PushSender
from notices.models import Channel, Delivery

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


def send_waiting(channel: str, *, seconds: float = LONGEST_RUN) -> int:
    """Send what is due on a channel and count what was handed over. Another task goes on after `seconds`."""
    ends_at = time.monotonic() + seconds
    handed_over = 0
    batch = _claim(channel)
    if not batch:
        return 0
    with SENDERS[channel]() as sender:
        while batch:
            handed_over += _send_batch(batch, channel, sender)
            if time.monotonic() > ends_at:
                wake("notices.tasks.deliver", channel)
                break
            batch = _claim(channel)
    return handed_over


def _claim(channel: str) -> list[Delivery]:
    rows = Delivery.objects.filter(channel=channel)
    return outbox.claim(rows, BATCH[Channel(channel)], order=("-is_urgent", "due_at"))


def _send_batch(batch: Sequence[Delivery], channel: str, sender: Sender) -> int:
    """Look at the notices again right before sending: what was recalled or is out of date stays here."""
    loaded = load(batch, channel, timezone.now())
    results = sender.send(loaded.parcels)
    outcomes = [*loaded.settled, *(sent.outcome for sent in results)]
    with transaction.atomic():
        outbox.settle(outcomes)
        _follow_up(results)
    handed_over = sum(outcome.state == OutboxState.HANDED_OVER for outcome in outcomes)
    log.info("delivered", channel=str(channel), claimed=len(batch), handed_over=handed_over)
    return handed_over


def _follow_up(results: Sequence[Sent]) -> None:
    """Dead browsers and addresses are marked, and whose push was refused gets a mail."""
    mark_subscriptions_dead([pk for sent in results for pk in sent.dead_subscriptions])
    mark_addresses_refused([sent.dead_address for sent in results if sent.dead_address])
    refused = [sent.outcome.row for sent in results if sent.outcome.state == OutboxState.REFUSED]
    if fall_back_to_mail([row for row in refused if row.channel == Channel.PUSH]):
        transaction.on_commit(lambda: wake("notices.tasks.deliver", Channel.MAIL), robust=True)
