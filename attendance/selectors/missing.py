"""Children who are missed today: for tablets that ring, for those who look, and for those who phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from attendance.models import NoShow, NoShowCall, Report
from attendance.policies.places import CORRECTING_ROLES, STAMPING_ROLES
from facilities.clock import today_at
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian, StaffPost, on_day

MOST = 200
State = NoShow.State


@dataclass(frozen=True)
class Missing:
    """One child of the list; `says_absent` beside an alarm is the contradiction of two guardians."""

    row: NoShow
    classroom: Classroom | None
    says_absent: bool = False
    last_call: NoShowCall | None = None

    @property
    def is_held(self) -> bool:
        """Somebody phones this family now."""
        until = self.row.lease_until
        return bool(self.row.claimed_by_id and until and until > timezone.now())


@dataclass(frozen=True)
class Number:
    """Whom to phone, in the family's order; `last` is how the last call of today ended."""

    guardian: Guardian
    last: NoShowCall | None
    is_now: bool


@dataclass(frozen=True)
class Card:
    """The one child whose family she phones."""

    missing: Missing
    numbers: tuple[Number, ...]
    calls: tuple[NoShowCall, ...]
    lease_left: int


def searched_facilities(user: User) -> QuerySet[Facility]:
    """Where she works with children: whose alarms she hears."""
    return _facilities(user, STAMPING_ROLES)


def phoning_facilities(user: User) -> QuerySet[Facility]:
    """Where she phones families: manager, office, teachers, nurses."""
    return _facilities(user, CORRECTING_ROLES)


def _facilities(user: User, roles: Iterable[str]) -> QuerySet[Facility]:
    posts = StaffPost.objects.held_by(user).filter(role__in=roles, facility=OuterRef("pk"))
    return Facility.objects.filter(Exists(posts), is_active=True)


def alarms_at(facilities: Iterable[Facility]) -> list[Missing]:
    """Children who are said to be here and are not, today."""
    return _with_details(_today(facilities, NoShow.objects.filter(is_alarm=True)))


def missing_today(user: User) -> list[Missing]:
    """All of today, those that need somebody first. Her own child's family is phoned by colleagues."""
    seen = Child.objects.visible_to(user).values("pk")
    own = Grant.objects.filter(guardian__user=user).values("child")
    rows = _today(phoning_facilities(user), NoShow.objects.filter(child__in=seen).exclude(child__in=own))
    order = {State.TO_PHONE: 1, State.ASKED: 2, State.CLOSED: 3}
    rows.sort(key=lambda row: (not row.is_alarm, order[State(row.state)], row.phone_at, row.pk))
    return _with_details(rows)


def missing_row(user: User, pk: UUID) -> NoShow | None:
    """One of today that she may phone about."""
    found = [one.row for one in missing_today(user) if one.row.pk == pk]
    return found[0] if found else None


def alarm_row(facilities: Iterable[Facility], pk: UUID) -> NoShow | None:
    """One of today's questions at these places."""
    found = _today(facilities, NoShow.objects.filter(pk=pk))
    return found[0] if found else None


def held_card(user: User, rows: Iterable[Missing]) -> Card | None:
    """The child she holds, with numbers and what was tried."""
    mine = [one for one in rows if one.row.claimed_by_id == user.pk and one.is_held]
    if not mine:
        return None
    row = mine[0].row
    calls = tuple(row.calls.select_related("caller").order_by("at", "pk"))
    left = row.lease_until - timezone.now() if row.lease_until else timedelta(0)
    return Card(mine[0], _numbers(row, calls), calls, max(0, int(left.total_seconds())))


def _numbers(row: NoShow, calls: Iterable[NoShowCall]) -> tuple[Number, ...]:
    """Those called in an emergency first, in the order of the family; the first not yet tried is next."""
    grants = Grant.objects.live(row.day).filter(child=row.child_id).exclude(guardian__phone="")
    tried = {call.guardian_id: call for call in calls}
    ordered = grants.select_related("guardian").order_by(
        "-is_emergency_contact", "guardian__call_order", "guardian"
    )
    adults = list(dict.fromkeys(grant.guardian for grant in ordered))
    fresh = next((one for one in adults if one.pk not in tried), adults[0] if adults else None)
    return tuple(Number(one, tried.get(one.pk), one == fresh) for one in adults)


def _today(facilities: Iterable[Facility], rows: QuerySet[NoShow]) -> list[NoShow]:
    """Of the day that runs at each of the places."""
    places = {facility.pk: today_at(facility) for facility in facilities}
    if not places:
        return []
    days = Q()
    for pk, day in places.items():
        days |= Q(facility=pk, day=day)
    found = rows.filter(days).select_related(
        "facility", "child", "answered_by", "claimed_by", "searched_by", "closed_by"
    )
    return list(found.order_by("asked_at", "pk")[:MOST])


def _with_details(rows: list[NoShow]) -> list[Missing]:
    children = [row.child_id for row in rows]
    rooms = {
        (one.facility_id, one.child_id): one.classroom
        for one in Enrolment.objects.filter(on_day(timezone.localdate()), child__in=children).select_related(
            "classroom"
        )
    }
    said = Report.objects.filter(
        child__in=children, kind=Report.Kind.ABSENT, state__in=[Report.State.SENT, Report.State.CONFIRMED]
    )
    absent = {(one.child_id, one.starts_on) for one in said} if children else set()
    calls = {
        call.no_show_id: call for call in NoShowCall.objects.filter(no_show__in=rows).order_by("at", "pk")
    }
    return [
        Missing(
            row,
            rooms.get((row.facility_id, row.child_id)),
            (row.child_id, row.day) in absent,
            calls.get(row.pk),
        )
        for row in rows
    ]
