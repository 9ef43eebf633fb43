"""A program writes a home's page: all of it or nothing, and never over what a person wrote meanwhile."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict
from contactbook.merge import CellWrite
from contactbook.models import Entry
from contactbook.services.sending import send_entry
from contactbook.services.writing import Page, write_cells


@transaction.atomic
def prefill_entry(*, actor: User, page: Page, writes: Sequence[CellWrite], is_sent: bool) -> Entry:
    """Write these cells, and send the page if asked to. The same again changes nothing."""
    session = uuid4()
    found = write_cells(actor=actor, page=page, session=session, writes=writes)
    if any(one.session == session for one in found.kept):
        raise Conflict(
            _("Somebody has changed this meanwhile. Nothing was saved; read the entry again."), code="changed"
        )
    return send_entry(actor=actor, page=page) if is_sent else found.entry
