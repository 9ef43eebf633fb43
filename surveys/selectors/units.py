"""Who of a family answers once: worked out from the frozen audience of the survey's notice and today's grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from backend.errors import NotVisible
from facilities.models import Child, Grant, Guardian, on_day
from notices.models import NoticeClassroom, Recipient
from surveys.models import Survey, Unit
from surveys.units import UnitKey


@dataclass(frozen=True)
class Link:
    """A guardian and a child that a survey asks about, where the child goes."""

    household_id: UUID
    guardian_id: UUID
    user_id: UUID | None
    may_answer: bool
    child_id: UUID
    born_on: date
    facility_id: UUID
    classroom_id: UUID
    age: int


@dataclass(frozen=True)
class Seat:
    """One who answers once: its key, whom the page names, and the children it speaks for, youngest first.

    `users` are the accounts that may answer for it.
    """

    unit: UnitKey
    name: str
    links: tuple[Link, ...]
    users: frozenset[UUID]


@dataclass(frozen=True)
class Place:
    """Where an answer belongs: whose it is, and the facility, class and age it counts for."""

    seat: Seat
    facility_id: UUID
    classroom_id: UUID | None = None
    age: int | None = None
    children: int = 0


def links_of(survey: Survey, households: Iterable[UUID]) -> list[Link]:
    """Every live grant of these households to a child in the survey's classes, youngest child first. One query."""
    notice = survey.notice
    if notice is None or notice.published_at is None:
        return []
    day = timezone.localdate(min(timezone.now(), survey.closes_at or timezone.now()))
    asked = NoticeClassroom.objects.filter(notice=notice).values("classroom")
    place = "child__enrolments__"
    rows = Grant.objects.live(timezone.localdate()).filter(
        on_day(day, place),
        **{f"{place}classroom__in": asked},
        can_view=True,
        guardian__household__in=[*households],
    )
    columns = ("guardian__household", "guardian", "guardian__user", "can_answer", "child", "child__born_on",
               f"{place}facility", f"{place}classroom", f"{place}classroom__age")  # fmt: skip
    ordered = rows.order_by(
        "-child__born_on", "child", "guardian__call_order", "guardian", f"{place}classroom"
    )
    return [Link(*row) for row in ordered.values_list(*columns)]


def units_of(survey: Survey, households: Iterable[UUID]) -> dict[UUID, list[Seat]]:
    """The units of each household; a household asked of which nobody is left still has its one."""
    wanted = [*dict.fromkeys(households)]
    found: dict[UUID, dict[UnitKey, list[Link]]] = {pk: {} for pk in wanted}
    for link in links_of(survey, wanted):
        key = _key(survey, link)
        if key:
            found[link.household_id].setdefault(key, []).append(link)
    names = _names(survey, found)
    seats = {pk: [_seat(key, links, names) for key, links in keys.items()] for pk, keys in found.items()}
    if survey.unit == Unit.HOUSEHOLD:
        for pk in wanted:
            seats[pk] = seats[pk] or [Seat(UnitKey(household_id=pk), "", (), frozenset())]
    return seats


def facility_of(survey: Survey, seat: Seat) -> UUID | None:
    """The facility an answer counts for: of the youngest child, else the one through which the family was asked."""
    if seat.links:
        return seat.links[0].facility_id
    asked = Recipient.objects.filter(notice=survey.notice_id, household=seat.unit.household_id)
    found: UUID | None = asked.order_by("facility").values_list("facility", flat=True).first()
    return found


def _key(survey: Survey, link: Link) -> UnitKey | None:
    if survey.unit == Unit.HOUSEHOLD:
        return UnitKey(household_id=link.household_id)
    if survey.unit == Unit.CHILD:
        return UnitKey(household_id=link.household_id, child_id=link.child_id)
    if survey.unit == Unit.GUARDIAN and link.may_answer:
        return UnitKey(household_id=link.household_id, guardian_id=link.guardian_id)
    return None


def _seat(key: UnitKey, links: list[Link], names: dict[UUID, str]) -> Seat:
    whom = key.child_id or key.guardian_id
    answering = [link for link in links if link.may_answer]
    users = frozenset(link.user_id for link in answering if link.user_id)
    return Seat(key, names.get(whom, "") if whom else "", tuple(links), users)


def _names(survey: Survey, found: dict[UUID, dict[UnitKey, list[Link]]]) -> dict[UUID, str]:
    keys = [key for keys in found.values() for key in keys]
    if survey.unit == Unit.CHILD:
        children = Child.objects.filter(pk__in=[key.child_id for key in keys])
        return dict(children.values_list("pk", "given_name"))
    if survey.unit == Unit.GUARDIAN:
        guardians = Guardian.objects.filter(pk__in=[key.guardian_id for key in keys])
        return dict(guardians.values_list("pk", "name"))
    return {}


def place_of(survey: Survey, seat: Seat) -> Place:
    """Where a family's answer counts: with its youngest child."""
    facility = facility_of(survey, seat)
    if facility is None:
        raise NotVisible
    first = seat.links[0] if seat.links else None
    children = len({link.child_id for link in seat.links})
    return Place(
        seat, facility, first.classroom_id if first else None, first.age if first else None, children
    )
