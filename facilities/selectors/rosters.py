"""Imports somebody may see, and the rows of one in the order of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from accounts.models import User
from facilities.models import Classroom, Facility, Organisation, RosterImport, RosterRow, StaffPost
from facilities.models.roles import CENTRAL_KEEPING_ROLES, KEEPING_ROLES

Result = RosterRow.Result
RANK = 1_000_000
LINKED = "linked"
REVIEW = "review"
FILTERS = (REVIEW, Result.NEW, Result.CHANGED, LINKED, Result.ERROR, Result.LEFT_OUT, Result.UNCHANGED)


@dataclass(frozen=True)
class Kept:
    """The places whose rosters somebody keeps; `whole` where it is all of the organisation."""

    organisation: Organisation | None
    whole: bool
    facilities: Sequence[Facility]


def places_kept_by(user: User) -> Kept:
    """Where she may bring and take rosters."""
    posts = StaffPost.objects.held_by(user).select_related("organisation")
    central = posts.filter(role__in=CENTRAL_KEEPING_ROLES).order_by("pk").first()
    if central:
        places = Facility.objects.filter(organisation=central.organisation, is_active=True)
        return Kept(central.organisation, True, list(places.in_order()))
    own = posts.filter(role__in=KEEPING_ROLES)
    places = Facility.objects.filter(pk__in=own.values("facility"), is_active=True)
    found = list(places.select_related("organisation").in_order())
    return Kept(found[0].organisation if found else None, False, found)


def rosters_kept_by(user: User) -> QuerySet[RosterImport]:
    """The imports of places she keeps; for everybody else there is none. Without the files themselves."""
    posts = StaffPost.objects.held_by(user)
    central = posts.filter(role__in=CENTRAL_KEEPING_ROLES).values("organisation")
    own = posts.filter(role__in=KEEPING_ROLES).values("facility")
    return (
        RosterImport.objects.filter(Q(organisation__in=central) | Q(facility__in=own))
        .select_related("facility", "organisation", "created_by", "approved_by", "undone_by")
        .defer("content")
    )


def rows_in_order(roster: RosterImport, chosen: str, after: int = 0) -> QuerySet[RosterRow]:
    """What needs a person first: errors, links, changes, new ones; `place` is the key of a page."""
    rank = Case(
        When(result=Result.ERROR, then=Value(0)),
        When(result=Result.LEFT_OUT, then=Value(4)),
        When(result=Result.UNCHANGED, then=Value(5)),
        When(changes_link=True, then=Value(1)),
        When(result=Result.CHANGED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    rows = RosterRow.objects.filter(roster=roster).select_related("child")
    if chosen == REVIEW:
        rows = rows.exclude(result=Result.UNCHANGED)
    elif chosen == LINKED:
        rows = rows.filter(changes_link=True, result__in=(Result.NEW, Result.CHANGED))
    else:
        rows = rows.filter(result=chosen)
    return rows.annotate(place=rank * RANK + F("number")).filter(place__gt=after).order_by("place")


def tints_of(facility_id: UUID | None) -> dict[str, str]:
    """The colour of each class of a facility, by name; the newest year's where years differ."""
    rooms = Classroom.objects.filter(facility=facility_id).order_by("school_year")
    return dict(rooms.values_list("name", "tint"))
