"""The roster leaves as a file: only for who keeps it, and every child's family can read that it did."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from facilities import policies
from facilities.models import Facility, Organisation
from facilities.rosters.exporting import HEADINGS, exported
from facilities.rosters.tables import table_file


@transaction.atomic
def export_roster(*, actor: User, organisation: Organisation, facility: Facility | None, kind: str) -> bytes:
    """The children who go to a facility (or to any) with their guardians, as xlsx, csv or cp932."""
    place = facility.pk if facility else None
    policies.require_roster_keeper(actor, organisation.pk, place)
    children, rows = exported(organisation, facility, timezone.localdate())
    content = table_file(kind, HEADINGS, rows)
    policies.audit(
        actor,
        "roster.exported",
        "facility" if facility else "organisation",
        place or organisation.pk,
        organisation=organisation,
        facility=facility,
        children=len(children),
        kind=kind,
    )
    policies.audit_children(
        actor,
        "roster.exported_child",
        [child.id for child in children],
        organisation=organisation.pk,
        facility=place,
    )
    return content
