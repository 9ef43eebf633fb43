"""The plan of a period as staff see it: days, one day as teachers by times, and who has which time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import permutations
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.clock import today_at, zone_of
from facilities.models import Child, Enrolment, Grant, Household, on_day
from surveys.models import Lane, MeetingPeriod, MeetingSlot, MeetingWish
from surveys.selectors.meetings import children_of

NEAR = timedelta(minutes=45)


@dataclass(frozen=True)
class DayCount:
    """A day with its times: how many there are, how many have a family, how many could still have one."""

    day: date
    times: int
    booked: int
    free: int


@dataclass(frozen=True)
class Row:
    """One beginning, with the slot of each lane that begins then."""

    at: datetime
    cells: tuple[MeetingSlot | None, ...]


@dataclass(frozen=True)
class DayPlan:
    """Lanes across, times down."""

    day: date
    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Seat:
    """A child who is to have a meeting: her class, her homes that may answer, her slot, what her family wished."""

    child: Child
    classroom: str
    homes: tuple[tuple[UUID, str], ...]
    slot: MeetingSlot | None
    wishes: tuple[MeetingWish, ...] = ()
    cannot: int = 0
    beside: str = ""  # a brother or sister just before or after

    @property
    def has_wished(self) -> bool:
        return bool(self.wishes or self.cannot)


@dataclass(frozen=True)
class Line:
    """A period in a list: its times without blocked ones, and how many have a family."""

    period: MeetingPeriod
    times: int
    booked: int


def standings_of(periods: Sequence[MeetingPeriod]) -> list[Line]:
    """In the same order; one query."""
    rows = MeetingSlot.objects.filter(period__in=periods, is_blocked=False).values("period")
    counts = {
        row["period"]: row for row in rows.annotate(times=Count("pk"), booked=Count("child")).order_by()
    }
    nothing = {"times": 0, "booked": 0}
    found = [(period, counts.get(period.pk, nothing)) for period in periods]
    return [Line(period, count["times"], count["booked"]) for period, count in found]


def days_of(period: MeetingPeriod) -> list[DayCount]:
    """Only days that have times, in order."""
    zone = zone_of(period.facility)
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for slot in period.slots.only("starts_at", "child_id", "is_blocked"):
        count = counts[timezone.localtime(slot.starts_at, zone).date()]
        count[0] += 1
        count[1] += slot.child_id is not None
        count[2] += slot.child_id is None and not slot.is_blocked
    return [DayCount(day, *counts[day]) for day in sorted(counts)]


def lanes_in_order(period: MeetingPeriod) -> list[Lane]:
    """By class, then by name."""
    rows = period.lanes.select_related("classroom", "member", "facility", "period")
    return list(rows.order_by("classroom__age", "classroom__name", "member__name", "room", "pk"))


def day_plan(period: MeetingPeriod, day: date) -> DayPlan:
    """Two queries, however many families there are."""
    zone, lanes = zone_of(period.facility), lanes_in_order(period)
    begin = datetime.combine(day, datetime.min.time(), zone)
    slots = slots_of(period).filter(starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1))
    found: dict[datetime, dict[UUID, MeetingSlot]] = defaultdict(dict)
    for slot in slots:
        found[slot.starts_at][slot.lane_id] = slot
    used = {slot.lane_id for row in found.values() for slot in row.values()}
    shown = tuple(lane for lane in lanes if lane.pk in used)
    rows = tuple(Row(at, tuple(found[at].get(lane.pk) for lane in shown)) for at in sorted(found))
    return DayPlan(day, shown, rows)


def slots_of(period: MeetingPeriod) -> QuerySet[MeetingSlot]:
    """In order of time, with whom and where."""
    rows = period.slots.select_related("child", "household", "lane__classroom", "lane__member", "booked_by")
    return rows.order_by("starts_at", "lane")


def free_times(period: MeetingPeriod) -> QuerySet[MeetingSlot]:
    """Times that staff could still give."""
    return slots_of(period).filter(child__isnull=True, is_blocked=False, starts_at__gt=timezone.now())


def names_shown(user: User, period: MeetingPeriod) -> set[UUID]:
    """Whose names she may read in the plan; of the others it only says that the time is taken."""
    return set(children_of(period).filter(pk__in=Child.objects.visible_to(user)).values_list("pk", flat=True))


def seats_of(period: MeetingPeriod, shown: Collection[UUID]) -> list[Seat]:
    """The children among `shown`, by class and name; five queries."""
    today = today_at(period.facility)
    here = Enrolment.objects.filter(on_day(today), facility=period.facility, child__in=shown)
    rooms = dict(here.values_list("child", "classroom__name"))
    slots = {slot.child_id: slot for slot in slots_of(period).filter(child__isnull=False)}
    homes, wishes = _homes(shown, today), _wishes(period)
    beside = _beside(list(slots.values()))
    children = children_of(period).filter(pk__in=shown).order_by("family_kana", "given_kana", "pk")
    seats = [
        Seat(
            child,
            rooms.get(child.pk, ""),
            homes.get(child.pk, ()),
            slots.get(child.pk),
            tuple(one for one in wishes[child.pk] if one.rank),
            sum(not one.rank for one in wishes[child.pk]),
            beside.get(child.pk, ""),
        )
        for child in children
    ]
    return sorted(seats, key=lambda seat: seat.classroom)


def homes_of(period: MeetingPeriod, child: Child) -> QuerySet[Household]:
    """Where somebody may answer for her today."""
    grants = Grant.objects.live(today_at(period.facility)).filter(child=child, can_answer=True)
    return Household.objects.filter(pk__in=grants.values("guardian__household")).order_by("pk")


def _homes(children: Collection[UUID], day: date) -> dict[UUID, tuple[tuple[UUID, str], ...]]:
    """{child: her homes where somebody may answer}, the first registered first."""
    grants = Grant.objects.live(day).filter(child__in=children, can_answer=True)
    rows = grants.order_by("guardian__household").values_list(
        "child", "guardian__household", "guardian__household__name"
    )
    homes: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for child, home, name in rows:
        homes[child][home] = name
    return {child: tuple(found.items()) for child, found in homes.items()}


def _wishes(period: MeetingPeriod) -> dict[UUID, list[MeetingWish]]:
    found: dict[UUID, list[MeetingWish]] = defaultdict(list)
    rows = (
        MeetingWish.objects.filter(period=period).select_related("slot").order_by("rank", "slot__starts_at")
    )
    for wish in rows:
        found[wish.child_id].append(wish)
    return found


def _beside(slots: Collection[MeetingSlot]) -> dict[UUID, str]:
    """{child: given name of the brother or sister whose time is next to hers}."""
    homes: dict[UUID, list[tuple[Child, MeetingSlot]]] = defaultdict(list)
    for slot in slots:
        if slot.household_id and slot.child:
            homes[slot.household_id].append((slot.child, slot))
    return {
        child.pk: other.given_name
        for family in homes.values()
        for (child, slot), (other, others) in permutations(family, 2)
        if timedelta(0) <= max(slot.starts_at, others.starts_at) - min(slot.ends_at, others.ends_at) <= NEAR
    }
