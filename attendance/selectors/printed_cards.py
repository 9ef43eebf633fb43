"""The cards of a class, as the office looks after them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from attendance.models import Card
from attendance.selectors.child_day import own_children
from facilities.clock import today_at
from facilities.models import Child, Classroom, Enrolment, Grant, Guardian, on_day


@dataclass(frozen=True)
class Holder:
    """A child, or an adult with a living right to one, with the printed card each has."""

    child: Child
    guardian: Guardian | None
    card: Card | None


def holders_of(classroom: Classroom, user: User) -> list[Holder]:
    """Each child of a class and her adults, in the order of the roster; never her own. Four questions."""
    today = today_at(classroom.facility)
    rows = Enrolment.objects.filter(on_day(today), classroom=classroom).select_related("child")
    rows = rows.exclude(child__in=own_children(user))
    children = {
        row.child_id: row.child
        for row in rows.order_by("child__family_kana", "child__given_kana", "child_id")
    }
    grants = Grant.objects.live(today).filter(child__in=children).select_related("guardian")
    adults: dict[UUID, list[Guardian]] = defaultdict(list)
    for grant in grants.order_by("guardian__call_order", "guardian_id"):
        adults[grant.child_id].append(grant.guardian)
    living = Card.objects.filter(
        facility=classroom.facility_id, ended_at__isnull=True, issued_by__isnull=False
    ).order_by("issued_at", "pk")
    cards = {card.child_id or card.guardian_id: card for card in living}
    found = []
    for pk, child in children.items():
        found.append(Holder(child, None, cards.get(pk)))
        found += [Holder(child, adult, cards.get(adult.pk)) for adult in adults[pk]]
    return found
