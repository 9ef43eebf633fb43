"""Reading the audience tree from a form: lines that were not on the page stay as they were."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from notices.models import Notice
from notices.selectors import tree
from notices.selectors.tree import ALL, NONE, Chosen
from notices.services import Scopes

KEEP_ALL = "all"


@dataclass(frozen=True)
class TreePost:
    """The tree as it was sent. `shown` lines had a box; `keep` names those whose hidden lines stay."""

    everything: bool
    areas: frozenset[str]
    areas_shown: frozenset[str]
    facilities: frozenset[UUID]
    shown: frozenset[UUID]
    opened: frozenset[UUID]
    classrooms: frozenset[UUID]
    keep: frozenset[str]

    @classmethod
    def of(cls, data: QueryDict) -> "TreePost":
        return cls(
            everything="everything" in data,
            areas=frozenset(data.getlist("area")),
            areas_shown=frozenset(data.getlist("area_shown")),
            facilities=_uuids(data.getlist("facility")),
            shown=_uuids(data.getlist("facility_shown")),
            opened=_uuids(data.getlist("classes_shown")),
            classrooms=_uuids(data.getlist("classroom")),
            keep=frozenset(data.getlist("keep")),
        )


def scopes_of(notice: Notice, data: QueryDict) -> Scopes | None:
    """The scopes a sent tree means, or None where the page held no tree."""
    if "tree" not in data:
        return None
    sent, before = TreePost.of(data), tree.choices(notice)
    rooms = {facility: tree.classes_shown(facility) for facility in sent.opened}
    chosen = {
        facility.pk: _chosen(
            sent,
            facility.pk,
            facility.area,
            before[facility.pk],
            frozenset(room.pk for room in rooms.get(facility.pk, []) if not tree.is_past(room)),
            frozenset(room.pk for room in rooms.get(facility.pk, []) if tree.is_past(room)),
        )
        for facility in tree.facilities_of(notice)
    }
    return as_scopes(chosen)


def as_scopes(chosen: dict[UUID, Chosen]) -> Scopes:
    """The fewest lines that say the same; everything stays everything when a facility is added later."""
    whole = frozenset(key for key, one in chosen.items() if one.whole)
    rooms = frozenset(room for one in chosen.values() for room in one.classrooms)
    if chosen and len(whole) == len(chosen):
        return Scopes(everything=True)
    if not rooms and len(whole) > len(chosen) / 2:
        return Scopes(everything=True, without_facilities=frozenset(chosen) - whole)
    return Scopes(facilities=whole, classrooms=rooms)


def _chosen(
    sent: TreePost,
    facility: UUID,
    area: str,
    before: Chosen,
    rooms: frozenset[UUID],
    past: frozenset[UUID] = frozenset(),
) -> Chosen:
    if facility in sent.shown:
        if facility in sent.opened and (rooms or past):
            picked = (rooms | past) & sent.classrooms
            return ALL if picked == rooms else Chosen(classrooms=picked)
        if str(facility) in sent.keep:
            return before
        return ALL if facility in sent.facilities else NONE
    if area in sent.areas_shown:
        if f"area:{area}" in sent.keep:
            return before
        return ALL if area in sent.areas else NONE
    if KEEP_ALL in sent.keep:
        return before
    return ALL if sent.everything else NONE


def _uuids(values: list[str]) -> frozenset[UUID]:
    found = set()
    for value in values:
        try:
            found.add(UUID(value))
        except ValueError:
            continue
    return frozenset(found)
