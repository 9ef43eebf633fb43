"""How far a notice has come: totals, curve, bars per facility. Read from counters, so it costs the same at any size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from facilities.models import Facility, StaffPost
from facilities.models.roles import CENTRAL_ROLES
from notices.models import FacilityReach, Notice, ReachMinute, Recipient


@dataclass(frozen=True)
class ReachBar:
    """One facility: households, and how many of them confirmed, opened only, were phoned, or are silent."""

    facility_id: UUID
    facility: str
    area: str
    households: int
    confirmed: int
    opened: int
    phoned: int
    silent: int

    @property
    def read(self) -> int:
        return self.confirmed + self.opened

    @property
    def reached(self) -> int:
        return self.read + self.phoned

    @property
    def left(self) -> int:
        return self.households - self.reached

    @property
    def waiting(self) -> int:
        """Not reached, but with a channel that works."""
        return self.left - self.silent


@dataclass(frozen=True)
class Reach:
    """The whole of a notice; `bars` has the most left first; `curve` is (minute, households reached by then)."""

    notice: Notice
    total: ReachBar
    bars: tuple[ReachBar, ...]
    curve: tuple[tuple[datetime, int], ...]
    last_five_minutes: int

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when everybody is reached."""
        return 100 * self.total.reached // self.total.households if self.total.households else 0

    @property
    def complete_facilities(self) -> int:
        return sum(1 for bar in self.bars if bar.left == 0)

    @property
    def complete_at(self) -> datetime | None:
        """When the last household was reached."""
        return self.curve[-1][0] if self.curve and self.total.left == 0 else None

    def minutes_to(self, percent: int) -> int | None:
        """Minutes from sending until so many percent of the households were reached, for drill reports."""
        wanted = self.total.households * percent / 100
        started = self.notice.published_at
        for minute, households in self.curve:
            if started and households >= wanted:
                return max(0, round((minute - started) / timedelta(minutes=1)))
        return None


def seen_facilities(user: User, notice: Notice) -> list[UUID] | None:
    """The facilities whose reach she may follow: None for the central office, her own for facility staff."""
    posts = StaffPost.objects.held_by(user).filter(organisation=notice.organisation_id)
    if posts.filter(role__in=CENTRAL_ROLES).exists():
        return None
    return list(posts.values_list("facility_id", flat=True))


def reach_of(notice: Notice, facilities: Iterable[UUID] | None = None) -> Reach:
    """Totals, curve and bars; three queries. The curve is of the whole notice and left out for a part of it."""
    rows = FacilityReach.objects.filter(notice=notice)
    if facilities is not None:
        rows = rows.filter(facility__in=list(facilities))
    bars = tuple(
        sorted(
            (_bar(row) for row in rows.select_related("facility")), key=lambda bar: (-bar.left, bar.facility)
        )
    )
    curve = _curve(notice) if facilities is None else ()
    edge = timezone.now() - timedelta(minutes=5)
    recent = (
        ReachMinute.objects.filter(notice=notice, minute__gte=edge).aggregate(n=Sum("households"))["n"] or 0
    )
    return Reach(notice, _total(bars), bars, curve, recent if facilities is None else 0)


def open_households(notice: Notice, facilities: Iterable[UUID] | None = None) -> QuerySet[Recipient]:
    """Recipients nobody has reached; by the partial index."""
    rows = Recipient.objects.open_of(notice)
    return rows if facilities is None else rows.filter(facility__in=list(facilities))


def open_by_facility(notice_id: UUID) -> dict[UUID, int]:
    """Households not reached yet, counted from the rows themselves by an index-only scan."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_BY_FACILITY, [notice_id])
        return dict(cursor.fetchall())


OPEN_BY_FACILITY = """
SELECT facility_id, count(*) FROM notices_recipient
WHERE notice_id = %s AND read_at IS NULL AND phoned_at IS NULL GROUP BY facility_id
"""


def _bar(row: FacilityReach) -> ReachBar:
    facility: Facility = row.facility
    return ReachBar(
        facility.pk,
        facility.name,
        facility.area,
        row.households,
        row.confirmed,
        row.read - row.confirmed,
        row.phoned,
        row.silent,
    )


def _total(bars: tuple[ReachBar, ...]) -> ReachBar:
    return ReachBar(
        UUID(int=0),
        "",
        "",
        sum(b.households for b in bars),
        sum(b.confirmed for b in bars),
        sum(b.opened for b in bars),
        sum(b.phoned for b in bars),
        sum(b.silent for b in bars),
    )


def _curve(notice: Notice) -> tuple[tuple[datetime, int], ...]:
    total, points = 0, []
    for minute, households in (
        ReachMinute.objects.filter(notice=notice).order_by("minute").values_list("minute", "households")
    ):
        total += households
        points.append((minute, total))
    return tuple(points)
