"""Medicine of a day, what waits for an answer, and what a family asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from accounts.models import User
from attendance.models import MedicationDose, MedicationRequest
from backend.prepared import Prepared
from facilities.clock import moment_at, today_at
from facilities.models import Child, Enrolment, Facility, Grant, Guardian, StaffPost, on_day

State = MedicationRequest.State
SIGNED = ("given_by", "seen_by", "signature__by")


@dataclass(frozen=True)
class DueDose:
    """One planned dose of a day; `dose` once it was given."""

    request: MedicationRequest
    planned_at: time
    at: datetime
    dose: MedicationDose | None

    def is_due(self, now: datetime) -> bool:
        return self.dose is None and self.at <= now


def _accepted(facility: UUID, day: date) -> QuerySet[MedicationRequest]:
    return MedicationRequest.objects.filter(
        facility=facility, state=State.ACCEPTED, starts_on__lte=day, ends_on__gte=day
    )


PLANNED = Prepared(
    lambda facility, day: (
        _accepted(facility, day)
        .annotate(
            given=ArraySubquery(
                MedicationDose.objects.filter(request=OuterRef("pk"), day=day).values("planned_at")
            )
        )
        .values_list("child", "times", "given")
    ),
    facility=UUID(int=1),
    day=date.min,
)


def doses_on(facility: Facility, day: date, children: Iterable[UUID] | None = None) -> list[DueDose]:
    """All accepted doses of a day in the order of the clock. Two queries."""
    rows = _accepted(facility.pk, day)
    if children is not None:
        rows = rows.filter(child__in=list(children))
    given = MedicationDose.objects.filter(day=day).select_related(*SIGNED)
    found: list[DueDose] = []
    for row in rows.select_related("child", "guardian").prefetch_related(Prefetch("doses", given)):
        by_time = {dose.planned_at: dose for dose in row.doses.all()}
        found += [
            DueDose(row, one, moment_at(facility, day, one), by_time.get(one)) for one in sorted(row.times)
        ]
    return sorted(found, key=lambda one: (one.at, one.request.child.family_kana, one.request.pk))


def doses_due(facility: Facility, now: datetime | None = None) -> dict[UUID, datetime]:
    """When each child has her next dose today that nobody has given: for the chip on her tile. One query."""
    day = today_at(facility) if now is None else timezone.localdate(now)
    found: dict[UUID, list[time]] = {}
    for child, times, given in PLANNED.fetch(facility=facility.pk, day=day):
        found.setdefault(child, []).extend(one for one in times if one not in given)
    return {child: moment_at(facility, day, min(times)) for child, times in found.items() if times}


def cared_for(user: User, facility: Facility) -> QuerySet[Child]:
    """The children whose medicine she may read as staff of this facility. Never her own."""
    today = today_at(facility)
    here = Enrolment.objects.filter(on_day(today), facility=facility, child=OuterRef("pk"))
    return Child.objects.on_roster_of(user).filter(Exists(here))


def to_answer(user: User, facility: Facility) -> list[MedicationRequest]:
    """Requests nobody has answered, the soonest first."""
    rows = MedicationRequest.objects.filter(
        facility=facility,
        state=State.SENT,
        ends_on__gte=today_at(facility),
        child__in=cared_for(user, facility),
    )
    return list(rows.select_related("child", "guardian").order_by("starts_on", "sent_at"))


def to_sign(user: User, facility: Facility) -> list[MedicationDose]:
    """Doses of her children that nobody has signed as the second one, and that she did not give."""
    rows = MedicationDose.objects.filter(
        facility=facility,
        seen_by__isnull=True,
        signature__isnull=True,
        request__child__in=cared_for(user, facility),
    )
    rows = rows.exclude(given_by=user).select_related("request__child", "given_by")
    return list(rows.order_by("given_at", "pk"))


def signable(user: User) -> QuerySet[MedicationDose]:
    """Doses of the requests that she may read as staff."""
    rows = MedicationDose.objects.filter(request__in=answerable(user).values("pk"))
    return rows.select_related("request__child", "request__facility", "facility", *SIGNED)


def told_of_medicine(request: MedicationRequest) -> QuerySet[Guardian]:
    """The adults of the household that asked who may see the child today; another household hears nothing."""
    grants = Grant.objects.live(today_at(request.facility)).filter(child=request.child_id, can_view=True)
    household = Guardian.objects.filter(household=request.guardian.household_id)
    return household.filter(pk__in=grants.values("guardian")).order_by("pk")


def answerable(user: User) -> QuerySet[MedicationRequest]:
    """Requests of the children she looks after as staff, made to a facility where she works."""
    here = StaffPost.objects.held_by(user).filter(facility=OuterRef("facility"))
    rows = MedicationRequest.objects.filter(Exists(here), child__in=Child.objects.on_roster_of(user))
    return rows.select_related("child", "guardian", "facility", "decided_by")


def of_family(user: User) -> QuerySet[MedicationRequest]:
    """What her household asked for a child she may still see; another household's form is not hers to read."""
    today = timezone.localdate()
    seen = Grant.objects.seen_by(user, today).filter(
        child=OuterRef("child"), guardian__household=OuterRef("guardian__household")
    )
    doses = MedicationDose.objects.select_related(*SIGNED).order_by("given_at")
    rows = MedicationRequest.objects.filter(Exists(seen)).select_related(
        "child", "guardian", "facility", "decided_by"
    )
    return rows.prefetch_related(Prefetch("doses", doses)).order_by("-starts_on", "-sent_at")
