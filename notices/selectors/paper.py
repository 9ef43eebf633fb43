"""The list on paper: households still open with their numbers, for when the screens are dark."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from facilities.models import Facility, Guardian
from notices.models import Notice, Recipient
from notices.selectors.households import adults_to_call, children_of


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
    """By facility and name; four queries."""
    rows = list(
        _open(notice, facilities)
        .select_related("household", "facility")
        .order_by("facility__position", "facility__name_kana", "facility", "household__name", "household")
    )
    households = {row.household_id for row in rows}
    children, guardians = children_of(households), adults_to_call(households)
    return [
        PaperRow(
            row.household.name,
            row.facility.name,
            tuple(
                f"{one.child}({one.classroom})"
                for one in children.get(row.household_id, ())
                if one.facility_id == row.facility_id
            ),
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
    rows = Recipient.objects.open_of(notice)
    return rows if facilities is None else rows.filter(facility__in=list(facilities))
