"""How a facility keeps its book, changed by its office: one version at a time, every change written down."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from contactbook.models import BookApprover, BookSettings, Entry, State
from contactbook.policies import require_keeper
from contactbook.services.publishing import hold_unapproved
from facilities.clock import moment_at
from facilities.models import Facility
from facilities.policies import audit
from facilities.selectors.tablets import staff_at

NAMES = ("needs_approval", "publish_at", "home_until", "may_download_book")


@transaction.atomic
def change_book_settings(
    *, actor: User, facility: Facility, version: int, values: Mapping[str, Any], approvers: Iterable[UUID]
) -> BookSettings:
    """Save what was changed; who worked on an older version is told so. What waits for its hour gets the new one."""
    require_keeper(actor, facility)
    BookSettings.objects.bulk_create([BookSettings(facility=facility)], ignore_conflicts=True)
    row = BookSettings.objects.select_for_update().get(pk=facility.pk)
    changed = [name for name in NAMES if getattr(row, name) != values[name]]
    added, gone = _approvers(facility, approvers)
    if not (changed or added or gone):
        return row
    if row.version != version:
        raise Conflict(
            _("A colleague has changed the settings meanwhile. Nothing was saved; look at them again."),
            code="changed",
        )
    for name in changed:
        setattr(row, name, values[name])
    row.version = version + 1
    row.save()
    BookApprover.objects.filter(facility=facility, member__in=gone).delete()
    BookApprover.objects.bulk_create(
        [BookApprover(facility=facility, member_id=one) for one in sorted(added)], ignore_conflicts=True
    )
    if "needs_approval" in changed and row.needs_approval:
        hold_unapproved(actor=actor, facility=facility)
    if "publish_at" in changed:
        _set_hour(facility, row.publish_at)
    audit(
        actor, "book.settings", "facility", facility.pk, organisation=facility.organisation_id,
        facility=facility, changed=",".join(changed), added=len(added), removed=len(gone),
    )  # fmt: skip
    return row


def _approvers(facility: Facility, wanted: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Who comes onto the list and who goes; only people who work there can."""
    named = set(wanted)
    listed = set(BookApprover.objects.filter(facility=facility).values_list("member", flat=True))
    added = named - listed
    if added - set(staff_at(facility.pk).filter(pk__in=added).values_list("pk", flat=True)):
        raise DomainError(
            _("One of these people does not work here any more. Nothing was saved."), code="gone"
        )
    return added, listed - named


def _set_hour(facility: Facility, clock: time | None) -> None:
    rows = list(Entry.objects.select_for_update().filter(facility=facility, state=State.READY).order_by("pk"))
    for row in rows:
        row.publish_at = moment_at(facility, row.day, clock) if clock else timezone.now()
    Entry.objects.bulk_update(rows, ["publish_at"])
