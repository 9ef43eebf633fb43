"""How many families have joined: counts by facility and class, and for one class every child with her adults."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.models import (
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Invitation,
    lasting,
    on_day,
)
from facilities.selectors.adults import lasting_grants

JOINED, PAPER, OUT, EXPIRED, NONE = "joined", "paper", "out", "expired", "none"


@dataclass(frozen=True)
class Rate:
    """Children of a place. Who is reached on paper and by telephone is as complete as who has joined."""

    children: int = 0
    joined: int = 0
    paper: int = 0
    out: int = 0

    @property
    def complete(self) -> int:
        return self.joined + self.paper

    @property
    def left(self) -> int:
        return self.children - self.complete

    @property
    def percent(self) -> int:
        return 100 * self.complete // self.children if self.children else 0


@dataclass(frozen=True)
class Seat:
    """One adult of a child, or the child's own open sheet (then without guardian)."""

    guardian: Guardian | None
    state: str
    invitation: Invitation | None
    joined_at: date | None
    reads_only: bool

    @property
    def other_name(self) -> str:
        """The name of the account, where it is not the one on the roster: the wrong hands may hold the sheet."""
        user = self.guardian.user if self.guardian else None
        if user is None or self.guardian is None:
            return ""
        return user.name if "".join(user.name.split()) != "".join(self.guardian.name.split()) else ""


@dataclass(frozen=True)
class Pupil:
    """One child of the class and where her family stands."""

    child: Child
    state: str
    seats: tuple[Seat, ...]

    @property
    def is_waiting(self) -> bool:
        """Is there an adult who has no account yet?"""
        return any(seat.state != JOINED for seat in self.seats)


def lasting_enrolments() -> QuerySet[Enrolment]:
    """Of today and of days to come."""
    today = timezone.localdate()
    return Enrolment.objects.filter(lasting(today))


def rates_of_facilities(facilities: Iterable[UUID]) -> dict[UUID, Rate]:
    """By facility, of today; one query, whatever their number."""
    return _rates(Enrolment.objects.filter(facility__in=list(facilities)), "facility")


def rates_of_classes(classrooms: Iterable[UUID]) -> dict[UUID, Rate]:
    """By class, of today; one query."""
    return _rates(Enrolment.objects.filter(classroom__in=list(classrooms)), "classroom")


def facilities_of(user: User, area: str = "", search: str = "") -> QuerySet[Facility]:
    """Where she works."""
    found = Facility.objects.worked_in_by(user).filter(is_active=True)
    if area:
        found = found.filter(area=area)
    return (found.filter(Q(name__contains=search) | Q(area__contains=search)) if search else found).in_order()


def areas_of(user: User) -> list[str]:
    """The areas a list can be narrowed to; none where there is one."""
    rows = Facility.objects.worked_in_by(user).filter(is_active=True).exclude(area="")
    areas = list(rows.order_by("area").values_list("area", flat=True).distinct())
    return areas if len(areas) > 1 else []


def classrooms_in(facility: Facility) -> list[Classroom]:
    """This year's classes, youngest first."""
    year = school_year_of(timezone.localdate())
    return list(facility.classrooms.filter(school_year=year).order_by("age", "name"))


def newest_joined(user: User, facility: Facility) -> list[Invitation]:
    """Who joined within two weeks, for those who look after the families; the central office reads counts."""
    since = timezone.now() - timedelta(days=14)
    rows = Invitation.objects.filter(
        facility=facility, used_at__gt=since, child__in=Child.objects.on_roster_of(user)
    ).exclude(kind=Invitation.Kind.STAFF)
    return list(rows.select_related("child", "guardian", "used_by").order_by("-used_at")[:8])


