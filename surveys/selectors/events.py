"""Events of a time as families and staff see them, whom one concerns, and who comes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from accounts.models import User
from facilities.models import Child, Enrolment, Grant, Guardian, StaffPost, lasting
from surveys.models import Event, EventFile, EventReply


@dataclass(frozen=True)
class Coming:
    """Replies of an event: families (or children) by what they said, and heads of those who come."""

    yes: int
    maybe: int
    no: int
    adults: int
    children: int


def events_between(events: QuerySet[Event], first: date, last: date) -> QuerySet[Event]:
    """Those that touch these days, in order; say first whose: `visible_to`, `received_by`, `managed_by`."""
    touched = events.filter(starts_on__lte=last, ends_on__gte=first)
    return touched.select_related("facility").order_by("starts_on", "starts_at", "pk")


def with_files(events: QuerySet[Event]) -> QuerySet[Event]:
    """With the papers that hang on them, the first one first; one query more."""
    return events.prefetch_related(Prefetch("files", EventFile.objects.order_by("pk")))


def children_at(event: Event) -> QuerySet[Child]:
    """Children whom it concerns: enrolled there while it lasts, of its classes and ages."""
    return Child.objects.filter(Exists(_enrolments_at(event).filter(child=OuterRef("pk"))))


def guardians_at(event: Event, day: date) -> dict[UUID, UUID]:
    """{guardian: facility} of the adults who may view one of them today; the first facility of several. One query."""
    concerned = _enrolments_at(event).filter(child=OuterRef("child")).order_by("facility").values("facility")
    grants = Grant.objects.live(day).filter(can_view=True).annotate(place=Subquery(concerned[:1]))
    rows = grants.filter(place__isnull=False).order_by("guardian", "-place")
    return dict(rows.values_list("guardian", "place"))


def _enrolments_at(event: Event) -> QuerySet[Enrolment]:
    rooms = Enrolment.objects.filter(
        lasting(event.starts_on), starts_on__lte=event.ends_on, facility__organisation=event.organisation_id
    )
    if event.facility_id:
        rooms = rooms.filter(facility=event.facility_id)
    if event.ages:
        rooms = rooms.filter(classroom__age__in=event.ages)
    named = event.classrooms.values("classroom")
    return rooms.filter(classroom__in=named) if named.exists() else rooms


def concerns(event: Event, row: Enrolment) -> bool:
    """The same of an enrolment that was read already; `event.classrooms` should be prefetched."""
    rooms = {one.classroom_id for one in event.classrooms.all()}
    lasts = row.starts_on <= event.ends_on and (row.ends_on is None or row.ends_on >= event.starts_on)
    is_there = event.facility_id in (None, row.facility_id)
    return (
        (lasts and is_there and row.facility.organisation_id == event.organisation_id)
        and (not event.ages or row.classroom.age in event.ages)
        and (not rooms or row.classroom_id in rooms)
    )


def place_at(event: Event, child: Child) -> UUID | None:
    """The facility for which the child is asked; none where it is not."""
    if event.facility_id:
        return event.facility_id
    places = _enrolments_at(event).filter(child=child).order_by("-starts_on", "pk")
    return places.values_list("facility", flat=True).first()


def homes_at(
    event: Event, day: date, *, facility: UUID | None = None, among: Any = None
) -> dict[UUID, set[UUID]]:
    """{household: its children whom it concerns}, by the adults who may view them that day.

    Of one facility, and `among` these households (keys or a query), where that is asked. One query.
    """
    rooms = _enrolments_at(event)
    here = rooms if facility is None else rooms.filter(facility=facility)
    grants = Grant.objects.live(day).filter(Exists(here.filter(child=OuterRef("child"))), can_view=True)
    if among is not None:
        grants = grants.filter(guardian__household__in=among)
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    for home, child in grants.values_list("guardian__household", "child"):
        homes[home].add(child)
    return homes


def own_children_at(event: Event, user: User, day: date) -> QuerySet[Child]:
    """Hers among them, for whom she may answer."""
    grants = Grant.objects.seen_by(user, day).filter(child=OuterRef("pk"), can_answer=True)
    return children_at(event).filter(Exists(grants))


def coming_to(events: Iterable[Event]) -> dict[object, Coming]:
    """{event's key: Coming}, one query for all; without replies an event is missing."""
    said = EventReply.Comes
    rows = (
        EventReply.objects.filter(event__in=list(events))
        .values("event")
        .annotate(
            yes=Count("pk", filter=Q(comes=said.YES)),
            maybe=Count("pk", filter=Q(comes=said.MAYBE)),
            no=Count("pk", filter=Q(comes=said.NO)),
            heads=Sum("adults", filter=Q(comes=said.YES), default=0),
            others=Sum("children", filter=Q(comes=said.YES), default=0),
        )
    )
    return {
        row["event"]: Coming(row["yes"], row["maybe"], row["no"], row["heads"], row["others"]) for row in rows
    }


def replies_of(user: User, events: Iterable[Event]) -> QuerySet[EventReply]:
    """What her own households said; another home of the same child keeps its word to itself."""
    homes = Guardian.objects.filter(user=user).values("household")
    rows = EventReply.objects.filter(event__in=list(events), household__in=homes)
    return rows.select_related("replied_by", "child")


def replies_to(user: User, event: Event) -> QuerySet[EventReply]:
    """What families said, for staff who know one of their children; the central office counts and reads no names."""
    places = StaffPost.objects.held_by(user).filter(facility__isnull=False).values("facility")
    known = Child.objects.visible_to(user)
    home = Grant.objects.filter(guardian__household=OuterRef("household"), child__in=known)
    rows = EventReply.objects.filter(event=event, facility__in=places)
    rows = rows.filter(Q(child__in=known) | Q(Exists(home), child__isnull=True))
    return rows.select_related("household", "child", "replied_by").order_by("-comes", "household__name", "pk")
