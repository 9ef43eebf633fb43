"""The people a roster is compared with, read at once: children, where they go, their guardians, households."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from facilities.calendar import school_year_of
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Household, Organisation, lasting
from facilities.rosters.classes import ClassNames, plain
from facilities.rosters.phones import digits_of
from facilities.rosters.values import bare, kana

KINDS = (Enrolment.Kind.REGULAR, Enrolment.Kind.AFTER_SCHOOL, Enrolment.Kind.TEMPORARY)


@dataclass(frozen=True)
class AdultNow:
    """A guardian as she is."""

    id: UUID
    household_id: UUID
    name: str
    kana: str
    relation: str
    phone: str
    email: str
    call_order: int
    is_protected: bool

    @property
    def contact(self) -> tuple[str, str]:
        return bare(self.name), digits_of(self.phone)


@dataclass(frozen=True)
class EnrolmentNow:
    """Where a child goes, went or will go."""

    id: UUID
    facility_id: UUID
    classroom_id: UUID
    class_name: str
    kind: str
    starts_on: date
    ends_on: date | None

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass
class ChildNow:
    """A child as she is; `adults` have a live grant, `former` had one, `blocked` are kept away."""

    id: UUID
    number: str
    names: dict[str, str]
    born_on: date
    allergies: str
    enrolments: list[EnrolmentNow] = field(default_factory=list)
    adults: list[AdultNow] = field(default_factory=list)
    former: list[AdultNow] = field(default_factory=list)
    blocked: list[AdultNow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.names['family_name']} {self.names['given_name']}"

    @property
    def kana(self) -> str:
        """Hiragana, as readings are compared."""
        return kana(f"{self.names['family_kana']} {self.names['given_kana']}")


@dataclass(frozen=True)
class Place:
    """A facility with the classes of the school year."""

    id: UUID
    name: str
    kind: str
    classes: ClassNames
    rooms: dict[str, UUID]


@dataclass
class People:
    """Everybody within reach of an import, and ways to find them."""

    children: dict[UUID, ChildNow] = field(default_factory=dict)
    by_number: dict[str, ChildNow] = field(default_factory=dict)
    by_key: dict[tuple[str, date], list[ChildNow]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str, date], list[ChildNow]] = field(default_factory=lambda: defaultdict(list))
    by_contact: dict[tuple[str, str], list[AdultNow]] = field(default_factory=lambda: defaultdict(list))
    household_numbers: dict[UUID, str] = field(default_factory=dict)
    households: dict[str, UUID] = field(default_factory=dict)
    numbers_elsewhere: set[str] = field(default_factory=set)
    households_elsewhere: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)


def children_kept(organisation: Organisation, facility: Facility | None, today: date) -> QuerySet[Child]:
    """Whom an import is about: who goes to the facility, or went there last; without one, everybody."""
    every = Child.objects.filter(organisation=organisation)
    if facility is None:
        return every
    here = Enrolment.objects.filter(child=OuterRef("pk"), facility=facility)
    now = lasting(today)
    elsewhere = Enrolment.objects.filter(now, child=OuterRef("pk")).exclude(facility=facility)
    return every.filter(Exists(here.filter(now)) | (Exists(here) & ~Exists(elsewhere)))


def read_people(
    organisation: Organisation, facility: Facility | None, today: date, starts_on: date
) -> People:
    """Seven queries, however many children."""
    people = People()
    kept = children_kept(organisation, facility, today)
    _read_children(people, kept)
    _read_enrolments(people, kept)
    adults = _read_adults(people, kept, today)
    for adult in adults.values():
        if adult.phone and not adult.is_protected:
            people.by_contact[adult.contact].append(adult)
    _read_households(people, organisation, {adult.household_id for adult in adults.values()}, facility)
    if facility is not None:
        numbers = Child.objects.filter(organisation=organisation).exclude(external_id="")
        people.numbers_elsewhere = set(numbers.values_list("external_id", flat=True)) - set(people.by_number)
    _read_places(people, organisation, facility, school_year_of(max(today, starts_on)))
    return people


def _read_children(people: People, kept: QuerySet[Child]) -> None:
    parts = ("family_name", "given_name", "family_kana", "given_kana")
    for pk, number, born_on, allergies, *names in kept.values_list(
        "pk", "external_id", "born_on", "allergies", *parts
    ):
        child = ChildNow(pk, number, dict(zip(parts, names, strict=True)), born_on, allergies)
        people.children[pk] = child
        if number:
            people.by_number[number] = child
        if child.kana:
            people.by_key[bare(child.kana), born_on].append(child)
        people.by_name[bare(child.name), born_on].append(child)


def _read_enrolments(people: People, kept: QuerySet[Child]) -> None:
    rows = Enrolment.objects.filter(child__in=kept).order_by("starts_on", "pk")
    for child, *values in rows.values_list(
        "child", "pk", "facility", "classroom", "classroom__name", "kind", "starts_on", "ends_on"
    ):
        people.children[child].enrolments.append(EnrolmentNow(*cast(Any, values)))
    for one in people.children.values():
        one.enrolments.sort(key=lambda row: KINDS.index(row.kind))


def _read_adults(people: People, kept: QuerySet[Child], today: date) -> dict[UUID, AdultNow]:
    adults: dict[UUID, AdultNow] = {}
    columns = ("pk", "household", "name", "kana", "relation", "phone", "email", "call_order")
    rows = (
        Grant.objects.filter(child__in=kept)
        .order_by("guardian__call_order", "guardian", "starts_on")
        .values_list("child", "is_blocked", "starts_on", "ends_on",
                     *(f"guardian__{column}" for column in columns), "guardian__household__is_protected")
    )  # fmt: skip
    for child_id, is_blocked, starts_on, ends_on, *values in rows:
        adult = adults.setdefault(values[0], AdultNow(*values))
        child = people.children[child_id]
        live = starts_on <= today and (ends_on is None or ends_on >= today)
        if is_blocked and live:
            child.blocked.append(adult)
        elif not is_blocked:
            group = child.adults if ends_on is None or ends_on >= today else child.former
            if adult not in group:
                group.append(adult)
    for child in people.children.values():
        child.adults = [adult for adult in child.adults if adult not in child.blocked]
        child.former = [adult for adult in child.former if adult not in (*child.adults, *child.blocked)]
    return adults


def _read_households(
    people: People, organisation: Organisation, known: set[UUID], facility: Facility | None
) -> None:
    rows = Household.objects.filter(organisation=organisation).exclude(external_id="")
    for pk, number in rows.values_list("pk", "external_id"):
        if facility is None or pk in known:
            people.households[number] = pk
            people.household_numbers[pk] = number
        else:
            people.households_elsewhere.add(number)


def _read_places(people: People, organisation: Organisation, facility: Facility | None, year: int) -> None:
    places = Facility.objects.filter(organisation=organisation, is_active=True)
    if facility is not None:
        places = places.filter(pk=facility.pk)
    rooms: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    for room, at, title in Classroom.objects.filter(facility__in=places, school_year=year).values_list(
        "pk", "facility", "name"
    ):
        rooms[at][title] = room
    for pk, name, external_id, kind in places.values_list("pk", "name", "external_id", "kind"):
        place = Place(pk, name, kind, ClassNames(rooms[pk]), rooms[pk])
        for way in _ways(name, external_id):
            people.places[way] = place


def _ways(name: str, external_id: str) -> Iterable[str]:
    yield plain(name)
    if external_id:
        yield plain(external_id)
