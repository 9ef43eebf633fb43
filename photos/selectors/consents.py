"""What families agreed to."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from facilities.models import Child, Enrolment, Facility, Household, on_day
from photos.models import PhotoConsent


def places_of(child: Child) -> QuerySet[Facility]:
    """Where she goes today."""
    today = timezone.localdate()
    rows = Enrolment.objects.filter(on_day(today), child=child, facility=OuterRef("pk"))
    return Facility.objects.filter(Exists(rows)).in_order()


def said_by(child: Child | UUID, household: Household | UUID) -> dict[str, bool]:
    """{purpose: agreed} of what this household said last; nothing where it said nothing."""
    key = household if isinstance(household, UUID) else household.pk
    rows = PhotoConsent.objects.newest().filter(child=child, household=key)
    return dict(rows.values_list("purpose", "given"))


def words_of(children: Iterable[UUID]) -> dict[UUID, dict[UUID, dict[str, bool]]]:
    """{child: {household: {purpose: agreed}}} of all that was said last of these children. One query."""
    found: dict[UUID, dict[UUID, dict[str, bool]]] = {}
    rows = PhotoConsent.objects.newest().filter(child__in=list(children))
    for child, household, purpose, given in rows.values_list("child", "household", "purpose", "given"):
        found.setdefault(child, {}).setdefault(household, {})[purpose] = given
    return found