def pupils_of(user: User, classroom: Classroom) -> list[Pupil]:
    """The children of a class whom she may see, with their adults; the same five queries for one and for forty."""
    enrolled = lasting_enrolments().filter(classroom=classroom)
    children = list(
        Child.objects.on_roster_of(user)
        .filter(pk__in=enrolled.values("child"))
        .order_by("family_kana", "given_kana", "pk")
    )
    keys = [child.pk for child in children]
    grants: dict[UUID, list[Grant]] = {}
    rows = lasting_grants().filter(child__in=keys).select_related("guardian__user")
    for grant in rows.order_by("guardian__household", "guardian__call_order", "pk"):
        grants.setdefault(grant.child_id, []).append(grant)
    sheets = _newest_sheets(keys, [one.guardian_id for some in grants.values() for one in some])
    joined = dict(_joined(keys))
    return [_pupil(child, grants.get(child.pk, []), sheets, joined) for child in children]


def _rates(enrolments: QuerySet[Enrolment], place: str) -> dict[UUID, Rate]:
    answering = _answering(Grant.objects.live(timezone.localdate())).filter(child=OuterRef("child"))
    open_sheet = Invitation.objects.filter(
        kind=Invitation.Kind.GUARDIAN,
        used_at=None,
        revoked_at=None,
        expires_at__gt=Now(),
        child=OuterRef("child"),
    )
    has_joined, on_paper = (
        Exists(answering.filter(guardian__user__isnull=False)),
        Exists(answering.filter(guardian__wants_paper=True)),
    )
    children = enrolments.filter(on_day(timezone.localdate())).alias(
        has_joined=has_joined, on_paper=on_paper, is_out=Exists(open_sheet)
    )
    counted = (
        children.order_by()
        .values_list(place)
        .annotate(
            n_children=Count("child", distinct=True),
            n_joined=Count("child", distinct=True, filter=Q(has_joined=True)),
            n_paper=Count("child", distinct=True, filter=Q(has_joined=False, on_paper=True)),
            n_out=Count("child", distinct=True, filter=Q(has_joined=False, on_paper=False, is_out=True)),
        )
    )
    return {key: Rate(*numbers) for key, *numbers in counted}


def _answering(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """Of the adults who answer or are called for the child; a relative who reads along joins for nobody else."""
    return grants.filter(Q(can_answer=True) | Q(is_emergency_contact=True), can_view=True)


def _newest_sheets(children: list[UUID], guardians: list[UUID]) -> dict[UUID, Invitation]:
    """{guardian, or child of an open sheet: its newest sheet that was neither used nor revoked}."""
    rows = Invitation.objects.filter(
        Q(guardian__in=guardians) | Q(child__in=children, guardian=None),
        kind=Invitation.Kind.GUARDIAN,
        used_at=None,
        revoked_at=None,
    )
    return {row.guardian_id or row.child_id: row for row in rows.order_by("created_at") if row.child_id}


def _joined(children: list[UUID]) -> Iterable[tuple[UUID, date]]:
    """(person, the day she joined by an invitation of these children)."""
    rows = Invitation.objects.filter(child__in=children, used_by__isnull=False, used_at__isnull=False)
    return (
        (row.used_by_id, timezone.localdate(row.used_at))
        for row in rows.order_by("used_at")
        if row.used_by_id
    )


def _pupil(
    child: Child, grants: list[Grant], sheets: dict[UUID, Invitation], joined: dict[UUID, date]
) -> Pupil:
    seats = [_seat(grant, sheets, joined) for grant in grants]
    if not grants:
        sheet = sheets.get(child.pk)
        seats = [Seat(None, _sheet_state(sheet), sheet, None, False)]
    found = [seat.state for seat in seats if not seat.reads_only]
    state = next((one for one in (JOINED, PAPER, OUT, EXPIRED) if one in found), NONE)
    return Pupil(child, state, tuple(seats))


def _seat(grant: Grant, sheets: dict[UUID, Invitation], joined: dict[UUID, date]) -> Seat:
    guardian = grant.guardian
    reads_only = not (grant.can_answer or grant.is_emergency_contact)
    if guardian.user_id:
        return Seat(guardian, JOINED, None, joined.get(guardian.user_id), reads_only)
    sheet = sheets.get(guardian.pk)
    state = PAPER if guardian.wants_paper else _sheet_state(sheet)
    return Seat(guardian, state, sheet, None, reads_only)


def _sheet_state(sheet: Invitation | None) -> str:
    if sheet is None:
        return NONE
    return OUT if sheet.expires_at > timezone.now() else EXPIRED
