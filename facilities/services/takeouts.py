"""That somebody took data out of the house."""

from django.db import transaction

from accounts.models import User
from facilities import policies
from facilities.models import Guardian, StaffPost


@transaction.atomic
def note_takeout(*, actor: User) -> None:
    """A guardian took her family's data home: one entry for each household she belongs to."""
    for guardian in Guardian.objects.filter(user=actor):
        policies.audit(
            actor,
            "family.taken_home",
            "household",
            guardian.household_id,
            organisation=guardian.organisation_id,
        )


@transaction.atomic
def note_audit_export(*, actor: User, days: str) -> None:
    """Who checks others leaves a trace too."""
    for post in StaffPost.objects.held_by(actor).order_by("organisation", "pk").distinct("organisation"):
        policies.audit(
            actor, "audit.exported", "organisation", post.organisation_id, organisation=post.organisation_id,
            days=days,
        )  # fmt: skip
