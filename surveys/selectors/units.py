"""Who of a family answers once: worked out from the frozen audience of the survey's notice and today's grants."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from backend.errors import NotVisible
from facilities.models import Child, Grant, Guardian, on_day
from notices.models import NoticeClassroom, Recipient
from surveys.models import Survey, Unit
from surveys.units import UnitKey

ENROLLED = "child__enrolments__"
# In the order of Link.
COLUMNS = (
    "guardian__household", "guardian", "guardian__user", "can_answer", "child", "child__born_on",
    f"{ENROLLED}facility", f"{ENROLLED}classroom", f"{ENROLLED}classroom__age",
)  # fmt: skip


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
    asked = NoticeClassroom.objects.filter(notice=notice).values("classroom")
    rows = _stays(households).filter(
        on_day(_asked_on(survey), ENROLLED), **{f"{ENROLLED}classroom__in": asked}
    )
    return [Link(*row) for row in rows.values_list(*COLUMNS)]


def links_of_each(surveys: Iterable[Survey], households: Iterable[UUID]) -> dict[UUID, list[Link]]:
    """{survey: the same}. Two queries, however many surveys: for a family, not for a district."""
    asked = [row for row in surveys if row.notice is not None and row.notice.published_at is not None]
    if not asked:
        return {}
    stays = _stays(households).filter(child__enrolments__isnull=False)
    rows = [
        (Link(*row[:-2]), row[-2], row[-1])
        for row in stays.values_list(*COLUMNS, f"{ENROLLED}starts_on", f"{ENROLLED}ends_on")
    ]
    rooms: dict[UUID, set[UUID]] = defaultdict(set)
    theirs = {link.classroom_id for link, _starts_on, _ends_on in rows}
    named = NoticeClassroom.objects.filter(notice__in=[one.notice_id for one in asked], classroom__in=theirs)
    for notice, room in named.values_list("notice", "classroom"):
        rooms[notice].add(room)
    return {
        one.pk: [
            link
            for link, starts_on, ends_on in rows
            if link.classroom_id in rooms[one.notice_id or one.pk]
            and starts_on <= _asked_on(one)
            and (ends_on is None or _asked_on(one) <= ends_on)
        ]
        for one in asked
    }


def _stays(households: Iterable[UUID]) -> QuerySet[Grant]:
    rows = Grant.objects.live(timezone.localdate()).filter(
        can_view=True, guardian__household__in=[*households]
    )
    return rows.order_by(
        "-child__born_on", "child", "guardian__call_order", "guardian", f"{ENROLLED}classroom"
    )


def _asked_on(survey: Survey) -> date:
    """Today, or the last day of a survey that is over."""
    return timezone.localdate(min(timezone.now(), survey.closes_at or timezone.now()))


def units_of(survey: Survey, households: Iterable[UUID]) -> dict[UUID, list[Seat]]:
    """The units of each household; a household asked of which nobody is left still has its one."""
    wanted = [*dict.fromkeys(households)]
    return _units([survey], {survey.pk: links_of(survey, wanted)}, wanted)[survey.pk]


def units_of_each(
    surveys: Sequence[Survey], households: Iterable[UUID]
) -> dict[UUID, dict[UUID, list[Seat]]]:
    """{survey: the same}, for one family. Four queries at most, however many surveys."""
    wanted = [*dict.fromkeys(households)]
    return _units(surveys, links_of_each(surveys, wanted), wanted)


def _units(
    surveys: Iterable[Survey], links: Mapping[UUID, Iterable[Link]], wanted: Sequence[UUID]
) -> dict[UUID, dict[UUID, list[Seat]]]:
    found: dict[Survey, dict[UUID, dict[UnitKey, list[Link]]]] = {}
    for survey in surveys:
        found[survey] = {pk: {} for pk in wanted}
        for link in links.get(survey.pk, ()):
            key = _key(survey, link)
            if key:
                found[survey][link.household_id].setdefault(key, []).append(link)
    names = _names([key for homes in found.values() for keys in homes.values() for key in keys])
    return {survey.pk: _seats(survey, homes, names) for survey, homes in found.items()}


def _seats(
    survey: Survey, homes: dict[UUID, dict[UnitKey, list[Link]]], names: dict[UUID, str]
) -> dict[UUID, list[Seat]]:
    seats = {pk: [_seat(key, links, names) for key, links in keys.items()] for pk, keys in homes.items()}
    if survey.unit == Unit.HOUSEHOLD:
        for pk in homes:
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


def _names(keys: Iterable[UnitKey]) -> dict[UUID, str]:
    keys = [*keys]
    children = [key.child_id for key in keys if key.child_id]
    guardians = [key.guardian_id for key in keys if key.guardian_id]
    names: dict[UUID, str] = {}
    if children:
        names |= Child.objects.filter(pk__in=children).values_list("pk", "given_name")
    if guardians:
        names |= Guardian.objects.filter(pk__in=guardians).values_list("pk", "name")
    return names


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
