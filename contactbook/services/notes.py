"""Notes among staff (園内メモ): an object of its own, which nothing publishes."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotAllowed
from contactbook.items import text_of
from contactbook.models import StaffNote
from contactbook.policies import require_writer
from facilities.models import Child, Facility
from facilities.policies import audit_row

MOST = 2_000


@transaction.atomic
def write_note(*, actor: User, facility: Facility, child: Child, day: date, text: str, id: UUID) -> StaffNote:
    """Write one down. `id` is the page's: sent twice it is one."""
    require_writer(actor, child, facility, day)
    said = text_of(text, MOST).strip()
    if not said:
        raise DomainError(_("The note is empty. Nothing was saved."), code="empty")
    note, is_new = StaffNote.objects.get_or_create(
        pk=id, defaults={"facility": facility, "child": child, "day": day, "text": said, "author": actor}
    )
    if note.author_id != actor.pk or note.child_id != child.pk:
        raise NotAllowed
    if is_new:
        audit_row(actor, "staff_note.write", "staff_note", note)
    return note


@transaction.atomic
def strike_note(*, actor: User, note: StaffNote) -> StaffNote:
    """Her own note, struck out; it stays readable as struck out."""
    require_writer(actor, note.child, note.facility, note.day)
    if note.author_id != actor.pk:
        raise NotAllowed(_("Only who wrote a note strikes it out. Nothing was changed."))
    if note.struck_at is None:
        note.struck_at = timezone.now()
        note.save(update_fields=["struck_at"])
        audit_row(actor, "staff_note.strike", "staff_note", note)
    return note
