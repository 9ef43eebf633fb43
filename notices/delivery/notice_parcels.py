"""Deliveries of notices: what a batch needs to leave, read in a constant number of queries and checked again."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Case, Q, When

from backend.outbox import OutboxState, Outcome
from facilities.models import Facility, Guardian
from notices.delivery.letters import Letter
from notices.delivery.parcels import Load, Parcel, browsers_of
from notices.delivery.words import letter_of
from notices.models import Delivery, Notice, PushSubscription, Recipient, State

VALID_FOR = {True: timedelta(hours=4), False: timedelta(hours=24)}

# Nobody has to be reminded of what was read or told by telephone; what asks is done when it is answered.
REACHED = Case(
    When(notice__asks="", then=Q(read_at__isnull=False) | Q(phoned_at__isnull=False)),
    default=Q(answered_at__isnull=False),
    output_field=BooleanField(),
)


@dataclass(frozen=True)
class NoticeParcel(Parcel):
    """One delivery with everything that its message is made of."""

    row: Delivery
    notice: Notice
    guardian: Guardian
    facilities: tuple[str, ...]
    leaves_until: datetime
    subscriptions: tuple[PushSubscription, ...] = ()

    @property
    def key(self) -> str:
        """The delivery's own."""
        return self.row.key

    @property
    def is_urgent(self) -> bool:
        """Emergencies are."""
        return self.notice.is_emergency

    @property
    def sameness(self) -> Hashable:
        """Readers of one language at the same facilities read the same."""
        return self.notice.pk, self.guardian.language, self.facilities

    def letter(self) -> Letter:
        """The notice in the guardian's language."""
        return letter_of(self.notice, self.guardian.language, self.facilities)

    def told(self) -> dict[str, object]:
        """A second push of a notice takes the place of the first."""
        return {
            "tag": f"notice-{self.notice.pk}",
            "urgency": self.notice.urgency,
            "notice": str(self.notice.pk),
        }


class Place(NamedTuple):
    """A frozen recipient: one of the facilities through which a household got the notice."""

    position: int
    facility: Facility
    is_reached: bool

    def name(self, language: str) -> str:
        """The facility's name for readers of a language."""
        return (self.facility.name_en or self.facility.name) if language == "en" else self.facility.name


def load(rows: Sequence[Delivery], channel: str, now: datetime) -> Load:
    """Join a batch with notices, guardians, facility names and browsers: six queries whatever its size."""
    senders = Notice.objects.select_related("organisation", "facility")
    notices = senders.in_bulk({row.notice_id for row in rows})
    guardians = Guardian.objects.in_bulk([row.guardian_id for row in rows])
    places = _places(rows)
    browsers = browsers_of(guardians.values(), channel)
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
        batch.parcels.append(NoticeParcel(row, notice, guardian, names, until, living))
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
    ).values_list("notice_id", "household_id", "facility_id", REACHED)
    found = list(frozen)
    in_order = Facility.objects.filter(pk__in={row[2] for row in found}).in_order()
    facilities = {facility.pk: (number, facility) for number, facility in enumerate(in_order)}
    places: dict[tuple[UUID, UUID], list[Place]] = {}
    for notice, household, facility, is_reached in found:
        place = Place(*facilities[facility], is_reached=is_reached)
        places.setdefault((notice, household), []).append(place)
    return places
