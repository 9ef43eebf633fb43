"""What leaves the house, as senders see it: one row of an outbox, to whom, until when, and in which words."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.outbox import OutboxRow, OutboxState, Outcome
from facilities.models import Guardian
from notices.delivery.letters import Letter
from notices.models import Channel, PushSubscription

# Nothing is begun with less of the lease left: a provider may take nearly as long for its answer.
NEEDED = timedelta(seconds=25)


class Parcel(ABC):
    """One claimed row with everything that its push or mail is made of."""

    row: OutboxRow
    guardian: Guardian
    leaves_until: datetime
    subscriptions: tuple[PushSubscription, ...]

    @property
    @abstractmethod
    def key(self) -> str:
        """What the provider may collapse duplicates by: the same for every attempt of this row."""

    @property
    @abstractmethod
    def is_urgent(self) -> bool:
        """Is the phone to be woken for it?"""

    @property
    @abstractmethod
    def sameness(self) -> Hashable:
        """Parcels with the same value read the same letter and tell the service worker the same."""

    @abstractmethod
    def letter(self) -> Letter:
        """The words, in the guardian's language."""

    @abstractmethod
    def told(self) -> dict[str, object]:
        """What the service worker is told beside title, body and url: at least `tag` and `urgency`."""

    @property
    def has_time(self) -> bool:
        """Is enough of the lease left to begin?"""
        lease = self.row.lease_until
        return lease is None or lease - timezone.now() > NEEDED

    def sent(self) -> "Sent":
        """The provider took it."""
        return Sent(Outcome(self.row, OutboxState.HANDED_OVER))

    def again(self, why: str, wait: timedelta | None = None) -> "Sent":
        """Not now; perhaps later."""
        return Sent(Outcome(self.row, OutboxState.QUEUED, why, wait))

    def refused(self, why: str) -> "Sent":
        """Never."""
        return Sent(Outcome(self.row, OutboxState.REFUSED, why))


@dataclass(frozen=True)
class Sent:
    """What became of one parcel, and which ways to the guardian turned out to be dead."""

    outcome: Outcome[OutboxRow]
    dead_subscriptions: tuple[UUID, ...] = ()
    dead_address: UUID | None = None


@dataclass
class Load:
    """A claimed batch: what may leave, and what is settled without leaving."""

    parcels: list[Parcel] = field(default_factory=list)
    settled: list[Outcome[Any]] = field(default_factory=list)


def browsers_of(guardians: Iterable[Guardian], channel: str) -> dict[UUID, list[PushSubscription]]:
    """For push the living browsers of the guardians' accounts, by account; a closed account has none."""
    if channel != Channel.PUSH:
        return {}
    users = {guardian.user_id for guardian in guardians if guardian.user_id}
    found: dict[UUID, list[PushSubscription]] = {}
    living = PushSubscription.objects.filter(user__in=users, user__is_active=True, died_at__isnull=True)
    for subscription in living.order_by("created_at"):
        found.setdefault(subscription.user_id, []).append(subscription)
    return found
