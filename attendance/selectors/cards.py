"""For which facilities a guardian holds a code: where she may pick up a child who goes there today."""

from collections.abc import Sequence

from facilities.models import Facility, Grant, Guardian
from facilities.selectors.family import Family


def codes_of(family: Family) -> Sequence[tuple[Guardian, Facility]]:
    """(guardian, facility) in the order of the children. One query."""
    seats = [guardian for guardian, _household in family.seats]
    rows = Grant.objects.live(family.day).filter(
        guardian__in=seats, guardian__user=family.user, can_pick_up=True
    )
    fetches = {row.child_id: row.guardian for row in rows.select_related("guardian").order_by("-pk")}
    found = {
        (fetches[row.child_id].pk, row.facility_id): (fetches[row.child_id], row.facility)
        for row in family.today
        if row.child_id in fetches
    }
    return tuple(found.values())
