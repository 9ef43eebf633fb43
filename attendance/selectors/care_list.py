"""A month of extended care as the office reads it: by class and child, what is unknown first; and totals in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2s
from uuid import UUID

from django.db.models import Count, Q, Sum

from accounts.models import User
from attendance.models import Charge
from attendance.selectors.care_month import CareMonth, Unknown, care_month, end_of_month
from facilities.models import CENTRAL_ROLES, Child, Classroom, Enrolment, Facility, Grant, StaffPost

State = Charge.State


@dataclass(frozen=True)
class ChildRow:
    """A child's month: how many days and minutes, what it costs, what nobody has decided on yet."""

    child: Child
    classroom: Classroom | None
    charges: tuple[Charge, ...]
    is_stale: bool

    @property
    def days(self) -> int:
        return len({row.day for row in self.charges if row.minutes})

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.charges if row.state != State.EXCLUDED)

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.charges)

    @property
    def drafts(self) -> tuple[Charge, ...]:
        return tuple(row for row in self.charges if row.state == State.DRAFT)

    @property
    def mark(self) -> str:
        return mark_of(self.drafts)

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.charges)

    @property
    def adjusted(self) -> int:
        return self.count(State.ADJUSTED)

    @property
    def excluded(self) -> int:
        return self.count(State.EXCLUDED)


@dataclass(frozen=True)
class UnknownDay:
    """A day that is not worked out, of a child with a name."""

    child: Child
    classroom: Classroom | None
    day: date
    why: str


@dataclass(frozen=True)
class CareList:
    """Rows by class and reading; `stale` counts drafts that working out again would change."""

    rows: tuple[ChildRow, ...]
    unknown: tuple[UnknownDay, ...]
    stale: int
    hides_own: bool

    @property
    def amount(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def drafts(self) -> int:
        return sum(len(row.drafts) for row in self.rows)


@dataclass(frozen=True)
class Total:
    """A facility's month in numbers."""

    facility: Facility
    children: int
    minutes: int
    amount: int
    drafts: int


def mark_of(drafts: Iterable[Charge]) -> str:
    """What somebody saw before confirming, in a few letters."""
    said = sorted(f"{row.pk} {row.version} {row.amount}" for row in drafts)
    return blake2s("|".join(said).encode(), digest_size=8).hexdigest()


def care_list(user: User, facility: Facility, month: date) -> CareList:
    """The month of a facility without the reader's own children. Nine queries, however many children."""
    worked = care_month(facility, month)
    concerned = {key[0] for key in worked.lines.keys() | worked.charges.keys()}
    concerned |= {day.child_id for day in worked.unknown}
    own = set(Grant.objects.filter(guardian__user=user, child__in=concerned).values_list("child", flat=True))
    rooms = _rooms(facility, month, concerned - own)
    children = sorted(Child.objects.filter(pk__in=concerned - own), key=lambda one: _order(one, rooms))
    return CareList(
        _rows(worked, children, rooms),
        _unknown(worked.unknown, children, rooms),
        len({key for key in worked.stale if key[0] not in own}),
        bool(own),
    )


def _rooms(facility: Facility, month: date, children: set[UUID]) -> dict[UUID, Classroom]:
    """Each child's class in that month; the last one where she changed."""
    rows = Enrolment.objects.filter(facility=facility, child__in=children, starts_on__lte=end_of_month(month))
    return {
        row.child_id: row.classroom for row in rows.select_related("classroom").order_by("starts_on", "pk")
    }


def _order(child: Child, rooms: dict[UUID, Classroom]) -> tuple[object, ...]:
    room = rooms.get(child.pk)
    place = (room.age, room.name) if room else (99, "")
    return (*place, child.family_kana, child.given_kana, str(child.pk))


def _rows(worked: CareMonth, children: list[Child], rooms: dict[UUID, Classroom]) -> tuple[ChildRow, ...]:
    charges: dict[UUID, list[Charge]] = {}
    for row in worked.charges.values():
        charges.setdefault(row.child_id, []).append(row)
    stale = {key[0] for key in worked.changed}
    billed = [child for child in children if child.pk in charges]
    return tuple(
        ChildRow(child, rooms.get(child.pk), tuple(charges[child.pk]), child.pk in stale) for child in billed
    )


def _unknown(
    days: Iterable[Unknown], children: list[Child], rooms: dict[UUID, Classroom]
) -> tuple[UnknownDay, ...]:
    named = {child.pk: child for child in children}
    return tuple(
        UnknownDay(named[one.child_id], rooms.get(one.child_id), one.day, one.why)
        for one in days
        if one.child_id in named
    )


def central_facilities(user: User) -> list[Facility]:
    """Facilities of the organisations whose central office she works in; none for everybody else."""
    posts = StaffPost.objects.held_by(user).filter(role__in=CENTRAL_ROLES)
    facilities = Facility.objects.filter(organisation__in=posts.values("organisation"), is_active=True)
    return list(facilities.in_order())


def care_totals(facilities: Iterable[Facility], month: date) -> list[Total]:
    """Numbers only, for the central office. One query."""
    places = list(facilities)
    rows = Charge.objects.filter(facility__in=places, day__gte=month, day__lte=end_of_month(month))
    sums = {
        row["facility"]: row
        for row in rows.values("facility").annotate(
            children=Count("child", distinct=True),
            counted=Sum("minutes", filter=~Q(state=State.EXCLUDED), default=0),
            yen=Sum("amount"),
            drafts=Count("pk", filter=Q(state=State.DRAFT)),
        )
    }
    none = {"children": 0, "counted": 0, "yen": 0, "drafts": 0}
    found = [(place, sums.get(place.pk, none)) for place in places]
    return [Total(place, row["children"], row["counted"], row["yen"], row["drafts"]) for place, row in found]
