"""A guardian's own family: her children with where they go today, and the adults who read along."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Enrolment, Facility, Grant, Guardian, on_day


@dataclass(frozen=True)
class ChildToday:
    """One of her children and today's class; none before the first day and after the last."""

    child: Child
    classroom: Classroom | None
    facility: Facility | None


def children_today(user: User) -> list[ChildToday]:
    """Children she holds a live right to view, eldest first; a child in two places is two rows."""
    today = timezone.localdate()
    children = Child.objects.filter(pk__in=Grant.objects.seen_by(user, today).values("child")).order_by(
        "born_on", "pk"
    )
    places: dict[UUID, list[ChildToday]] = {}
    enrolments = Enrolment.objects.filter(on_day(today), child__in=children.values("pk"))
    for row in enrolments.select_related("child", "classroom", "facility").order_by(
        "kind", "starts_on", "pk"
    ):
        places.setdefault(row.child_id, []).append(ChildToday(row.child, row.classroom, row.facility))
    return [place for child in children for place in places.get(child.pk, [ChildToday(child, None, None)])]


def adults_reading_along(user: User) -> list[Guardian]:
    """The adults of her own households who may view the same children and can sign in.

    Never those of another household, even when they share a child.
    """
    today = timezone.localdate()
    seen = Grant.objects.seen_by(user, today)
    others = Grant.objects.live(today).filter(
        guardian=OuterRef("pk"), child__in=seen.values("child"), can_view=True
    )
    return list(
        Guardian.objects.filter(
            Exists(others), household__in=seen.values("guardian__household"), user__isnull=False
        ).order_by("call_order", "pk")
    )
