"""That an entry was read, by whom and when first. Both sides see it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from backend.errors import NotVisible
from contactbook.models import Entry, EntryReading
from contactbook.services.writing import tell_of


@transaction.atomic
def read_entries(*, actor: User, entries: Iterable[UUID]) -> int:
    """Note what she has open; returns how many were new to her. A page of a home that staff open counts as opened.

    Opening her own page, or a draft of colleagues, is no reading.
    """
    seen = list(Entry.objects.visible_to(actor).filter(pk__in=list(entries)).values_list("pk", flat=True))
    if not seen:
        raise NotVisible
    theirs = Entry.objects.read_by_family(actor).filter(pk__in=seen, published_at__isnull=False)
    homes = Entry.objects.read_by_staff(actor).filter(pk__in=seen, side="home")
    rows = list((theirs | homes).select_related("facility", "classroom").order_by("pk"))
    known = set(EntryReading.objects.filter(entry__in=rows, user=actor).values_list("entry", flat=True))
    fresh = [row for row in rows if row.pk not in known]
    EntryReading.objects.bulk_create(
        [EntryReading(facility_id=row.facility_id, entry=row, user=actor) for row in fresh],
        ignore_conflicts=True,
    )
    Entry.objects.filter(pk__in=[row.pk for row in fresh], side="home", opened_at__isnull=True).update(
        opened_at=timezone.now()
    )
    for row in fresh:
        tell_of(row, families=True)
    return len(fresh)
