"""What a batch of claimed deliveries needs to leave: read in a constant number of queries, checked again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from backend.outbox import OutboxState, Outcome
from facilities.models import Facility, Guardian
from notices.models import Channel, Delivery, Notice, PushSubscription, Recipient, State

VALID_FOR = {True: timedelta(hours=4), False: timedelta(hours=24)}


# Nothing is begun with less of the lease left: a provider may take nearly as long for its answer.
NEEDED = timedelta(seconds=25)


@dataclass(frozen=True)
class Parcel:
    """One delivery with everything that its message is made of."""

    delivery: Delivery
    notice: Notice
    guardian: Guardian
    facilities: tuple[str, ...]
    leaves_until: datetime
    subscriptions: tuple[PushSubscription, ...] = ()

    @property
    def has_time(self) -> bool:
        """Is enough of the lease left to begin?"""
        lease = self.delivery.lease_until
        return lease is None or lease - timezone.now() > NEEDED

    def sent(self) -> "Sent":
        """The provider took it."""
        return Sent(Outcome(self.delivery, OutboxState.HANDED_OVER))

    def again(self, why: str, wait: timedelta | None = None) -> "Sent":
        """Not now; perhaps later."""
        return Sent(Outcome(self.delivery, OutboxState.QUEUED, why, wait))

    def refused(self, why: str) -> "Sent":
        """Never."""
        return Sent(Outcome(self.delivery, OutboxState.REFUSED, why))


@dataclass(frozen=True)
class Sent:
    """What became of one parcel, and which ways to the guardian turned out to be dead."""

    outcome: Outcome[Delivery]
    dead_subscriptions: tuple[UUID, ...] = ()
    dead_address: UUID | None = None


class Place(NamedTuple):
    """A frozen recipient: one of the facilities through which a household got the notice."""

    position: int
    facility: Facility
    is_reached: bool

    def name(self, language: str) -> str:
        """The facility's name for readers of a language."""
        return (self.facility.name_en or self.facility.name) if language == "en" else self.facility.name


@dataclass
class Load:
    """A claimed batch: what may leave, and what is settled without leaving."""

    parcels: list[Parcel] = field(default_factory=list)
    settled: list[Outcome[Delivery]] = field(default_factory=list)


def load(rows: Sequence[Delivery], channel: str, now: datetime) -> Load:
    """Join a batch with notices, guardians, facility names and browsers: six queries whatever its size."""
    senders = Notice.objects.select_related("organisation", "facility")
    notices = senders.in_bulk({row.notice_id for row in rows})
    guardians = Guardian.objects.in_bulk([row.guardian_id for row in rows])
    places = _places(rows)
    browsers = _browsers(guardians.values()) if channel == Channel.PUSH else {}
    batch = Load()
    for row in rows:
        notice, guardian = notices.get(row.notice_id), guardians.get(row.guardian_id)
        here = places.get((row.notice_id, row.household_id), [])
        if notice is None or guardian is None or not here:
            batch.settled.append(Outcome(row, OutboxState.REFUSED, "not in the frozen audience"))
            continue
        until = leaves_until(row, notice)
        end = _end_without_leaving(row, notice, here, until, now)
        if end is not None:
            batch.settled.append(Outcome(row, end))
            continue
        names = tuple(
            dict.fromkeys(place.name(guardian.language) for place in sorted(here, key=itemgetter(0)))
        )
        living = tuple(browsers.get(guardian.user_id, ())) if guardian.user_id else ()
        batch.parcels.append(Parcel(row, notice, guardian, names, until, living))
    return batch


def leaves_until(row: Delivery, notice: Notice) -> datetime:
    """`valid_until`, or 4 hours (emergency) or a day after this round began."""
    if row.expires_at:
        return row.expires_at
    began = (notice.published_at or row.due_at) + (notice.remind_every or timedelta()) * row.round
    return began + VALID_FOR[notice.is_emergency]


def _end_without_leaving(
    row: Delivery, notice: Notice, places: Sequence[Place], until: datetime, now: datetime
) -> OutboxState | None:
    """Recalled meanwhile, too late, or a reminder to a household that was reached meanwhile."""
    if notice.state != State.PUBLISHED:
        return OutboxState.WITHDRAWN
    if until <= now:
        return OutboxState.EXPIRED
    if row.round and all(place.is_reached for place in places):
        return OutboxState.WITHDRAWN
    return None


def _places(rows: Sequence[Delivery]) -> dict[tuple[UUID, UUID], list[Place]]:
    """The frozen recipients of each (notice, household), in the order of lists."""
    frozen = Recipient.objects.filter(
        notice__in={row.notice_id for row in rows}, household__in={row.household_id for row in rows}
    ).values_list("notice_id", "household_id", "facility_id", "read_at", "phoned_at")
    found = list(frozen)
    in_order = Facility.objects.filter(pk__in={row[2] for row in found}).in_order()
    facilities = {facility.pk: (number, facility) for number, facility in enumerate(in_order)}
    places: dict[tuple[UUID, UUID], list[Place]] = {}
    for notice, household, facility, read_at, phoned_at in found:
        place = Place(*facilities[facility], is_reached=bool(read_at or phoned_at))
        places.setdefault((notice, household), []).append(place)
    return places


def _browsers(guardians: Iterable[Guardian]) -> dict[UUID, list[PushSubscription]]:
    """The living browsers of the guardians' accounts; a closed account has none."""
    users = {guardian.user_id for guardian in guardians if guardian.user_id}
    found: dict[UUID, list[PushSubscription]] = {}
    living = PushSubscription.objects.filter(user__in=users, user__is_active=True, died_at__isnull=True)
    for subscription in living.order_by("created_at"):
        found.setdefault(subscription.user_id, []).append(subscription)
    return found
