"""Two people wrote into one cell: somebody reads both and decides what stands."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, NotVisible
from contactbook.items import clean, item_at, items_of
from contactbook.merge import CellWrite, value_at
from contactbook.models import Entry, EntryWrite, State
from contactbook.policies import require_class_writer, require_home_writer
from contactbook.services.writing import Outcome, put_cell, save_cells, tell_of


@transaction.atomic
def settle_write(*, actor: User, write: EntryWrite, value: Any, base: int) -> Entry:
    """`value` stands in the cell (one of the two, or both in one); the other stays on record. Twice is once.

    `base` is the revision of the cell she saw: what changed meanwhile is read again first.
    """
    _require(actor, write.entry)
    rows = Entry.objects.select_for_update(of=("self",)).select_related("template", "facility", "classroom")
    entry = rows.get(pk=write.entry_id)
    current = EntryWrite.objects.get(pk=write.pk)
    if current.outcome != Outcome.KEPT:
        return entry
    if entry.cells.get(write.path, {}).get("r", 0) > base:
        raise Conflict(
            _("A colleague is still writing here. Nothing was saved; please read it again."), code="changed"
        )
    stands = clean(item_at(items_of(entry.template.items), write.path), value)
    if entry.state == State.PUBLISHED and stands != value_at(entry.cells, write.path):
        raise Conflict(
            _("Families read this already. Nothing was saved; use “Correct” to change it."), code="published"
        )
    if stands != value_at(entry.cells, write.path):
        put_cell(entry, CellWrite(write.path, stands), UUID(int=0))
        save_cells(entry, actor)
    current.outcome, current.settled_by, current.settled_at = Outcome.SETTLED, actor, timezone.now()
    current.save(update_fields=["outcome", "settled_by", "settled_at"])
    tell_of(entry)
    return entry


def _require(actor: User, entry: Entry) -> None:
    """Who writes there settles there: a home's two telephones are nobody else's business."""
    if entry.child is None or entry.household_id is None:
        require_class_writer(actor, entry.classroom)
        return
    guardian, _enrolment = require_home_writer(actor, entry.child, entry.facility, entry.day)
    if guardian.household_id != entry.household_id:
        raise NotVisible
