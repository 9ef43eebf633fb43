"""What families read already: corrected with the old text kept, or taken back from whom it should not have reached."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError, NotVisible
from contactbook.items import clean, item_at, items_of, missing_in
from contactbook.merge import CellWrite, value_at
from contactbook.models import Entry, EntryRevision, EntryWrite, Side, State
from contactbook.policies import require_approver, require_publisher
from contactbook.selectors.templates import book_settings_of
from contactbook.services.publishing import KIND, readers_by_phone
from contactbook.services.writing import Outcome, put_cell, save_cells, tell_of
from facilities.policies import audit_row
from notices.services import notify

NOBODYS = UUID(int=0)


@transaction.atomic
def correct_entry(*, actor: User, entry: Entry, writes: Sequence[CellWrite], reason: str) -> Entry:
    """Other words in what families read; they are told, and what stood there before is kept. Twice is once.

    Each write names the revision it was made on: what a colleague corrected meanwhile is read again first.
    """
    row = _required(actor, entry)
    if not reason.strip():
        raise DomainError(_("Write why it is corrected. Nothing was saved."), code="reason_missing")
    items = items_of(row.template.items)
    cleaned = [replace(one, value=clean(item_at(items, one.path), one.value)) for one in writes]
    fresh = [one for one in cleaned if value_at(row.cells, one.path) != one.value]
    if not fresh:
        return row
    if any(row.cells.get(one.path, {}).get("r", 0) > one.base for one in fresh):
        raise Conflict(
            _("A colleague has corrected this meanwhile. Nothing was saved; please read it again."),
            code="changed",
        )
    for write in fresh:
        put_cell(row, write, NOBODYS)
    if missing_in(items, row.cells):
        raise DomainError(_("Something required would be empty. Nothing was saved."), code="incomplete")
    _settle(row, [one.path for one in cleaned], actor)
    _published_again(row, actor, reason.strip()[:200])
    return row


@transaction.atomic
def withdraw_entry(*, actor: User, entry: Entry, reason: str) -> Entry:
    """Families read it no longer, from this moment; it is a draft again. Who had read it stays known. Twice is once."""
    row = _required(actor, entry, is_open=True)
    if row.state != State.PUBLISHED:
        return row
    if not reason.strip():
        raise DomainError(_("Write why it is taken back. Nothing was changed."), code="reason_missing")
    row.state, row.answer, row.publish_at = State.DRAFT, reason.strip()[:200], None
    row.approved_by = row.approved_at = None
    row.save()
    audit_row(actor, "entry.withdraw", "entry", row, readers=row.readings.count())
    tell_of(row, families=True)
    return row


def _required(actor: User, entry: Entry, *, is_open: bool = False) -> Entry:
    """The row as it is now, locked, for who may publish it; where the facility approves, for who approves."""
    require_publisher(actor, entry.classroom)
    if not Entry.objects.read_by_staff(actor).filter(pk=entry.pk).exclude(side=Side.HOME).exists():
        raise NotVisible
    if not is_open and book_settings_of(entry.facility).needs_approval:
        require_approver(actor, entry.facility)
    rows = Entry.objects.select_for_update(of=("self",)).select_related("template", "facility", "classroom")
    row = rows.get(pk=entry.pk)
    if not is_open and row.state != State.PUBLISHED:
        raise Conflict(_("No family reads this yet. Nothing was saved; just change it."), code="draft")
    return row


def _settle(row: Entry, paths: list[str], actor: User) -> None:
    """What arrived after publishing and waited beside these cells waits no more: she has read it here."""
    waiting = EntryWrite.objects.filter(entry=row, path__in=paths, outcome=Outcome.KEPT)
    waiting.update(outcome=Outcome.SETTLED, settled_by=actor, settled_at=timezone.now())


def _published_again(row: Entry, actor: User, reason: str) -> None:
    row.revision += 1
    save_cells(row, actor)
    EntryRevision.objects.create(
        facility_id=row.facility_id, entry=row, number=row.revision, cells=row.cells, reason=reason, by=actor
    )
    audit_row(actor, "entry.correct", "entry", row, revision=row.revision)
    notify(
        guardians=readers_by_phone(row), facility_id=row.facility_id, kind=KIND, about=row.pk,
        key=f"{KIND}:{row.pk}:{row.revision}",
    )  # fmt: skip
    tell_of(row, families=True)
