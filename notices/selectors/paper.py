"""The list on paper: households still open with their numbers, for when the screens are dark."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from facilities.models import Enrolment, Facility, Grant, Guardian, on_day
from notices.models import Notice, Recipient


@dataclass(frozen=True)
class PaperRow:
    """One household: name, its children as words, and whom to call in the family's order."""

    household: str
    facility: str
    children: tuple[str, ...]
    guardians: tuple[Guardian, ...]
    has_channel: bool


def open_count(notice: Notice, facilities: Iterable[UUID] | None) -> int:
    """Households that nobody has reached, of these facilities."""
    return _open(notice, facilities).count()


def paper_rows(notice: Notice, facilities: Iterable[UUID] | None) -> list[PaperRow]:
    """By facility and name; three queries."""
    rows = list(
        _open(notice, facilities)
        .select_related("household", "facility")
        .order_by("facility__position", "facility__name_kana", "facility", "household__name", "household")
    )
    households = {row.household_id for row in rows}
    children, guardians = _children(households), _guardians(households)
    return [
        PaperRow(
            row.household.name,
            row.facility.name,
            tuple(children.get((row.household_id, row.facility_id), ())),
            tuple(guardians.get(row.household_id, ())),
            row.has_channel,
        )
        for row in rows
    ]


def facilities_left(notice: Notice, facilities: Iterable[UUID] | None) -> list[tuple[Facility, int]]:
    """Facilities with open households, for lists too long for one paper."""
    counts: dict[UUID, int] = {}
    for key in _open(notice, facilities).values_list("facility", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return [(facility, counts[facility.pk]) for facility in Facility.objects.filter(pk__in=counts).in_order()]


def _open(notice: Notice, facilities: Iterable[UUID] | None) -> QuerySet[Recipient]:
    rows = Recipient.objects.open().filter(notice=notice)
    return rows if facilities is None else rows.filter(facility__in=list(facilities))


def _children(households: set[UUID]) -> dict[tuple[UUID, UUID], list[str]]:
    today = timezone.localdate()
    found: dict[tuple[UUID, UUID], list[str]] = {}
    rows = (
        Enrolment.objects.filter(on_day(today), child__grants__guardian__household__in=households)
        .values_list(
            "child__grants__guardian__household",
            "facility",
            "child__family_name",
            "child__given_name",
            "classroom__name",
            "child__born_on",
        )
        .distinct()
        .order_by("child__born_on")
    )
    for household, facility, family, given, room, _born in rows:
        if household in households:
            found.setdefault((household, facility), []).append(f"{family} {given}({room})")
    return found


def _guardians(households: set[UUID]) -> dict[UUID, list[Guardian]]:
    today = timezone.localdate()
    callable_ = Grant.objects.live(today).filter(
        Q(is_emergency_contact=True) | Q(can_answer=True), guardian__household__in=households
    )
    rows = (
        Guardian.objects.filter(pk__in=callable_.values("guardian"))
        .exclude(phone="")
        .order_by("call_order", "pk")
    )
    found: dict[UUID, list[Guardian]] = {}
    for guardian in rows:
        found.setdefault(guardian.household_id, []).append(guardian)
    return found
