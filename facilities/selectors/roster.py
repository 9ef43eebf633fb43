"""The roster as its keepers read it: children with their classes and what is missing; for the central office counts."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat, Replace
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, StaffPost, on_day
from facilities.models.roles import CENTRAL_ROLES

ROWS = 50
MARKS = ("unjoined", "unreachable", "blocked", "coming")


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `after` is the child the last page ended with."""

    q: str = ""
    classroom: UUID | None = None
    mark: str = ""
    after: UUID | None = None


@dataclass(frozen=True)
class RosterRow:
    """One child: her classes of today (or the first one to come), and what needs a person."""

    child: Child
    enrolments: tuple[Enrolment, ...]
    is_coming: bool
    is_joined: bool
    is_reachable: bool
    is_blocked: bool


@dataclass(frozen=True)
class Roster:
    """`rooms` carry `.children`, how many are in them; `following` is where the next page begins."""

    rows: tuple[RosterRow, ...]
    rooms: tuple[Classroom, ...]
    total: int
    following: UUID | None


def roster(user: User, asked: Asked) -> Roster:
    """A page of children by reading. Six queries, however many children."""
    today = timezone.localdate()
    every = Child.objects.on_roster_of(user)
    found = _narrowed(every, asked)
    total = found.count()
    page = _after(found, every, asked.after).order_by("family_kana", "given_kana", "id")
    coming = Enrolment.objects.exclude(ends_on__lt=today).select_related("classroom", "facility")
    here = coming.filter(facility__in=Facility.objects.worked_in_by(user).values("pk"))
    places = Prefetch("enrolments", here.order_by("starts_on", "pk"))
    children = list(_marked(page).prefetch_related(places)[: ROWS + 1])
    more = children[:ROWS]
    return Roster(
        tuple(_row(child) for child in more),
        tuple(rooms_of(user)),
        total,
        more[-1].pk if len(children) > ROWS else None,
    )


def rooms_of(user: User) -> QuerySet[Classroom]:
    """This year's and next year's classes on her roster, with the number of children who are or will be in them."""
    today = timezone.localdate()
    held = Enrolment.objects.exclude(ends_on__lt=today).filter(
        child__in=Child.objects.on_roster_of(user).values("pk"),
        facility__in=Facility.objects.worked_in_by(user).values("pk"),
    )
    return (
        Classroom.objects.filter(school_year__gte=school_year_of(today))
        .annotate(children=Count("enrolments__child", filter=Q(enrolments__in=held), distinct=True))
        .filter(children__gt=0)
        .select_related("facility")
        .order_by("facility__position", "school_year", "age", "name")
    )


def counts_by_class(user: User) -> list[Facility]:
    """For the central office: facilities with `.rooms`, classes with `.children`. No name of a child."""
    today = timezone.localdate()
    posts = StaffPost.objects.held_by(user).filter(role__in=CENTRAL_ROLES)
    rooms = Classroom.objects.filter(school_year=school_year_of(today)).annotate(
        children=Count("enrolments__child", filter=Q(on_day(today, "enrolments__")), distinct=True)
    )
    facilities = Facility.objects.filter(organisation__in=posts.values("organisation"), is_active=True)
    return list(
        facilities.in_order().prefetch_related(
            Prefetch("classrooms", rooms.order_by("age", "name"), to_attr="rooms")
        )
    )


def is_central(user: User) -> bool:
    """Does she work for the central office only, which sees no child?"""
    posts = StaffPost.objects.held_by(user)
    return not posts.filter(facility__isnull=False).exists() and posts.exists()


def _narrowed(children: QuerySet[Child], asked: Asked) -> QuerySet[Child]:
    today = timezone.localdate()
    if asked.classroom:
        held = Enrolment.objects.exclude(ends_on__lt=today).filter(classroom=asked.classroom)
        children = children.filter(pk__in=held.values("child"))
    for word in asked.q.replace("　", " ").split():
        children = children.annotate(
            said=Replace(
                Concat("family_name", "given_name", Value(" "), "family_kana", "given_kana"),
                Value(" "),
                Value(""),
            )
        ).filter(said__icontains=word)
    if asked.mark in MARKS:
        children = _marked(children).filter(_MARKED[asked.mark])
    return children


_MARKED = {
    "unjoined": Q(is_joined=False),
    "unreachable": Q(is_reachable=False),
    "blocked": Q(is_blocked=True),
    "coming": Q(is_here=False),
}


def _marked(children: QuerySet[Child]) -> QuerySet[Child]:
    """With what needs a person: nobody joined, no way to tell, somebody blocked."""
    today = timezone.localdate()
    seeing = Grant.objects.live(today).filter(child=OuterRef("pk"), can_view=True)
    reached = Q(guardian__user__isnull=False) | Q(guardian__wants_paper=True)
    mailed = ~Q(guardian__email="") & Q(guardian__email_failed_at__isnull=True)
    blocks = Grant.objects.filter(on_day(today), child=OuterRef("pk"), is_blocked=True)
    return children.annotate(
        is_joined=Exists(seeing.filter(guardian__user__isnull=False)),
        is_reachable=Exists(seeing.filter(reached | mailed)),
        is_blocked=Exists(blocks),
        is_here=Exists(Enrolment.objects.filter(on_day(today), child=OuterRef("pk"))),
    )


def _after(found: QuerySet[Child], every: QuerySet[Child], after: UUID | None) -> QuerySet[Child]:
    """Behind that child in the order of reading; a key that is none of hers begins anew."""
    last = every.filter(pk=after).first() if after else None
    if last is None:
        return found
    same_family = Q(family_kana=last.family_kana)
    same_name = same_family & Q(given_kana=last.given_kana)
    return found.filter(
        Q(family_kana__gt=last.family_kana)
        | (same_family & Q(given_kana__gt=last.given_kana))
        | (same_name & Q(pk__gt=last.pk))
    )


def _row(child: Child) -> RosterRow:
    today = timezone.localdate()
    rows = tuple(child.enrolments.all())
    now = tuple(row for row in rows if row.is_on(today))
    marks = vars(child)
    return RosterRow(
        child, now or rows[:1], not now, marks["is_joined"], marks["is_reachable"], marks["is_blocked"]
    )
