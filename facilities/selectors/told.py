"""Which adults of a child are told what happens to it at the nursery."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from facilities.models import Grant, Guardian


def told_of_stamps(child_id: UUID, day: date) -> QuerySet[Guardian]:
    """Who may view the child on that day, unless a block beats it, and wants to hear of arrivals and departures."""
    may_view = Grant.objects.live(day).filter(child=child_id, can_view=True)
    return Guardian.objects.filter(pk__in=may_view.values("guardian"), wants_stamps=True).order_by("pk")
