"""One child's day as staff look at it: every stamp with what became of it, the family's words, the search for her."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from attendance.fold import Stay, fold
from attendance.models import Contest, Nap, NoShow, NoShowCall, Report, Stamp
from attendance.selectors.settings import is_closed_month, settings_of
from backend.prepared import Prepared
from facilities.models import WHOLE_FACILITY_ROLES, Child, Enrolment, Facility, Grant, StaffPost, on_day

OWN = Prepared(lambda user: Grant.objects.filter(guardian__user=user).values_list("child"), user=UUID(int=1))
SHOWN_STATES = (Report.State.SENT, Report.State.CONFIRMED, Report.State.REPLACED, Report.State.REFUSED)


@dataclass(frozen=True)
class Line:
    """One fact at the door: the stamp as it came, its corrections in order, and what it means now ('in', 'out', '')."""

    first: Stamp
    corrections: tuple[Stamp, ...]
    meaning: str

    @property
    def standing(self) -> Stamp:
        """What counts: the last correction, else the stamp itself."""
        return self.corrections[-1] if self.corrections else self.first

    @property
    def is_struck_out(self) -> bool:
        return self.standing.is_void

    @property
    def doubt(self) -> timedelta:
        """How far the device's clock was from the server's."""
        return timedelta(milliseconds=abs(self.first.clock_error))

    @property
    def delay(self) -> timedelta:
        """How long it waited on its device."""
        return self.first.received_at - self.first.at


@dataclass(frozen=True)
class ChildDay:
    """Everything known of a child's day at a facility."""

    enrolment: Enrolment
    day: date
    stays: tuple[Stay, ...]
    lines: tuple[Line, ...]
    reports: tuple[Report, ...]
    no_show: NoShow | None
    naps: tuple[Nap, ...]
    contests: tuple[Contest, ...]
    is_closed: bool

    @property
    def child(self) -> Child:
        return self.enrolment.child

    @property
    def facility(self) -> Facility:
        return self.enrolment.facility

    @property
    def came_at(self) -> datetime | None:
        return self.stays[0].came_at if self.stays else None

    @property
    def left_at(self) -> datetime | None:
        return self.stays[-1].left_at if self.stays else None


def looked_after(user: User, day: date) -> QuerySet[Enrolment]:
    """Places of children on a day whom she looks after now: of her classes, or all of her facility; never her own."""
    posts = StaffPost.objects.held_by(user).filter(facility=OuterRef("facility"))
    seen = Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True) | Q(classroom=OuterRef("classroom"))
    own = Grant.objects.filter(guardian__user=user, child=OuterRef("child"))
    rows = Enrolment.objects.filter(on_day(day), Exists(posts.filter(seen)), ~Exists(own))
    return rows.select_related("child", "classroom", "facility").order_by("kind", "pk")


def own_children(user: User) -> frozenset[UUID]:
    """Children of her own: colleagues look after them."""
    return frozenset(child for (child,) in OWN.fetch(user=user.pk))


def child_day(enrolment: Enrolment, day: date) -> ChildDay:
    """Eight queries."""
    key = {"facility": enrolment.facility_id, "child": enrolment.child_id, "day": day}
    with_people = ("actor", "device", "guardian")
    stamps = list(Stamp.objects.filter(**key).select_related(*with_people).order_by("at", "pk"))
    folded = fold(stamps, timedelta(minutes=settings_of(enrolment.facility).duplicate_minutes))
    return ChildDay(
        enrolment=enrolment,
        day=day,
        stays=folded.stays,
        lines=_lines(stamps, dict(folded.meanings)),
        reports=_reports(enrolment, day),
        no_show=_no_show(key),
        naps=tuple(Nap.objects.filter(**key).order_by("slept_at")),
        contests=tuple(Contest.objects.filter(**key).order_by("created_at")),
        is_closed=is_closed_month(enrolment.facility, day),
    )


def _lines(stamps: Iterable[Stamp], meanings: dict[UUID, str]) -> tuple[Line, ...]:
    stamps = list(stamps)
    newer = {stamp.replaces_id: stamp for stamp in stamps if stamp.replaces_id}
    lines = []
    for first in (stamp for stamp in stamps if stamp.replaces_id is None):
        chain = [first]
        while chain[-1].pk in newer:
            chain.append(newer[chain[-1].pk])
        lines.append(Line(first, tuple(chain[1:]), meanings.get(chain[-1].pk, "")))
    return tuple(sorted(lines, key=lambda line: (line.standing.at, line.first.pk)))


def _reports(enrolment: Enrolment, day: date) -> tuple[Report, ...]:
    rows = Report.objects.filter(
        facility=enrolment.facility_id, child=enrolment.child_id, state__in=SHOWN_STATES
    )
    rows = rows.filter(starts_on__lte=day, ends_on__gte=day)
    return tuple(rows.select_related("guardian", "picker", "confirmed_by", "actor").order_by("sent_at", "pk"))


def _no_show(key: dict[str, object]) -> NoShow | None:
    calls = NoShowCall.objects.select_related("caller", "guardian").order_by("at", "pk")
    rows = NoShow.objects.filter(**key).select_related("answered_by", "closed_by")
    return rows.prefetch_related(Prefetch("calls", calls)).first()
