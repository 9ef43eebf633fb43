"""What a caller may know of a household: its children of today and the adults to call, by live grants alone."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from facilities.models import Enrolment, Grant, Guardian, on_day


def children_of(households: Collection[UUID]) -> dict[UUID, list[Enrolment]]:
    """{household: where its children go today}, eldest first; a blocked or ended grant shows no child. Two queries."""
    today = timezone.localdate()
    grants = Grant.objects.live(today).filter(guardian__household__in=households)
    homes: dict[UUID, set[UUID]] = {}
    for child, household in grants.values_list("child", "guardian__household"):
        homes.setdefault(child, set()).add(household)
    rows = Enrolment.objects.filter(on_day(today), child__in=homes).select_related(
        "child", "classroom", "facility"
    )
    found: dict[UUID, list[Enrolment]] = {}
    for row in rows.order_by("child__born_on", "pk"):
        for household in homes[row.child_id]:
            found.setdefault(household, []).append(row)
    return found


def adults_to_call(households: Collection[UUID]) -> dict[UUID, list[Guardian]]:
    """{household: adults with a number who are called or answer for a child}, in the family's order. One query."""
    grants = Grant.objects.live(timezone.localdate()).filter(
        Q(is_emergency_contact=True) | Q(can_answer=True), guardian__household__in=households
    )
    rows = Guardian.objects.filter(pk__in=grants.values("guardian")).exclude(phone="")
    found: dict[UUID, list[Guardian]] = {}
    for guardian in rows.order_by("call_order", "pk"):
        found.setdefault(guardian.household_id, []).append(guardian)
    return found
