"""Shelves: which bound books a family may take, and which a class has."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from contactbook.models import BookBatch, BookOrder, BookSettings, Entry, Side, State
from contactbook.roles import BINDING_ROLES
from facilities.calendar import school_year_of
from facilities.models import WHOLE_FACILITY_ROLES, Child, Classroom, Enrolment, Facility, StaffPost
from facilities.selectors.family import Family

YEARS_BACK = 6


@dataclass(frozen=True)
class Volume:
    """A child's school year at a facility: what was made of it last, if anything."""

    child: Child
    facility: Facility
    school_year: int
    order: BookOrder | None
    printing: BookOrder | None
    is_kept: bool = False

    @property
    def is_at_work(self) -> bool:
        return any(one is not None and one.is_open for one in (self.order, self.printing))


@dataclass(frozen=True)
class ClassShelf:
    """The last batch of a class with its books, by the reading of the child's name."""

    batch: BookBatch
    orders: tuple[BookOrder, ...]

    @property
    def done(self) -> int:
        return sum(not one.is_open for one in self.orders)

    @property
    def ready(self) -> int:
        return sum(one.state == BookOrder.State.DONE for one in self.orders)

    @property
    def is_at_work(self) -> bool:
        return self.done < len(self.orders)


def shelf_of(family: Family) -> list[Volume]:
    """Every year in which something was written for a child she may view, newest first. Four queries."""
    children = {child for _guardian, _household, child in family.grants}
    homes = {household for _guardian, household, _child in family.grants}
    years = _years(children, homes)
    rows = Enrolment.objects.filter(child__in=children).select_related("child", "facility")
    places = {
        (row.child_id, row.facility_id): row for row in rows.order_by("child__born_on", "starts_on", "pk")
    }
    kept = set(BookSettings.objects.filter(may_download_book=False).values_list("facility", flat=True))
    orders = _newest(BookOrder.objects.for_family(family.user).select_related("household"))
    return [
        Volume(
            place.child, place.facility, year, orders.get((*key, year, False)), orders.get((*key, year, True)),
            key[1] in kept,
        )
        for year in sorted({year for _child, _facility, year in years}, reverse=True)
        for key, place in places.items()
        if (*key, year) in years
    ]  # fmt: skip


def _years(children: set[UUID], homes: set[UUID]) -> set[tuple[UUID | None, UUID, int]]:
    told = Q(side=Side.NURSERY, state=State.PUBLISHED) | Q(
        side=Side.HOME, state=State.SENT, household__in=homes
    )
    days = Entry.objects.filter(told, child__in=children).values_list("child", "facility", "day").distinct()
    return {(child, facility, school_year_of(day)) for child, facility, day in days}


def _newest(orders: Iterable[BookOrder]) -> dict[tuple[UUID, UUID, int, bool], BookOrder]:
    ordered = sorted(orders, key=lambda one: (one.asked_at, str(one.pk)))
    return {(one.child_id, one.facility_id, one.school_year, one.bleed): one for one in ordered}


def classes_bound_by(user: User) -> list[Classroom]:
    """The classes whose books she binds, this year's and those of the years before; the newest year first."""
    posts = StaffPost.objects.held_by(user).filter(facility__isnull=False, role__in=BINDING_ROLES)
    whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
    rooms = Classroom.objects.filter(
        Q(facility__in=whole.values("facility")) | Q(pk__in=posts.values("classroom")),
        school_year__range=(
            school_year_of(timezone.localdate()) - YEARS_BACK,
            school_year_of(timezone.localdate()),
        ),
    )
    return list(
        rooms.select_related("facility").order_by("-school_year", "facility__position", "age", "name")
    )


def shelf_of_class(user: User, classroom: Classroom) -> ClassShelf | None:
    """What was made of the class last, without the books she may not have. Two queries."""
    batch = BookBatch.objects.filter(classroom=classroom).order_by("-asked_at", "-pk").first()
    if batch is None:
        return None
    rows = BookOrder.objects.for_staff(user).filter(batch=batch).select_related("child", "household")
    return ClassShelf(batch, tuple(rows.order_by("child__family_kana", "child__given_kana", "child", "pk")))
