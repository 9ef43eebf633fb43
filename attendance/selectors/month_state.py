"""Is a month closed, and what stands in the way of closing it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from attendance.models import Contest, MonthClose, Stamp
from attendance.selectors.care_month import care_month, end_of_month
from facilities.clock import month_of, today_at
from facilities.models import Child, Facility

REVIEW, CONTEST = "review", "contest"


@dataclass(frozen=True)
class Blocker:
    """A day that must be cleared first, and why: no_departure, no_arrival, review or contest."""

    child: Child
    day: date
    why: str


@dataclass(frozen=True)
class MonthState:
    """Of a facility's month: who closed it, the days that stand in the way, earlier closings that were opened again."""

    closed: MonthClose | None
    is_over: bool
    blockers: tuple[Blocker, ...]
    past: tuple[MonthClose, ...]

    @property
    def may_close(self) -> bool:
        return self.closed is None and self.is_over and not self.blockers


def month_state(facility: Facility, month: date) -> MonthState:
    """Eleven queries at most, however many days."""
    closes = MonthClose.objects.filter(facility=facility, month=month).select_related(
        "closed_by", "reopened_by"
    )
    rows = list(closes.order_by("-closed_at"))
    standing = next((row for row in rows if row.reopened_at is None), None)
    is_over = month < month_of(today_at(facility))
    found = () if standing else blockers_of(facility, month)
    return MonthState(standing, is_over, found, tuple(row for row in rows if row.reopened_at))


def blockers_of(facility: Facility, month: date) -> tuple[Blocker, ...]:
    """Days not calculated, times to be looked at, and open questions of families; by day."""
    within = {"facility": facility, "day__gte": month, "day__lte": end_of_month(month)}
    days = {(one.child_id, one.day): one.why for one in care_month(facility, month).unknown}
    days |= dict.fromkeys(to_review(facility).filter(**within).values_list("child", "day"), REVIEW)
    open_ones = Contest.objects.filter(**within, state=Contest.State.OPEN)
    days |= dict.fromkeys(open_ones.values_list("child", "day"), CONTEST)
    children = Child.objects.in_bulk({child for child, _day in days})
    found = [Blocker(children[child], day, why) for (child, day), why in days.items()]
    return tuple(sorted(found, key=lambda one: (one.day, str(one.child.pk))))


def to_review(facility: Facility | UUID) -> QuerySet[Stamp]:
    """Stamps that stand and whose time somebody must look at, oldest first."""
    rows = Stamp.objects.filter(facility=facility, needs_review=True, replacement__isnull=True, is_void=False)
    return rows.select_related("child", "device", "facility").order_by("day", "at", "pk")
