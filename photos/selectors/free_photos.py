"""The yearly free sets of a family's children: what is left of them, and which lines of a cart they pay for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from facilities.calendar import first_day, last_day, school_year_of
from facilities.clock import today_at
from facilities.models import Child, Enrolment, Facility, Grant
from photos.free_set import Wish, share_out
from photos.models import CartLine, FreeAllowance, FreePhoto, PhotoTag

Key = tuple[UUID, UUID, UUID]  # facility, household, child


@dataclass(frozen=True)
class ChildSet:
    """What one home may take free of charge for one child at one facility in the school year that runs there."""

    facility: Facility
    household_id: UUID
    child: Child
    school_year: int
    yearly: int
    taken: frozenset[int]

    @property
    def key(self) -> Key:
        return self.facility.pk, self.household_id, self.child.pk

    @property
    def left(self) -> int:
        """None where a lower number was set after more had been taken."""
        return max(0, self.yearly - len(self.taken))

    @property
    def places(self) -> Iterator[int]:
        """Those nobody took."""
        return (place for place in range(1, self.yearly + 1) if place not in self.taken)


Sets = Mapping[Key, ChildSet]


@dataclass(frozen=True)
class Left:
    """How many of a child's yearly photos there are still, after what lies in the cart."""

    child: Child
    facility: Facility
    yearly: int
    photos: int


def yearly_of(facility: Facility) -> int:
    """How many photos it gives each child a school year; zero: none."""
    return FreeAllowance.objects.filter(facility=facility).values_list("yearly", flat=True).first() or 0


def sets_of(user: User, facilities: Iterable[UUID]) -> dict[Key, ChildSet]:
    """Of the children she buys for who go there this school year. Queries: four, one where nothing is given."""
    gives = FreeAllowance.objects.filter(facility__in=list(facilities), yearly__gte=1)
    places = {row.facility_id: row for row in gives.select_related("facility")}
    if not places:
        return {}
    years = {pk: school_year_of(today_at(row.facility)) for pk, row in places.items()}
    buying = Grant.objects.seen_by(user, timezone.localdate()).filter(can_buy=True)
    homes = set(buying.values_list("child", "guardian__household"))
    taken = _taken({home for _child, home in homes}, years)
    found = {}
    for child, facility_id in _going(years, {child for child, _home in homes}):
        for home in (home for of, home in homes if of == child.pk):
            row = places[facility_id]
            one = ChildSet(
                row.facility,
                home,
                child,
                years[facility_id],
                row.yearly,
                frozenset(taken[facility_id, home, child.pk]),
            )
            found[one.key] = one
    return found


def paid_from(sets: Sets, wanted: Mapping[CartLine, int]) -> dict[CartLine, ChildSet]:
    """Line → the set that pays for it, of lines with their prices. One query."""
    if not sets:
        return {}
    named = defaultdict(list)
    tags = PhotoTag.objects.filter(photo__in={line.photo_id for line in wanted})
    for photo, child in tags.order_by("child").values_list("photo", "child"):
        named[photo].append(child)
    wishes = [
        Wish(line, yen, [key for key in _keys(line, named[line.photo_id]) if key in sets])
        for line, yen in wanted.items()
    ]
    paid = share_out(wishes, {key: one.left for key, one in sets.items()})
    return {line: sets[key] for line, key in paid.items()}


def left_of(sets: Sets, used: Iterable[ChildSet]) -> list[Left]:
    """Child by child, the eldest first."""
    here = Counter(one.key for one in used)
    rows = [Left(one.child, one.facility, one.yearly, one.left - here[one.key]) for one in sets.values()]
    return sorted(rows, key=lambda row: (row.child.born_on, row.child.pk))


def _keys(line: CartLine, children: Iterable[UUID]) -> Iterator[Key]:
    return ((line.facility_id, line.household_id, child) for child in children)


def _going(years: Mapping[UUID, int], children: Iterable[UUID]) -> list[tuple[Child, UUID]]:
    """Who is there at some time of the school year, and where."""
    then = Q()
    for facility, year in years.items():
        ends = Q(ends_on__isnull=True) | Q(ends_on__gte=first_day(year))
        then |= Q(ends, facility=facility, starts_on__lte=last_day(year))
    rows = Enrolment.objects.filter(then, child__in=list(children)).select_related("child")
    return list({(row.child_id, row.facility_id): (row.child, row.facility_id) for row in rows}.values())


def _taken(households: Iterable[UUID], years: Mapping[UUID, int]) -> dict[Key, set[int]]:
    rows = FreePhoto.objects.filter(household__in=list(households), facility__in=list(years), counts=True)
    found: dict[Key, set[int]] = defaultdict(set)
    for facility, household, child, year, place in rows.values_list(
        "facility", "household", "child", "school_year", "place"
    ):
        if year == years[facility]:
            found[facility, household, child].add(place)
    return found
