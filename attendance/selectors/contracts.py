"""A child's contracts: what holds, what held, what is to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2s
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from attendance.models import CareContract
from facilities.models import Child, Enrolment, Facility, Grant, Guardian


@dataclass(frozen=True)
class Contracts:
    """All rows of a child at a facility, newest first, and who may fetch her today."""

    rows: tuple[CareContract, ...]
    pickers: tuple[Guardian, ...]
    mark: str
    today: date
    place: UUID

    @property
    def now(self) -> CareContract | None:
        """What holds today."""
        return next(
            (row for row in self.rows if row.starts_on <= self.today <= (row.ends_on or self.today)), None
        )

    @property
    def endable(self) -> set[UUID]:
        """Those whose last day may still be set: what holds, what ended yesterday and what is to come."""
        yesterday = self.today - timedelta(days=1)
        return {row.pk for row in self.rows if row.ends_on is None or row.ends_on >= yesterday}

    @property
    def coming(self) -> list[CareContract]:
        """What is to hold later."""
        return [row for row in self.rows if row.starts_on > self.today]


def contracts_of(child: Child, facility: Facility | UUID, today: date) -> Contracts:
    """Two queries."""
    place = facility.pk if isinstance(facility, Facility) else facility
    rows = CareContract.objects.filter(child=child, facility=place).select_related("picker")
    found = tuple(rows.order_by("-starts_on"))
    fetching = Grant.objects.live(today).filter(child=child, can_pick_up=True).select_related("guardian")
    pickers = tuple(grant.guardian for grant in fetching.order_by("guardian__call_order", "guardian"))
    return Contracts(found, pickers, mark_of_contracts(found), today, place)


def contracts_seen_by(user: User, child: Child) -> Contracts | None:
    """Those at the facility where she works and the child goes or will go; for others none. Four queries."""
    today = timezone.localdate()
    rows = Enrolment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), child=child)
    places = Facility.objects.worked_in_by(user)
    place = rows.filter(facility__in=places.values("pk")).order_by("starts_on", "pk").first()
    return contracts_of(child, place.facility_id, today) if place else None


def mark_of_contracts(rows: Iterable[CareContract]) -> str:
    """What the keeper saw, in a few letters: another row or another word gives another mark."""
    said = sorted(
        f"{row.pk} {row.starts_on} {row.ends_on} {row.group} {row.arrives_at} {row.leaves_at} {row.hours_from} "
        f"{row.hours_until} {row.weekdays} {row.picker_id}"
        for row in rows
    )
    return blake2s("|".join(said).encode(), digest_size=8).hexdigest()
