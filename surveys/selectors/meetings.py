"""Slots of a period as its guardians, its teachers and its office see them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from facilities.clock import today_at
from facilities.models import Child, Enrolment, Grant, on_day
from surveys.models import Lane, MeetingPeriod, MeetingSlot, MeetingWish


def may_change(slot: MeetingSlot, period: MeetingPeriod, now: datetime) -> bool:
    """The set time before this meeting has not come yet."""
    return now < slot.starts_at - timedelta(hours=period.change_hours)


def spoken_elsewhere(child: Child, period: MeetingPeriod, household_id: UUID) -> bool:
    """Another home of this child has booked or wished: one meeting a child, and who spoke first speaks for her."""
    theirs = {"period": period, "child": child}
    if MeetingSlot.objects.filter(**theirs).exclude(household=household_id).exists():
        return True
    waits = period.mode == MeetingPeriod.Mode.WISHES and period.assigned_at is None
    return waits and MeetingWish.objects.filter(**theirs).exclude(household=household_id).exists()


def lanes_of(child: Child, period: MeetingPeriod) -> QuerySet[Lane]:
    """The lanes that see this child: those of her class today, and those for every class."""
    here = Enrolment.objects.filter(on_day(today_at(period.facility)), child=child, facility=period.facility)
    in_class = here.filter(classroom=OuterRef("classroom"))
    return Lane.objects.filter(
        Q(Exists(in_class)) | (Q(classroom__isnull=True) & Q(Exists(here))), period=period
    )


def children_of(period: MeetingPeriod) -> QuerySet[Child]:
    """Children who are to have a meeting: of the classes its lanes are for, today."""
    return children_asked(period.pk, period.facility_id, today_at(period.facility))


def children_asked(period_id: UUID, facility_id: UUID, day: date) -> QuerySet[Child]:
    """The same by keys, for statements that are built once."""
    lanes = Lane.objects.filter(period=period_id)
    for_all = Exists(lanes.filter(classroom__isnull=True))
    here = Enrolment.objects.filter(
        for_all | Q(classroom__in=lanes.values("classroom")), on_day(day), facility=facility_id
    )
    return Child.objects.filter(Exists(here.filter(child=OuterRef("pk"))))


def unbooked_children(period: MeetingPeriod) -> QuerySet[Child]:
    """Those of them without a slot."""
    return children_of(period).filter(
        ~Exists(MeetingSlot.objects.filter(period=period, child=OuterRef("pk")))
    )


def free_slots(child: Child, period: MeetingPeriod, user_id: UUID, now: datetime) -> QuerySet[MeetingSlot]:
    """Slots this child could have now, in order of time; those held by herself among them."""
    held = Q(held_until__gt=now) & ~Q(held_by=user_id)
    free = MeetingSlot.objects.filter(
        period=period,
        lane__in=lanes_of(child, period),
        is_blocked=False,
        child__isnull=True,
        starts_at__gt=now,
    )
    return free.exclude(held).select_related("lane__member").order_by("starts_at", "lane")


def households_of(children: Iterable[UUID], day: date) -> dict[UUID, UUID]:
    """{child: household} of who may answer for her; the first registered where two homes may."""
    grants = Grant.objects.live(day).filter(child__in=list(children), can_answer=True)
    rows = grants.order_by("-guardian__household_id").values_list("child", "guardian__household")
    return dict(rows)
